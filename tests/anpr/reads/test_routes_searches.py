from __future__ import annotations

import csv
import io
import uuid
from datetime import timedelta
from typing import Any

import pytest
from tests.factories.reads import JPEG

from beadle.accounts.terms import Grant, Role
from beadle.anpr.terms import Action
from beadle.audit import service as audit
from beadle.audit.errors import AuditUnavailable

SEARCHES = "/api/anpr/searches"


async def test_a_search_is_answered_and_stands_in_the_log_with_its_reasons(desk: Any) -> None:
    one, other = await desk.seen(ago_s=60, patch=JPEG), await desk.seen(ago_s=120, camera="West Bars")
    await desk.seen("XY34ZZZ")
    person = await desk.person(Role.SUPERVISOR)
    answer = await person.ask("POST", SEARCHES, json=desk.question("ab12 cde"))
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert [each["read"] for each in found["results"]] == [one.card, other.card]
    assert {(each["match"], each["distance"]) for each in found["results"]} == {("exact", 0)}
    assert (found["status"], found["why"], found["plate"], found["more"], found["mine"]) == (
        "done",
        "",
        "AB12CDE",
        False,
        True,
    )
    (line,) = await desk.audit(Action.SEARCH)
    assert (line.outcome, line.object, line.case_reference) == ("ok", f"search:{found['id']}", "26000123456")
    assert line.purpose == "Public safety and prevention of crime"
    assert "plate:AB12CDE" in line.subjects
    assert (line.detail["requester"], line.detail["found"]) == ("DC 1234 Brown", 2)
    patch = f"/api/anpr/reads/{one.read_id}/patch.jpg"
    assert (await person.ask("GET", patch, params={"look": found["look"]})).content == JPEG


async def test_a_searchers_token_opens_what_was_found_for_who_may_only_search(desk: Any) -> None:
    kept = await desk.seen(patch=JPEG, overview=JPEG)
    liaison = await desk.person(Role.POLICE_LIAISON)
    found = (await liaison.ask("POST", SEARCHES, json=desk.question())).json()
    look = {"look": found["look"]}
    for path in ("", "/patch.jpg", "/overview.jpg"):
        assert (await liaison.ask("GET", f"/api/anpr/reads/{kept.read_id}{path}", params=look)).status_code == 200
    later = await desk.seen("LATER1", ago_s=-1, patch=JPEG)
    assert (await liaison.ask("GET", f"/api/anpr/reads/{later.read_id}", params=look)).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"purpose_id": None}, 422),
        ({"purpose_id": str(uuid.uuid4())}, 422),
        ({"purpose_id": "public-safety"}, 422),
        ({"case_reference": None}, 422),
        ({"case_reference": " "}, 422),
        ({"requester": None}, 422),
        ({"requester": ""}, 422),
        ({"plate": "*", "mode": "partial"}, 422),
        ({"plate": "AB1*"}, 422),
        ({"plate": "\u0410\u041212CDE"}, 422),
        ({"plate": "A" * 200}, 422),
        ({"mode": "regex"}, 422),
        ({"since": "2026-06-01T12:00:00"}, 422),
        ({"since": "2026-07-01T12:00:00Z"}, 422),
        ({"since": "2020-01-01T12:00:00Z"}, 422),
        ({"limit": 501}, 422),
        ({"near": {"latitude": 91, "longitude": 0, "metres": 10}}, 422),
        ({"status": "done"}, 422),
        ({"asked_by": "somebody"}, 422),
    ],
)
async def test_a_search_without_its_reasons_is_refused_and_the_refusal_is_logged(
    desk: Any, wrong: dict[str, Any], status: int
) -> None:
    await desk.seen()
    person = await desk.person(Role.SUPERVISOR)
    question = {name: value for name, value in desk.question(**wrong).items() if value is not None}
    answer = await person.ask("POST", SEARCHES, json=question)
    assert (answer.status_code, "results" in answer.json()) == (status, False)
    (line,) = await desk.audit(Action.SEARCH)
    assert (line.outcome, line.actor, line.detail["path"]) == ("failed", "supervisor", SEARCHES)
    assert (await person.ask("GET", SEARCHES)).json()["searches"] == []


