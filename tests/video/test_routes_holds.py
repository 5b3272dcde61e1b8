from __future__ import annotations

import uuid
from typing import Any

import pytest
from tests.factories.town import Town, at

from beadle.accounts.terms import Role
from beadle.platform.errors import Unavailable
from beadle.video.footage.disposal import Sweeper
from beadle.video.footage.holds import list_holds
from beadle.video.footage.retention import Policy
from beadle.video.terms import Action


def wish(*cameras: uuid.UUID, **more: object) -> dict[str, Any]:
    body = {"cameras": [str(camera) for camera in cameras], "from": at(0), "to": at(60), "reason": "Police are coming"}
    return {**body, **more}


async def test_a_hold_protects_until_it_is_released_with_a_reason(town: Town) -> None:
    one, _ = town.ids.values()
    town.record(one, 0)
    operator = await town.person(Role.OPERATOR)
    answer = await operator.ask("POST", "/api/video/holds", json=wish(one, reference="CRIME/1", review_on="2026-07-01"))
    assert answer.status_code == 201, answer.text
    hold = answer.json()
    assert (hold["placed_by"], hold["review_on"], hold["cameras"]) == ("Operator", "2026-07-01", [str(one)])
    (line,) = await town.audit(Action.PLACE_HOLD)
    assert (line.object, line.case_reference) == (f"hold:{hold['id']}", "CRIME/1")
    greedy = Sweeper(town.volume, Policy(headroom_bytes=1 << 60))
    assert greedy.sweep().deleted_segments == 0
    assert (await operator.ask("GET", "/api/video/holds")).json()[0]["id"] == hold["id"]
    url = f"/api/video/holds/{hold['id']}/release"
    assert (await operator.ask("POST", url, json={"reason": "No longer needed"})).status_code == 403
    manager = await town.person(Role.MANAGER)
    assert (await manager.ask("POST", url, json={})).status_code == 422
    released = await manager.ask("POST", url, json={"reason": "The police have their copy"})
    assert released.status_code == 200, released.text
    assert (released.json()["released_by"], released.json()["release_reason"]) == (
        "Manager",
        "The police have their copy",
    )
    (lock,) = list_holds([town.volume])
    assert (lock.active, lock.release_reason) == (False, "The police have their copy")
    assert greedy.sweep().deleted_segments == 1
    assert (await manager.ask("POST", url, json={"reason": "Once more"})).status_code == 409
    assert (await operator.ask("GET", "/api/video/holds")).json() == []
    assert len((await operator.ask("GET", "/api/video/holds", params={"released": True})).json()) == 1
    assert [line.outcome for line in await town.audit(Action.RELEASE_HOLD)] == ["refused", "failed", "ok", "failed"]


async def test_an_open_end_holds_what_is_not_recorded_yet(town: Town) -> None:
    one, _ = town.ids.values()
    operator = await town.person(Role.OPERATOR)
    answer = await operator.ask("POST", "/api/video/holds", json=wish(one, to=None))
    assert answer.json()["to"] is None
    town.record(one, 500)
    assert Sweeper(town.volume, Policy(headroom_bytes=1 << 60)).sweep().deleted_segments == 0


async def test_without_any_volume_nothing_is_promised(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    one, _ = town.ids.values()
    operator = await town.person(Role.OPERATOR)
    monkeypatch.setattr(type(town.library), "volumes", lambda _self: [])
    answer = await operator.ask("POST", "/api/video/holds", json=wish(one))
    assert answer.status_code == 503
    assert (await operator.ask("GET", "/api/video/holds")).json() == []


async def test_a_disk_that_cannot_take_it_is_an_alarm_and_the_others_hold(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    from beadle.video.footage import holds as disk

    one, _ = town.ids.values()
    operator = await town.person(Role.OPERATOR)
    real = disk.place

    def half(volumes: Any, hold: Any) -> None:
        real(volumes, hold)
        raise Unavailable("The second disk is read-only.")

    monkeypatch.setattr(disk, "place", half)
    assert (await operator.ask("POST", "/api/video/holds", json=wish(one))).status_code == 201
    (alarm,) = await town.events("alarm")
    assert "second disk" in alarm["text"]


async def test_an_exports_hold_is_not_released_by_hand(town: Town) -> None:
    one, _ = town.ids.values()
    town.record(one, 0)
    manager = await town.person(Role.MANAGER)
    body = {**wish(one), "to": at(10), "purpose": "crime", "reference": "21*1234"}
    assert (await manager.ask("POST", "/api/video/exports", json=body)).status_code == 201
    (lock,) = list_holds([town.volume])
    answer = await manager.ask("POST", f"/api/video/holds/{lock.id}/release", json={"reason": "Let it go"})
    assert answer.status_code == 409
    assert (await manager.ask("GET", "/api/video/holds")).json() == []


@pytest.mark.parametrize("role", [None, Role.AUDITOR, Role.CONTRACTOR, Role.CABINET_MEMBER, Role.CASE_OFFICER])
async def test_nobody_else_touches_holds(town: Town, role: Role | None) -> None:
    one, _ = town.ids.values()
    person = await (town.stranger() if role is None else town.person(role))
    expected = 401 if role is None else 403
    release = f"/api/video/holds/{uuid.uuid4()}/release"
    assert (await person.ask("POST", "/api/video/holds", json=wish(one))).status_code == expected
    assert (await person.ask("GET", "/api/video/holds")).status_code == expected
    assert (await person.ask("POST", release, json={"reason": "because"})).status_code == expected
    assert list_holds([town.volume]) == []


async def test_absurd_wishes(town: Town) -> None:
    one, _ = town.ids.values()
    operator = await town.person(Role.OPERATOR)
    for bad in (
        wish(),
        wish(one, to=at(-1)),
        wish(one, reason=""),
        wish(one, kind="export"),
        wish(one, placed_by=str(one)),
        wish(one, **{"from": "yesterday"}),
    ):
        assert (await operator.ask("POST", "/api/video/holds", json=bad)).status_code == 422
    assert (await operator.ask("POST", "/api/video/holds", json=wish(uuid.uuid4()))).status_code == 404
    assert list_holds([town.volume]) == []
