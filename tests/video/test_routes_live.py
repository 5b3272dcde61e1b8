from __future__ import annotations

import asyncio
import json
import struct
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import update
from tests.factories import accounts, waiting
from tests.factories.station import OneCameraStation
from tests.factories.town import Town

from beadle.accounts.models import Account
from beadle.accounts.rights.models import AccountGrant
from beadle.accounts.terms import Role
from beadle.platform.clock import FixedClock
from beadle.platform.events import Event, publish
from beadle.video import routes_live
from beadle.video.assemble import recorder_socket
from beadle.video.live.socket import MediaSocket
from beadle.video.live.wire import INIT, KEY
from beadle.video.terms import Action, Codec


@pytest.fixture
async def station(town: Town) -> AsyncIterator[OneCameraStation]:
    """A recorder with the town's first camera, online."""
    made = OneCameraStation(next(iter(town.ids)))
    made.begin()
    made.send(3)
    async with MediaSocket(made, recorder_socket(town.deps.data_dir)):
        yield made


@asynccontextmanager
async def watching(town: Town, person: accounts.Browser, query: str = "") -> AsyncIterator[accounts.Socket]:
    one = next(iter(town.ids.values()))
    cookie = person.http.cookies.get("beadle_session") or ""
    async with accounts.socket(town.app, f"/api/video/cameras/{one}/live{query}", cookie=cookie) as made:
        yield made


async def text(socket: accounts.Socket) -> dict[str, Any]:
    message = await socket.next()
    assert message["type"] == "websocket.send", message
    found: dict[str, Any] = json.loads(message["text"])
    return found


async def media(socket: accounts.Socket) -> bytes:
    message = await socket.next()
    while message.get("text"):
        message = await socket.next()
    assert message["type"] == "websocket.send", message
    return bytes(message["bytes"])


async def ended(town: Town) -> Any:
    """The audit line of the picture's end, once it is there."""
    for _ in range(2000):
        lines = await town.audit(Action.STOP_LIVE)
        if lines:
            return lines[0]
        await asyncio.sleep(0)
    raise AssertionError("the end was not written down")


async def test_a_picture_at_once_after_the_audit_line(town: Town, station: OneCameraStation) -> None:
    operator = await town.person(Role.OPERATOR)
    async with watching(town, operator) as socket:
        assert (await socket.next())["type"] == "websocket.accept"
        (line,) = await town.audit(Action.WATCH_LIVE)
        assert line.detail["stream"] == "main"
        header = await text(socket)
        assert (header["type"], header["stream"], header["width"]) == ("stream", "main", 320)
        assert header["mime"].startswith('video/mp4; codecs="avc1.')
        init, group = await media(socket), await media(socket)
        assert (init[0], group[0]) == (INIT, KEY)
        assert struct.unpack_from(">q", group, 1)[0] == station.start_us
        assert init[13:17] == b"ftyp"
        station.send(1)
        assert (await media(socket))[0] == 0
        await socket.to_app.put({"type": "websocket.disconnect", "code": 1001})
        line = await ended(town)
        assert line.object == (await town.audit(Action.WATCH_LIVE))[0].object
        assert line.detail["bytes"] > 0
        assert "seconds" in line.detail


async def test_it_ends_when_the_user_is_disabled(town: Town, station: OneCameraStation, clock: FixedClock) -> None:
    operator = await town.person(Role.OPERATOR)
    async with watching(town, operator) as socket:
        await socket.next()
        await text(socket)
        async with town.deps.database.work() as session:
            await session.execute(update(Account).values(disabled=True))
        clock.advance(2.5)  # the right is looked up every two seconds
        message = await socket.next()
        while not message.get("text"):
            message = await socket.next()
        assert json.loads(message["text"]) == {"type": "ended", "reason": "You may no longer see this picture."}
        assert (await socket.next())["type"] == "websocket.close"
        assert (await ended(town)).detail["reason"] == "You may no longer see this picture."


async def test_it_ends_when_the_right_is_withdrawn(town: Town, station: OneCameraStation, clock: FixedClock) -> None:
    operator = await town.person(Role.OPERATOR)
    async with watching(town, operator) as socket:
        await socket.next()
        await text(socket)
        async with town.deps.database.work() as session:
            await session.execute(update(AccountGrant).values(role=Role.AUDITOR.value))
        clock.advance(2.5)
        message = await socket.next()
        while not message.get("text"):
            message = await socket.next()
        assert json.loads(message["text"])["type"] == "ended"


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.CONTRACTOR, Role.CABINET_MEMBER, Role.CASE_OFFICER])
async def test_others_see_nothing_and_that_is_written_down(town: Town, station: OneCameraStation, role: Role) -> None:
    person = await town.person(role)
    async with watching(town, person) as socket:
        assert (await socket.next())["type"] != "websocket.accept"
    (line,) = await town.audit(Action.WATCH_LIVE)
    assert line.outcome == "refused"


async def test_strangers_see_nothing(town: Town, station: OneCameraStation) -> None:
    async with watching(town, await town.stranger()) as socket:
        assert (await socket.next())["type"] != "websocket.accept"