async def test_a_purpose_that_is_not_ones_own_is_refused_and_logged(desk: Any) -> None:
    other = uuid.UUID((await (await desk.person(Role.ADMINISTRATOR)).ask("GET", "/api/purposes")).json()[1]["id"])
    assert other != desk.purpose
    grant = Grant(Role.SUPERVISOR, None, frozenset({desk.purpose}))
    person = await desk.person(Role.SUPERVISOR, grants=(grant,), name="pat")
    answer = await person.ask("POST", SEARCHES, json=desk.question(purpose_id=str(other)))
    assert answer.status_code == 403
    (line,) = await desk.audit(Action.SEARCH)
    assert (line.outcome, line.subjects) == ("refused", ["plate:AB12CDE"])


async def test_rights_end_where_groups_do(desk: Any) -> None:
    mine, other = await desk.seen(), await desk.seen(camera="West Bars")
    person = await desk.limited(Role.SUPERVISOR, "Horns Bridge")
    found = (await person.ask("POST", SEARCHES, json=desk.question())).json()
    assert [each["read"]["id"] for each in found["results"]] == [str(mine.read_id)]
    look = {"look": found["look"]}
    assert (await person.ask("GET", f"/api/anpr/reads/{other.read_id}", params=look)).status_code == 403
    west = desk.question(camera_ids=[str(desk.cameras["West Bars"])])
    assert (await person.ask("POST", SEARCHES, json=west)).status_code == 403
    near = {"latitude": 53.2345, "longitude": -1.4338, "metres": 100}
    assert (await person.ask("POST", SEARCHES, json=desk.question(near=near))).json()["results"] == []
    theirs = (await (await desk.person(Role.SUPERVISOR)).ask("POST", SEARCHES, json=desk.question())).json()
    assert len(theirs["results"]) == 2
    hidden = await person.ask("GET", f"{SEARCHES}/{theirs['id']}")
    assert hidden.status_code == (await person.ask("GET", f"{SEARCHES}/{uuid.uuid4()}")).status_code == 404


async def test_near_a_place_and_at_cameras(desk: Any) -> None:
    horns, bars = await desk.seen(), await desk.seen(camera="West Bars")
    person = await desk.person(Role.SUPERVISOR)

    async def found(**more: Any) -> set[str]:
        answer = await person.ask("POST", SEARCHES, json=desk.question(**more))
        return {each["read"]["id"] for each in answer.json()["results"]}

    place = {"latitude": 53.2345, "longitude": -1.4338}
    assert await found(near=place | {"metres": 200}) == {str(bars.read_id)}
    assert await found(near=place | {"metres": 2000}) == {str(bars.read_id), str(horns.read_id)}
    here = [str(desk.cameras["Horns Bridge"])]
    assert await found(camera_ids=here) == {str(horns.read_id)}
    assert await found(camera_ids=here, near=place | {"metres": 200}) == set()


async def test_results_again_are_another_line_in_the_log(desk: Any) -> None:
    await desk.seen()
    person = await desk.person(Role.SUPERVISOR)
    first = (await person.ask("POST", SEARCHES, json=desk.question())).json()
    await desk.seen(ago_s=30)
    again = (await person.ask("GET", f"{SEARCHES}/{first['id']}")).json()
    assert (len(again["results"]), again["found"]) == (2, 2)
    lines = await desk.audit(Action.SEARCH)
    assert [line.object for line in lines] == [f"search:{first['id']}"] * 2
    assert {line.case_reference for line in lines} == {"26000123456"}
    (record,) = (await person.ask("GET", SEARCHES)).json()["searches"]
    assert record["plate"] == "AB12CDE"
    assert len(await desk.audit(Action.LIST_SEARCHES)) == 1


