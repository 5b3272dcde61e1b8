from __future__ import annotations

import uuid
from typing import Any

import pytest

from beadle.accounts.terms import Role
from beadle.anpr.reads import searching
from beadle.anpr.terms import Action

SEARCHES, REVIEWS = "/api/anpr/searches", "/api/anpr/reviews"


@pytest.fixture
def plate_settings() -> dict[str, Any]:
    return {"repeated_searches": 2, "many_searches": 4, "review_one_in": 1000}


@pytest.fixture(autouse=True)
def dice(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the dice say, from now on; 1 draws nothing."""
    said = [1]
    real = searching.Desk

    def desk(clock: Any, settings: Any) -> searching.Desk:
        return real(clock, settings, lambda _most: said[0])

    monkeypatch.setattr("beadle.anpr.reads.routes_searches.Desk", desk)
    return said


async def test_a_search_drawn_by_chance_is_reviewed_once_by_somebody_else(desk: Any, dice: list[int]) -> None:
    person, manager = await desk.person(Role.SUPERVISOR), await desk.person(Role.MANAGER)
    await person.ask("POST", SEARCHES, json=desk.question("XY34ZZZ"))
    dice[0] = 0
    drawn = (await person.ask("POST", SEARCHES, json=desk.question())).json()
    own = (await manager.ask("POST", SEARCHES, json=desk.question())).json()
    queue = (await manager.ask("GET", REVIEWS)).json()
    assert [(each["search"]["id"], each["reason"], each["findings"]) for each in queue] == [
        (drawn["id"], "sample", []),
        (own["id"], "sample", []),
    ]
    wish = {"verdict": "fits", "remark": "The case names the vehicle."}
    assert (await manager.ask("POST", f"{REVIEWS}/{own['id']}", json=wish)).status_code == 403
    done = await manager.ask("POST", f"{REVIEWS}/{drawn['id']}", json=wish)
    assert (done.status_code, done.json()["verdict"], done.json()["reviewed_by"]) == (200, "fits", "Manager")
    assert (await manager.ask("POST", f"{REVIEWS}/{drawn['id']}", json=wish)).status_code == 409
    assert (await manager.ask("POST", f"{REVIEWS}/{uuid.uuid4()}", json=wish)).status_code == 404
    assert [each["search"]["id"] for each in (await manager.ask("GET", REVIEWS)).json()] == [own["id"]]
    lines = [line for line in await desk.audit(Action.REVIEW_SEARCH) if line.object == f"search:{drawn['id']}"]
    assert [(line.outcome, line.subjects) for line in lines] == [
        ("ok", ["plate:AB12CDE"]),
        ("failed", ["plate:AB12CDE"]),
    ]


async def test_every_outlier_is_in_the_queue_and_in_the_list(desk: Any) -> None:
    person, officer = await desk.person(Role.SUPERVISOR), await desk.person(Role.DATA_PROTECTION_OFFICER)
    first = (await person.ask("POST", SEARCHES, json=desk.question())).json()
    assert (await officer.ask("GET", REVIEWS)).json() == []
    again = (await person.ask("POST", SEARCHES, json=desk.question())).json()
    desk.clock.advance(60)
    third = (await person.ask("POST", SEARCHES, json=desk.question("AB1*", mode="partial"))).json()
    fourth = (await person.ask("POST", SEARCHES, json=desk.question("AB12CDE"))).json()
    queue = (await officer.ask("GET", REVIEWS)).json()
    assert [each["search"]["id"] for each in queue] == [again["id"], fourth["id"]]
    assert [found["kind"] for found in queue[1]["findings"]] == ["repeated", "many"]
    listed = (await officer.ask("GET", "/api/anpr/outliers")).json()
    assert {(each["kind"], each["user"], tuple(each["searches"])) for each in listed} == {
        ("repeated", "Supervisor", (fourth["id"], again["id"])),
        ("many", "Supervisor", (fourth["id"],)),
    }
    assert {first["id"], third["id"]}.isdisjoint({each for one in listed for each in one["searches"]})


async def test_ones_own_plate_is_noted_by_an_administrator(desk: Any) -> None:
    admin, person = await desk.person(Role.ADMINISTRATOR), await desk.person(Role.SUPERVISOR)
    users = (await admin.ask("GET", "/api/users")).json()
    (mine,) = [user["id"] for user in users if user["name"] == "supervisor"]
    noted = await admin.ask("POST", "/api/anpr/own-plates", json={"user_id": mine, "plate": "my51 car"})
    assert (noted.status_code, noted.json()["plate"], noted.json()["user"]) == (201, "MY51CAR", "Supervisor")
    twice = await admin.ask("POST", "/api/anpr/own-plates", json={"user_id": mine, "plate": "MY51CAR"})
    assert twice.status_code == 409
    nobody = {"user_id": str(uuid.uuid4()), "plate": "MY51CAR"}
    assert (await admin.ask("POST", "/api/anpr/own-plates", json=nobody)).status_code == 404
    await person.ask("POST", SEARCHES, json=desk.question("MY5ICAR"))
    (outlier,) = (await admin.ask("GET", "/api/anpr/outliers")).json()
    assert (outlier["kind"], outlier["user"]) == ("own_plate", "Supervisor")
    (row,) = (await admin.ask("GET", "/api/anpr/own-plates")).json()
    assert row == noted.json()
    assert (await admin.ask("DELETE", f"/api/anpr/own-plates/{row['id']}")).status_code == 204
    assert (await admin.ask("DELETE", f"/api/anpr/own-plates/{row['id']}")).status_code == 404
    assert (await admin.ask("GET", "/api/anpr/own-plates")).json() == []
    assert (await person.ask("GET", "/api/anpr/own-plates")).status_code == 403
    lines = [line for line in await desk.audit(Action.NOTE_OWN_PLATE) if line.outcome == "ok" and line.subjects]
    assert [(line.object, line.subjects) for line in lines] == [(f"user:{mine}", ["plate:MY51CAR"])] * 2


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.OPERATOR, Role.AUDITOR, Role.POLICE_LIAISON])
async def test_nobody_else_reviews(desk: Any, role: Role) -> None:
    person = await desk.person(role)
    for path in (REVIEWS, "/api/anpr/outliers"):
        assert (await person.ask("GET", path)).status_code == 403