async def test_an_unknown_camera_is_refused(town: Town, station: OneCameraStation) -> None:
    operator = await town.person(Role.OPERATOR)
    cookie = operator.http.cookies.get("beadle_session") or ""
    async with accounts.socket(town.app, f"/api/video/cameras/{uuid.uuid4()}/live", cookie=cookie) as socket:
        assert (await socket.next())["type"] != "websocket.accept"


async def test_no_recorder_is_said_in_words(town: Town) -> None:
    operator = await town.person(Role.OPERATOR)
    async with watching(town, operator) as socket:
        await socket.next()
        message = await text(socket)
        assert message["type"] == "ended"
        assert "recorder does not answer" in message["reason"]
        assert "recorder" in (await ended(town)).detail["reason"]


async def test_h265_is_converted_on_demand_and_only_within_the_limit(town: Town) -> None:
    station = OneCameraStation(next(iter(town.ids)), Codec.H265)
    station.begin()
    station.send(3)
    slots = town.deps.part(routes_live.TranscodeSlots)
    operator = await town.person(Role.OPERATOR)
    async with MediaSocket(station, recorder_socket(town.deps.data_dir)):
        async with watching(town, operator, "?codec=h264") as socket:
            await socket.next()
            header = await text(socket)
            assert "avc1." in header["mime"]
            assert slots.in_use == 1
            init = await media(socket)
            assert (init[0], init[13:17]) == (INIT, b"ftyp")
            assert (await media(socket))[0] & KEY
        await waiting.eventually(lambda: slots.in_use == 0)
        slots.in_use = slots.limit
        async with watching(town, operator, "?codec=h264") as socket:
            await socket.next()
            assert "taken" in (await text(socket))["reason"]
        async with watching(town, operator) as socket:
            await socket.next()
            assert "hvc1." in (await text(socket))["mime"]


class Health(Event):
    kind = "camera.health"
    camera_id: str = "x"
    state: str = "lost"


class Secret(Event):
    kind = "accounts.private"
    what: str = "nobody's business"


class Progress(Event):
    kind = "export.progress"
    requested_by: str
    progress: float = 0.5


async def say(town: Town, *events: Event) -> None:
    async with town.deps.database.work() as session:
        for event in events:
            await publish(session, town.deps.clock, event)


@asynccontextmanager
async def hearing(town: Town, person: accounts.Browser, query: str = "") -> AsyncIterator[accounts.Socket]:
    cookie = person.http.cookies.get("beadle_session") or ""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(town.deps.listener.run(stop))
        await town.deps.listener.ready.wait()
        try:
            async with accounts.socket(town.app, f"/api/events{query}", cookie=cookie) as socket:
                yield socket
        finally:
            stop.set()


async def test_news_reaches_those_who_may_hear_it(town: Town) -> None:
    operator = await town.person(Role.OPERATOR)
    async with hearing(town, operator) as socket:
        await socket.next()
        assert (await text(socket))["kind"] == "ready"
        await say(town, Secret(), Progress(requested_by="somebody else"), Health())
        news = await text(socket)
        assert (news["kind"], news["body"]) == ("camera.health", {"camera_id": "x", "state": "lost"})
        assert news["at"].endswith("Z")


async def test_an_export_is_news_for_whoever_asked_and_whoever_oversees(town: Town) -> None:
    manager = await town.person(Role.MANAGER)
    supervisor = await town.person(Role.SUPERVISOR)
    own = (await supervisor.ask("GET", "/api/session")).json()["user"]["id"]
    async with hearing(town, supervisor) as socket:
        await socket.next()
        await text(socket)
        await say(town, Progress(requested_by="somebody else", progress=0.1), Progress(requested_by=own))
        assert (await text(socket))["body"]["progress"] == 0.5
    async with hearing(town, manager, "?after=0") as socket:
        await socket.next()
        news = [await text(socket) for _ in range(len(town.ids) + 2)]
        assert [each["kind"] for each in news[: len(town.ids)]] == ["estate.changed"] * len(town.ids)
        assert [each["body"]["progress"] for each in news[len(town.ids) :]] == [0.1, 0.5]


async def test_what_was_missed_comes_first_and_once(town: Town) -> None:
    operator = await town.person(Role.OPERATOR)
    await say(town, Health(state="one"), Health(state="two"))
    async with hearing(town, operator, f"?after={len(town.ids) + 1}") as socket:
        await socket.next()
        assert (await text(socket))["body"]["state"] == "two"
        assert (await text(socket))["kind"] == "ready"
        await say(town, Health(state="three"))
        assert (await text(socket))["body"]["state"] == "three"


async def test_news_end_with_the_session(town: Town, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("beadle.video.news._LOOK_S", 0.01)
    operator = await town.person(Role.OPERATOR)
    async with hearing(town, operator) as socket:
        await socket.next()
        await text(socket)
        await operator.ask("DELETE", "/api/session")
        clock.advance(3)
        assert (await socket.next())["type"] == "websocket.close"


async def test_strangers_hear_nothing(town: Town) -> None:
    for person in (await town.stranger(), await town.person(Role.CABINET_MEMBER)):
        async with hearing(town, person) as socket:
            assert (await socket.next())["type"] != "websocket.accept"