async def test_pages(desk: Any) -> None:
    kept = [await desk.seen(ago_s=60 + n) for n in range(5)]
    person = await desk.person(Role.SUPERVISOR)
    first = (await person.ask("POST", SEARCHES, json=desk.question(limit=2))).json()
    assert ([each["read"]["id"] for each in first["results"]], first["more"]) == (
        [str(each.read_id) for each in kept[:2]],
        True,
    )
    last = {"before": first["results"][-1]["read"]["id"]}
    second = (await person.ask("GET", f"{SEARCHES}/{first['id']}", params=last)).json()
    assert [each["read"]["id"] for each in second["results"]] == [str(each.read_id) for each in kept[2:4]]
    question = desk.question(limit=2, before=first["results"][-1]["read"]["id"])
    again = (await person.ask("POST", SEARCHES, json=question)).json()
    assert (again["id"], again["results"]) == (first["id"], second["results"]), "a page is no search of its own"
    other = (await person.ask("POST", SEARCHES, json=question | {"case_reference": "26000999999"})).json()
    assert other["id"] != first["id"]
    assert len((await person.ask("GET", SEARCHES)).json()["searches"]) == 2
    third = (await person.ask("POST", SEARCHES, json=desk.question(limit=2, before=str(kept[3].read_id)))).json()
    assert ([each["read"]["id"] for each in third["results"]], third["more"]) == ([str(kept[4].read_id)], False)


async def test_who_reviews_sees_every_search_and_the_rest_their_own(desk: Any) -> None:
    one, other = await desk.person(Role.SUPERVISOR), await desk.person(Role.POLICE_LIAISON)
    await one.ask("POST", SEARCHES, json=desk.question())
    desk.clock.advance(1)
    await other.ask("POST", SEARCHES, json=desk.question("XY34ZZZ"))
    assert [each["plate"] for each in (await one.ask("GET", SEARCHES)).json()["searches"]] == ["AB12CDE"]
    officer = await desk.person(Role.DATA_PROTECTION_OFFICER)
    every = (await officer.ask("GET", SEARCHES, params={"limit": 1})).json()
    assert [(each["plate"], each["mine"]) for each in every["searches"]] == [("XY34ZZZ", False)]
    rest = (await officer.ask("GET", SEARCHES, params={"before": every["next"]})).json()
    assert [each["plate"] for each in rest["searches"]] == ["AB12CDE"]
    assert (await officer.ask("GET", f"{SEARCHES}/{every['searches'][0]['id']}")).status_code == 403
    for role in (Role.OPERATOR, Role.AUDITOR, Role.CABINET_MEMBER):
        assert (await (await desk.person(role)).ask("GET", SEARCHES)).status_code == 403


