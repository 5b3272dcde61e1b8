from __future__ import annotations

import uuid
from typing import Any

import pytest
from tests.factories.reads import JPEG

from beadle.accounts.terms import Role
from beadle.anpr.reads import retention
from beadle.anpr.reads.terms import Picture
from beadle.anpr.terms import Action

DAY = 86_400
WISH = {"reason": "Evidence in a fatal collision", "case_reference": "26000123456"}


async def test_a_held_read_outlives_its_time_until_the_hold_is_released(desk: Any) -> None:
    kept, other = await desk.seen(patch=JPEG), await desk.seen("XY34ZZZ", patch=JPEG)
    officer = await desk.person(Role.DATA_PROTECTION_OFFICER)
    path = f"/api/anpr/reads/{kept.read_id}/hold"
    answer = await officer.ask("POST", path, json=WISH)
    assert answer.status_code == 201, answer.text
    held = answer.json()
    assert (held["review_on"], held["placed_by"], held["released_at"]) == (
        "2026-08-30",
        "Data_Protection_Officer",
        None,
    )
    assert (await officer.ask("POST", path, json=WISH)).status_code == 409
    database, store = desk.deps.database, desk.store
    desk.clock.advance(32 * DAY)
    assert await retention.dispose(database, desk.clock, desk.settings, store) == 1
    assert store.read(kept.read_id, Picture.PATCH) == JPEG
    assert store.read(other.read_id, Picture.PATCH) is None
    told = (await (await desk.person(Role.AUDITOR)).ask("GET", "/api/anpr/retention")).json()
    assert (told["days"], told["held"], told["review_due"], told["last"]["deleted"]) == (31, 1, 0, 1)
    assert len(told["last"]["proof"]) == 64
    manager = await desk.person(Role.MANAGER)
    released = await manager.ask("DELETE", path, json={"reason": "The case is closed"})
    assert (released.status_code, released.json()["release_reason"]) == (200, "The case is closed")
    assert (await manager.ask("DELETE", path, json={"reason": "The case is closed"})).status_code == 404
    assert await retention.dispose(database, desk.clock, desk.settings, store) == 1
    assert store.read(kept.read_id, Picture.PATCH) is None
    lines = await desk.audit(Action.HOLD_READ)
    assert [line.outcome for line in lines] == ["ok", "failed", "ok", "failed"]
    assert {line.case_reference for line in lines} == {"26000123456", ""}
    assert lines[0].subjects == ["plate:AB12CDE"]


async def test_a_review_is_due_on_its_day(desk: Any) -> None:
    kept = await desk.seen()
    manager = await desk.person(Role.MANAGER)
    path = f"/api/anpr/reads/{kept.read_id}/hold"
    assert (await manager.ask("POST", path, json=WISH | {"review_on": "2026-05-31"})).status_code == 422
    assert (await manager.ask("POST", path, json=WISH | {"review_on": "2026-06-02"})).status_code == 201
    assert (await manager.ask("GET", "/api/anpr/retention")).json()["review_due"] == 0
    desk.clock.advance(DAY / 2)
    auditor = await desk.person(Role.AUDITOR)  # the manager's session has ended meanwhile
    assert (await auditor.ask("GET", "/api/anpr/retention")).json()["review_due"] == 1


async def test_held_reads_are_listed_until_they_are_released_and_those_due_soonest_first(desk: Any) -> None:
    manager = await desk.person(Role.MANAGER)
    kept = {plate: await desk.seen(plate, ago_s=60 * n) for n, plate in enumerate(("AA1", "BB2", "CC3"), 1)}
    for plate, review_on in (("AA1", "2026-09-01"), ("BB2", "2026-06-01"), ("CC3", "2026-07-01")):
        wish = WISH | {"review_on": review_on}
        assert (await manager.ask("POST", f"/api/anpr/reads/{kept[plate].read_id}/hold", json=wish)).status_code == 201
    first = (await manager.ask("GET", "/api/anpr/holds", params={"limit": 2})).json()
    assert [(each["read"]["plate"], each["review_due"]) for each in first["held"]] == [("BB2", True), ("CC3", False)]
    assert first["held"][0]["hold"]["reason"] == WISH["reason"]
    assert first["held"][0]["read"]["camera"] == "Horns Bridge"
    more = (await manager.ask("GET", "/api/anpr/holds", params={"limit": 2, "after": first["next"]})).json()
    assert [each["read"]["plate"] for each in more["held"]] == ["AA1"]
    assert more["next"] is None
    path = f"/api/anpr/reads/{kept['BB2'].read_id}/hold"
    assert (await manager.ask("DELETE", path, json={"reason": "The case is closed"})).status_code == 200
    officer = await desk.person(Role.DATA_PROTECTION_OFFICER)
    left = (await officer.ask("GET", "/api/anpr/holds")).json()
    assert [each["read"]["plate"] for each in left["held"]] == ["CC3", "AA1"]
    lines = await desk.audit(Action.SEE_HOLDS)
    assert [set(line.subjects) for line in lines] == [
        {"plate:BB2", "plate:CC3"},
        {"plate:AA1"},
        {"plate:AA1", "plate:CC3"},
    ]
    supervisor = await desk.person(Role.SUPERVISOR)
    assert (await supervisor.ask("GET", "/api/anpr/holds")).status_code == 403


async def test_a_hold_needs_its_reason_and_releasing_a_fresh_proof(desk: Any) -> None:
    kept = await desk.seen()
    manager = await desk.person(Role.MANAGER)
    path = f"/api/anpr/reads/{kept.read_id}/hold"
    for bad in ({}, {"reason": "Because"}, WISH | {"reason": ""}, WISH | {"placed_by": "me"}):
        assert (await manager.ask("POST", path, json=bad)).status_code == 422
    assert (await manager.ask("POST", f"/api/anpr/reads/{uuid.uuid4()}/hold", json=WISH)).status_code == 404
    assert (await manager.ask("POST", path, json=WISH)).status_code == 201
    desk.clock.advance(16 * 60)
    answer = await manager.ask("DELETE", path, json={"reason": "The case is closed"})
    assert (answer.status_code, answer.json()["type"]) == (403, "step-up-needed")


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.SUPERVISOR, Role.POLICE_LIAISON, Role.AUDITOR])
async def test_nobody_else_holds(desk: Any, role: Role) -> None:
    kept = await desk.seen()
    person = await desk.person(role)
    path = f"/api/anpr/reads/{kept.read_id}/hold"
    assert (await person.ask("POST", path, json=WISH)).status_code == 403
    assert (await person.ask("DELETE", path, json={"reason": "Enough"})).status_code == 403
