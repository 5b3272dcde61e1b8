"""Pulling the audit table away refuses every look instead of showing it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from tests.factories import accounts
from tests.factories.station import OneCameraStation
from tests.factories.town import Town, at, span

from beadle.accounts.terms import Role
from beadle.video.assemble import recorder_socket
from beadle.video.live.socket import MediaSocket


@pytest.fixture
async def station(town: Town) -> AsyncIterator[OneCameraStation]:
    made = OneCameraStation(next(iter(town.ids)))
    made.begin()
    made.send(3)
    async with MediaSocket(made, recorder_socket(town.deps.data_dir)):
        yield made


@asynccontextmanager
async def without_log(town: Town) -> AsyncIterator[None]:
    """While it lasts, the log has no table."""
    async with town.deps.database.work() as session:
        await session.execute(text("ALTER TABLE audit_line RENAME TO audit_line_gone"))
    try:
        yield
    finally:
        async with town.deps.database.work() as session:
            await session.execute(text("ALTER TABLE audit_line_gone RENAME TO audit_line"))


async def test_a_live_picture_is_refused(town: Town, station: OneCameraStation) -> None:
    operator = await town.person(Role.OPERATOR)
    one = next(iter(town.ids.values()))
    cookie = operator.http.cookies.get("beadle_session") or ""
    address = f"/api/video/cameras/{one}/live"
    async with without_log(town), accounts.socket(town.app, address, cookie=cookie) as socket:
        assert (await socket.next())["type"] == "websocket.close"
    async with accounts.socket(town.app, address, cookie=cookie) as socket:
        assert (await socket.next())["type"] == "websocket.accept"


async def test_recorded_pictures_are_refused(town: Town) -> None:
    one = next(iter(town.ids.values()))
    town.record(one)
    base = f"/api/video/cameras/{one}"
    looks = ((f"{base}/fragments", span(0, 60)), (f"{base}/still.jpg", {"at": at(3)}))
    operator = await town.person(Role.OPERATOR)
    for path, query in looks:
        assert (await operator.ask("GET", path, params=query)).status_code == 200, path
    async with without_log(town):
        for path, query in looks:
            answer = await operator.ask("GET", path, params=query)
            assert answer.status_code == 503, (path, answer.text)
            assert answer.json()["title"] == "The audit log cannot be written"