class TestFarBack:
    """What goes back further than three months."""

    @pytest.fixture
    def plate_settings(self) -> dict[str, Any]:
        return {"days": 200}

    async def asked(self, desk: Any, person: Any) -> dict[str, Any]:
        since = desk.clock.now() - timedelta(days=91)
        found = (await person.ask("POST", SEARCHES, json=desk.question(since=since.isoformat()))).json()
        return dict(found)

    async def test_it_waits_until_somebody_else_has_approved_it(self, desk: Any) -> None:
        old = await desk.seen(ago_s=90.5 * 86_400)
        person, manager = await desk.person(Role.SUPERVISOR), await desk.person(Role.MANAGER)
        waiting = await self.asked(desk, person)
        assert (waiting["status"], waiting["results"], waiting["look"]) == ("waiting", [], "")
        assert "second person" in waiting["why"]
        path = f"{SEARCHES}/{waiting['id']}"
        assert (await person.ask("GET", path)).json()["results"] == []
        csv_ = await person.ask("GET", f"{path}/results.csv")
        assert len(csv_.text.splitlines()) == 1
        assert (await person.ask("POST", f"{path}/approve", json={"remark": "It is right."})).status_code == 403
        approved = await manager.ask("POST", f"{path}/approve", json={"remark": "Serious case, seen the file"})
        assert (approved.status_code, approved.json()["status"]) == (200, "done")
        assert (approved.json()["decided_by"], "results" in approved.json()) == ("Manager", False)
        found = (await person.ask("GET", path)).json()
        assert [each["read"]["id"] for each in found["results"]] == [str(old.read_id)]
        assert (await manager.ask("POST", f"{path}/refuse", json={"remark": "Too late"})).status_code == 409
        lines = await desk.audit(Action.APPROVE_SEARCH)
        assert [(line.actor, line.outcome) for line in lines] == [
            ("supervisor", "refused"),
            ("manager", "ok"),
            ("manager", "failed"),
        ]
        assert lines[1].subjects == ["plate:AB12CDE"]

    async def test_what_is_refused_stays_without_results(self, desk: Any) -> None:
        await desk.seen(ago_s=90.5 * 86_400)
        person, manager = await desk.person(Role.SUPERVISOR), await desk.person(Role.MANAGER)
        path = f"{SEARCHES}/{(await self.asked(desk, person))['id']}"
        assert (await manager.ask("POST", f"{path}/refuse", json={"remark": "No need"})).json()["status"] == "refused"
        found = (await person.ask("GET", path)).json()
        assert (found["status"], found["results"], found["why"]) == ("refused", [], "Manager refused it: No need")

    async def test_nobody_approves_their_own_not_even_who_reviews(self, desk: Any) -> None:
        manager = await desk.person(Role.MANAGER)
        path = f"{SEARCHES}/{(await self.asked(desk, manager))['id']}"
        answer = await manager.ask("POST", f"{path}/approve", json={"remark": "It is mine"})
        assert (answer.status_code, "own search" in answer.text) == (403, True)
        assert (await manager.ask("GET", path)).json()["status"] == "waiting"

    async def test_approving_asks_for_a_fresh_proof(self, desk: Any) -> None:
        person, manager = await desk.person(Role.SUPERVISOR), await desk.person(Role.MANAGER)
        path = f"{SEARCHES}/{(await self.asked(desk, person))['id']}"
        desk.clock.advance(16 * 60)
        answer = await manager.ask("POST", f"{path}/approve", json={"remark": "It is right."})
        assert (answer.status_code, answer.json()["type"]) == (403, "step-up-needed")
        nobody = await manager.ask("POST", f"{SEARCHES}/{uuid.uuid4()}/approve", json={"remark": "It is right."})
        assert nobody.status_code == 403

    async def test_just_within_three_months_nobody_has_to_wait(self, desk: Any) -> None:
        person = await desk.person(Role.SUPERVISOR)
        since = desk.clock.now() - timedelta(days=90)
        answer = await person.ask("POST", SEARCHES, json=desk.question(since=since.isoformat()))
        assert answer.json()["status"] == "done"


async def test_results_as_a_table_that_no_spreadsheet_runs(desk: Any) -> None:
    await desk.seen(vehicle_color='=HYPERLINK("http://evil.test")', vehicle_kind="@car", lane=2)
    person = await desk.person(Role.SUPERVISOR)
    search = (await person.ask("POST", SEARCHES, json=desk.question())).json()
    answer = await person.ask("GET", f"{SEARCHES}/{search['id']}/results.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert (row["plate"], row["camera"], row["match"], row["lane"], row["final"]) == (
        "AB12CDE",
        "Horns Bridge",
        "exact",
        "2",
        "yes",
    )
    assert row["vehicle_color"].startswith("'=")
    assert row["vehicle_kind"] == "'@car"
    (line,) = await desk.audit(Action.EXPORT_SEARCH)
    assert (line.outcome, line.detail["found"], line.case_reference) == ("ok", 1, "26000123456")
    desk.clock.advance(16 * 60)
    assert (await person.ask("GET", f"{SEARCHES}/{search['id']}/results.csv")).status_code == 403


async def test_nothing_is_found_unless_the_log_can_be_written(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.seen()
    person = await desk.person(Role.SUPERVISOR)

    async def broken(*_args: Any) -> None:
        raise AuditUnavailable("The disk is full.")

    monkeypatch.setattr(audit, "record", broken)
    answer = await person.ask("POST", SEARCHES, json=desk.question())
    assert (answer.status_code, "AB12CDE" in answer.text) == (503, False)
    monkeypatch.undo()
    assert (await person.ask("GET", SEARCHES)).json()["searches"] == []


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR, Role.DATA_PROTECTION_OFFICER, Role.CABINET_MEMBER])
async def test_nobody_else_searches(desk: Any, role: Role) -> None:
    await desk.seen()
    person = await desk.person(role)
    assert (await person.ask("POST", SEARCHES, json=desk.question())).status_code == 403
    (line,) = await desk.audit(Action.SEARCH)
    assert line.outcome == "refused"
