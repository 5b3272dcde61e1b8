from __future__ import annotations

import uuid
from typing import Any

import pytest
from tests.factories.reads import JPEG

from beadle.accounts.terms import Role
from beadle.anpr.reads import sampling
from beadle.anpr.reads.ids import new_read_id
from beadle.anpr.terms import Action

TODAY = "/api/anpr/samples/today"
DAY = 86_400


async def drawn(desk: Any) -> None:
    async with desk.deps.database.work() as session:
        assert await sampling.draw(session, sampling.day_of(desk.clock.now()), 2)


async def test_a_person_checks_yesterdays_draw_and_the_figures_follow(desk: Any) -> None:
    for number in range(3):
        await desk.seen(f"AB1{number}", ago_s=DAY + number, patch=JPEG)
    await drawn(desk)
    operator = await desk.person(Role.OPERATOR)
    first = (await operator.ask("GET", TODAY)).json()
    assert (first["left"], first["day"]) == (2, "2026-05-31")
    read = first["read"]
    picture = await operator.ask("GET", f"/api/anpr/reads/{read['id']}/patch.jpg", params={"look": first["look"]})
    assert picture.content == JPEG
    right = await operator.ask("POST", f"/api/anpr/samples/{read['id']}", json={"plate": read["plate"], "right": True})
    assert (right.status_code, right.json()) == (200, {"verdict": "right", "left": 1})
    second = (await operator.ask("GET", TODAY)).json()["read"]
    wrong = await operator.ask("POST", f"/api/anpr/samples/{second['id']}", json={"plate": "ZZ99", "right": False})
    assert wrong.json() == {"verdict": "wrong", "left": 0}
    done = (await operator.ask("GET", TODAY)).json()
    assert (done["read"], done["left"], done["look"]) == (None, 0, "")
    (figures,) = (await operator.ask("GET", "/api/anpr/accuracy")).json()
    assert (figures["camera"], figures["checked"], figures["right"], figures["wrong"]) == ("Horns Bridge", 2, 1, 1)
    assert figures["share"] == 0.5
    assert (round(figures["low"], 3), round(figures["high"], 3)) == (0.095, 0.905)
    lines = await desk.audit(Action.SAMPLE)
    assert [line.subjects for line in lines[:2]] == [[f"plate:{read['plate']}"]] * 2
    assert [line.detail.get("verdict") for line in lines] == [None, "right", None, "wrong", None]


async def test_nobody_chooses_what_is_checked(desk: Any) -> None:
    kept = await desk.seen(ago_s=60, patch=JPEG)
    operator = await desk.person(Role.OPERATOR)
    body = {"plate": "AB12CDE", "right": True}
    assert (await operator.ask("POST", f"/api/anpr/samples/{kept.read_id}", json=body)).status_code == 404
    assert (await operator.ask("POST", f"/api/anpr/samples/{uuid.uuid4()}", json=body)).status_code == 404
    for bad in ({"plate": None, "right": True}, {"plate": "AB1"}, {"right": True}, body | {"verdict": "right"}):
        assert (await operator.ask("POST", f"/api/anpr/samples/{kept.read_id}", json=bad)).status_code == 422


async def test_who_is_limited_checks_their_cameras(desk: Any) -> None:
    await desk.seen("MINE1", ago_s=DAY, patch=JPEG)
    other = await desk.seen("OTHER1", camera="West Bars", ago_s=DAY, patch=JPEG)
    await drawn(desk)
    person = await desk.limited(Role.OPERATOR, "Horns Bridge")
    found = (await person.ask("GET", TODAY)).json()
    assert (found["read"]["plate"], found["left"]) == ("MINE1", 1)
    body = {"plate": "OTHER1", "right": True}
    refused = await person.ask("POST", f"/api/anpr/samples/{other.read_id}", json=body)
    unknown = await person.ask("POST", f"/api/anpr/samples/{new_read_id(desk.clock.now())}", json=body)
    assert refused.status_code == unknown.status_code == 403
    assert refused.json()["detail"] == unknown.json()["detail"]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.POLICE_LIAISON, Role.CABINET_MEMBER])
async def test_figures_are_for_many_and_reads_are_not(desk: Any, role: Role) -> None:
    person = await desk.person(role)
    assert (await person.ask("GET", TODAY)).status_code == 403
    answer = await person.ask("GET", "/api/anpr/accuracy", params={"since": "2026-01-01", "until": "2026-06-01"})
    assert (answer.status_code, answer.json()) == (200, [])
