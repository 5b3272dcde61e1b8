"""The address that cameras push to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import func, select
from tests.factories import accounts
from tests.factories.push_town import Town, drain
from tests.factories.pushing import axis

from beadle.anpr.push import segments
from beadle.anpr.push.directory import Directory
from beadle.anpr.push.gate import Gate
from beadle.anpr.push.settings import PushSettings
from beadle.anpr.push.spool import Bounds, Spool
from beadle.anpr.push.terms import MOST_BODY
from beadle.audit.models import AuditLine
from beadle.platform.db import Database


async def lines(town: Town) -> int:
    async with town.database.session() as session:
        return (await session.scalar(select(func.count()).select_from(AuditLine))) or 0


def kept(town: Town) -> list[bytes]:
    found = [segments.read(town.folder, name) for name in segments.segments(town.folder)]
    return [stored.message.body for portion in found for stored in portion.messages]


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize("path", ["", "/", "/NotificationInfo/TollgateInfo", "/a/b?c=d"])
async def test_what_real_cameras_do(town: Town, method: str, path: str):
    address = await town.push_address()
    camera = await town.stranger()
    headers = {
        "Authorization": 'Digest username="admin", realm="x", nonce="y", uri="/", response="z"',
        "Content-Type": "multipart/form-data; boundary=x",
        "Cookie": "beadle_session=forged",
    }
    answer = await camera.http.request(method, address + path, content=axis(1), headers=headers)
    assert answer.status_code == 200, answer.text
    assert kept(town) == [axis(1)]
    assert "set-cookie" not in answer.headers
    assert await lines(town) == 0


async def test_an_unknown_token_is_an_unknown_address(town: Town):
    await town.push_address()
    camera = await town.stranger()
    said = set()
    for token in ("x", "", "x" * 43, "é" * 5, "%00", "a/b/c"):
        answer = await camera.http.post(f"/api/anpr/push/{token}", content=axis(1))
        assert answer.status_code == 404, token
        said.add(answer.text)
    assert len(said) == 1
    assert "There is nothing at this address." in said.pop()
    assert (kept(town), await lines(town)) == ([], 0)


async def test_no_session_opens_it_and_it_opens_no_session(town: Town):
    address = await town.push_address()
    manager = await town.person(accounts.Role.MANAGER)
    assert (await manager.http.get(address)).status_code in {404, 405}
    answer = await manager.http.post("/api/anpr/push/x", content=b"", headers={"X-Beadle-CSRF": manager.csrf})
    assert answer.status_code == 404


async def test_another_sites_page_cannot_push(town: Town):
    address = await town.push_address()
    camera = await town.stranger()
    answer = await camera.http.post(address, content=axis(1), headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert kept(town) == []
    (line,) = await town.rows(AuditLine)
    assert line.detail["path"] == "/api/anpr/push/[hidden]", "the address is the camera's secret"


async def test_too_long(town: Town):
    address = await town.push_address()
    camera = await town.stranger()
    assert (await camera.http.post(address, content=bytes(MOST_BODY + 1))).status_code == 413

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(70):
            yield bytes(1 << 16)

    assert (await camera.http.post(address, content=endless())).status_code == 413
    assert kept(town) == []
    assert (await camera.http.post(address, content=bytes(MOST_BODY))).status_code == 200


async def test_no_database_is_asked(town: Town, monkeypatch: pytest.MonkeyPatch):
    """A push is taken while the database is away; what came meanwhile becomes reads afterwards."""
    address = await town.push_address()
    camera = await town.stranger()
    nowhere = Database("postgresql://nobody@127.0.0.1:9/nothing")
    with monkeypatch.context() as patched:
        patched.setattr(town.deps.database, "_sessions", nowhere._sessions)
        assert (await camera.http.post(address, content=axis(1))).status_code == 200
        assert (await camera.http.post("/api/anpr/push/x", content=axis(1))).status_code == 404
    await drain(town)
    assert await town.plates() == ["AB12CDE"]


class TestSlow:
    @pytest.fixture
    def push_settings(self) -> dict[str, Any]:
        return {"messages_per_second": 0.1, "burst": 1}

    async def test_too_many(self, town: Town):
        address = await town.push_address()
        camera = await town.stranger()
        assert (await camera.http.post(address, content=axis(1))).status_code == 200
        answer = await camera.http.post(address, content=axis(2))
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "10")
        assert answer.headers["content-type"] == "application/problem+json"
        assert await lines(town) == 0, "a camera can fill the log"
        town.clock.advance(10)
        assert (await camera.http.post(address, content=axis(2))).status_code == 200


async def test_a_full_disk(town: Town):
    address = await town.push_address()
    camera = await town.stranger()
    async with Spool(town.folder, town.clock, Bounds(reserve=1 << 60)) as full:
        town.deps.add(Gate(town.deps.part(Directory), full, town.clock, PushSettings()))
        answer = await camera.http.post(address, content=axis(1))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert kept(town) == []


async def test_before_the_tokens_are_loaded(town: Town):
    answer = await (await town.stranger()).http.post("/api/anpr/push/x", content=b"")
    assert answer.status_code == 503
