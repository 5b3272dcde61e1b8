"""Whoever is limited to camera groups and purposes: what the video room shows them, holds and copies for them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import event, update
from tests.factories import accounts
from tests.factories.town import Town, at, span

from beadle.accounts.rights.models import AccountGrant, Purpose
from beadle.accounts.terms import Grant, Role
from beadle.platform.clock import FixedClock
from beadle.video import exporting, routes_playback
from beadle.video.terms import Action


async def somebody(town: Town, role: Role, *cameras: uuid.UUID, keys: tuple[str, ...] = ()) -> accounts.Browser:
    """A person whose rights end at a group of these cameras, and at these purposes."""
    database = town.deps.database
    group = await accounts.add_group(database, f"Group of {role}", cameras)
    purposes = frozenset([await accounts.purpose_id(database, key) for key in keys]) or None
    made = accounts.signed_in(
        town.app, database, town.deps.clock, name=f"limited-{role.value}".replace("_", "-"),
        grants=[Grant(role, group, purposes)],
    )  # fmt: skip
    return await town.stack.enter_async_context(made)


def wish(*cameras: uuid.UUID, **more: Any) -> dict[str, Any]:
    return {"cameras": [str(camera) for camera in cameras], **span(0, 10), "reason": "Request 1", **more}


async def test_holds_and_exports_beyond_ones_reach_are_not_listed(town: Town) -> None:
    one, two = town.ids.values()
    for camera in (one, two):
        town.record(camera, 0)
    manager = await town.person(Role.MANAGER)
    limited = await somebody(town, Role.MANAGER, one)
    for cameras in ([one], [two], [one, two]):
        for kind in ("holds", "exports"):
            answer = await manager.ask("POST", f"/api/video/{kind}", json=wish(*cameras))
            assert answer.status_code == 201, answer.text
    for kind in ("holds", "exports"):
        assert len((await manager.ask("GET", f"/api/video/{kind}")).json()) == 3
        assert len((await limited.ask("GET", f"/api/video/{kind}")).json()) == 1, kind
    beyond = [each for each in (await manager.ask("GET", "/api/video/holds")).json() if str(two) in each["cameras"]]
    for hold in beyond:
        answer = await limited.ask("POST", f"/api/video/holds/{hold['id']}/release", json={"reason": "Let it go"})
        assert answer.status_code == 403
    assert (await limited.ask("POST", "/api/video/holds", json=wish(one, two))).status_code == 403
    line = (await town.audit(Action.PLACE_HOLD))[-1]
    assert (line.outcome, line.detail["camera"]) == ("refused", str(two))


async def test_layouts_show_the_cameras_in_reach(town: Town) -> None:
    one, two = town.ids.values()
    supervisor = await town.person(Role.SUPERVISOR)
    for name, tiles in (("Both", [one, two]), ("Other", [two]), ("Empty", [None])):
        body = {"name": name, "shared": True, "columns": 2, "tiles": [each and str(each) for each in tiles]}
        assert (await supervisor.ask("POST", "/api/video/layouts", json=body)).status_code == 201
    limited = await somebody(town, Role.SUPERVISOR, one)
    shown = {each["name"]: each for each in (await limited.ask("GET", "/api/video/layouts")).json()}
    assert set(shown) == {"Both", "Empty"}
    assert shown["Both"]["tiles"] == [str(one), None]
    path = f"/api/video/layouts/{shown['Both']['id']}"
    body = {"name": "Both", "shared": True, "columns": 1, "tiles": [str(one)]}
    assert (await limited.ask("PUT", path, json=body)).status_code == 403  # it would lose the other tile unseen
    assert (await limited.ask("DELETE", path)).status_code == 403
    own = await limited.ask("POST", "/api/video/layouts", json={"name": "Mine", "columns": 1, "tiles": [str(one)]})
    assert own.status_code == 201
    assert (await limited.ask("DELETE", f"/api/video/layouts/{own.json()['id']}")).status_code == 204


async def looked(town: Town, who: accounts.Browser, camera: uuid.UUID) -> str:
    answer = await who.ask("GET", f"/api/video/cameras/{camera}/fragments", params=span(0, 10))
    assert answer.status_code == 200, answer.text
    url: str = answer.json()["segments"][0]["url"]
    return url


async def the_camera_leaves_the_group(town: Town, camera: uuid.UUID) -> None:
    await accounts.move_camera(town.deps.database, camera)


async def the_purpose_is_retired(town: Town, camera: uuid.UUID) -> None:
    async with town.deps.database.work() as session:
        await session.execute(update(Purpose).where(Purpose.usual).values(usual=False, retired=True))


async def the_purpose_leaves_the_grant(town: Town, camera: uuid.UUID) -> None:
    crime = await accounts.purpose_id(town.deps.database, "crime")
    async with town.deps.database.work() as session:
        await session.execute(update(AccountGrant).values(purpose_ids=[crime]))


@pytest.mark.parametrize(
    "withdraw", [the_camera_leaves_the_group, the_purpose_is_retired, the_purpose_leaves_the_grant]
)
async def test_the_links_of_a_look_die_with_the_right(town: Town, withdraw: Any) -> None:
    one, _ = town.ids.values()
    town.record(one, 0)
    operator = await somebody(town, Role.OPERATOR, one)
    url = await looked(town, operator, one)
    part = {"Range": "bytes=0-99"}
    assert (await operator.ask("GET", url, headers=part)).status_code == 206
    await withdraw(town, one)
    assert (await operator.ask("GET", url, headers=part)).status_code == 403


async def test_a_look_goes_on_for_its_purpose_when_another_is_stated(town: Town) -> None:
    one, _ = town.ids.values()
    town.record(one, 0)
    operator = await somebody(town, Role.OPERATOR, one, keys=("public-safety", "maintenance"))
    url = await looked(town, operator, one)
    other = str(await accounts.purpose_id(town.deps.database, "maintenance"))
    assert (await operator.ask("PUT", "/api/session/purpose", json={"purpose_id": other})).status_code == 200
    assert (await operator.ask("GET", url, headers={"Range": "bytes=0-99"})).status_code == 206
    await looked(town, operator, one)
    purposes = [line.purpose for line in await town.audit(Action.REPLAY)]
    assert purposes == ["Public safety and prevention of crime", "Maintenance and image check"]


async def test_a_long_answer_is_broken_off(town: Town, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    one, _ = town.ids.values()
    town.record(one, 0)
    operator = await somebody(town, Role.OPERATOR, one)
    url = await looked(town, operator, one)
    whole = await operator.ask("GET", url)
    assert whole.status_code == 200
    # Every answer is a stream now, and each part of it takes three seconds.
    monkeypatch.setattr(routes_playback, "_SMALL", 0)
    monkeypatch.setattr("beadle.video.playback.reading.CHUNK", 1000)
    real = routes_playback.Standing.holds

    async def slowly(standing: Any) -> bool:
        clock.advance(3)
        await accounts.move_camera(town.deps.database, one)
        return await real(standing)

    monkeypatch.setattr(routes_playback.Standing, "holds", slowly)
    try:
        broken = (await operator.ask("GET", url)).content
    except Exception as error:  # noqa: BLE001 - how the connection ends is the server's affair
        broken = str(error).encode()
    assert len(broken) < len(whole.content)


async def test_an_export_for_a_purpose_of_the_list(town: Town) -> None:
    one, _ = town.ids.values()
    town.record(one, 0)
    liaison = await somebody(town, Role.POLICE_LIAISON, one, keys=("police-review", "crime", "training"))

    async def ask(**more: Any) -> Any:
        return await liaison.ask("POST", "/api/video/exports", json=wish(one, **more))

    assert (await ask()).json()["type"] == "purpose-needed"
    assert (await ask(purpose="police-review")).status_code == 422  # it needs a case reference
    assert (await ask(purpose="Whatever")).status_code == 422
    assert (await ask(purpose="maintenance")).status_code == 403  # not in the grant
    assert (await ask(purpose="training")).json()["type"] == "purpose-needed"  # it needs a second person
    made = await ask(purpose="police-review", reference="PR 1")
    assert made.status_code == 201, made.text
    assert made.json()["purpose"] == "Police review request"
    purpose = made.json()["purpose_id"]
    body = {"purpose_id": purpose, "case_reference": "PR 2"}
    assert (await liaison.ask("PUT", "/api/session/purpose", json=body)).status_code == 200
    stated = await ask()
    assert (stated.json()["purpose_id"], stated.json()["reference"]) == (purpose, "PR 2")
    (*_, line) = await town.audit(Action.REQUEST_EXPORT)
    assert (line.purpose, line.case_reference) == ("Police review request", "PR 2")
    await exporting.make(town.shop, uuid.UUID(made.json()["id"]))
    url = made.json()["files"][0]["url"]
    assert (await liaison.ask("GET", url)).status_code == 200
    async with town.deps.database.work() as session:
        crime = await accounts.purpose_id(town.deps.database, "crime")
        await session.execute(update(AccountGrant).values(purpose_ids=[crime]))
    assert (await liaison.ask("GET", url)).status_code == 403
    async with town.deps.database.work() as session:
        await session.execute(update(AccountGrant).values(purpose_ids=None))
    await accounts.move_camera(town.deps.database, one)
    assert (await liaison.ask("GET", url)).status_code == 403
    assert (await liaison.ask("GET", f"/api/video/exports/{uuid.uuid4()}")).status_code == 403
    assert (await liaison.ask("GET", "/api/video/exports")).json() == []


async def test_broken_glass_looks_and_holds_and_never_exports(town: Town) -> None:
    one, two = town.ids.values()
    town.record(two, 0)
    supervisor = await somebody(town, Role.SUPERVISOR, one, keys=("crime",))
    reason = {"reason": "Somebody is in the river"}
    assert (await supervisor.ask("POST", "/api/session/break-glass", json=reason)).status_code == 201
    url = await looked(town, supervisor, two)
    assert (await supervisor.ask("GET", url, headers={"Range": "bytes=0-99"})).status_code == 206
    held = await supervisor.ask("POST", "/api/video/holds", json=wish(two))
    assert held.status_code == 201, held.text
    assert held.json()["purpose"] == "Emergency: the glass was broken"
    refused = await supervisor.ask("POST", "/api/video/exports", json=wish(two, purpose="crime", reference="21*1"))
    assert refused.status_code == 403
    (line,) = await town.audit(Action.REPLAY)
    assert line.detail["break_glass_reason"] == reason["reason"]
    assert (await supervisor.ask("DELETE", "/api/session/break-glass")).status_code == 200
    assert (await supervisor.ask("GET", url, headers={"Range": "bytes=0-99"})).status_code == 403


async def test_scrubbing_is_one_line_for_each_purpose(town: Town) -> None:
    one, _ = town.ids.values()
    town.record(one, 0)
    operator = await somebody(town, Role.OPERATOR, one)
    path = f"/api/video/cameras/{one}/thumbnail.jpg"
    for _ in range(2):
        assert (await operator.ask("GET", path, params={"at": at(1)})).status_code == 200
    other = str(await accounts.purpose_id(town.deps.database, "maintenance"))
    await operator.ask("PUT", "/api/session/purpose", json={"purpose_id": other})
    assert (await operator.ask("GET", path, params={"at": at(1)})).status_code == 200
    purposes = [line.purpose for line in await town.audit(Action.THUMBNAIL)]
    assert purposes == ["Public safety and prevention of crime", "Maintenance and image check"]


async def test_a_range_of_media_costs_one_query_more_for_the_limited_and_none_for_others(town: Town) -> None:
    one, _ = town.ids.values()
    town.record(one, 0)
    asked: list[str] = []
    event.listen(town.deps.database.engine.sync_engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    counts = []
    for who in (await town.person(Role.OPERATOR), await somebody(town, Role.OPERATOR, one)):
        url = await looked(town, who, one)
        asked.clear()
        answer = await who.ask("GET", url, headers={"Range": "bytes=0-9,20-29,40-49,60-69,80-89"})
        assert answer.status_code == 206
        counts.append(len(asked))
    assert counts == [2, 3], asked  # who it is, which groups the camera is in, and what the camera is called
