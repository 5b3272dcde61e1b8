"""Requests are counted under their route's template: nothing of what is asked for is told."""

from __future__ import annotations

from collections.abc import Iterable

import httpx
import pytest
from fastapi import APIRouter, FastAPI, WebSocket
from tests.factories.accounts import socket
from tests.factories.waiting import eventually

from beadle.platform.clock import FixedClock
from beadle.platform.metrics import Meter, Reading
from beadle.processes.measured import Measured, MetricsPage


def make_app() -> FastAPI:
    app, inner = FastAPI(openapi_url=None), APIRouter(prefix="/things")

    @inner.get("/{thing}")
    async def thing(thing: str) -> str:
        if thing == "broken":
            raise RuntimeError(thing)
        return thing

    @inner.websocket("/{thing}/live")
    async def live(websocket: WebSocket, thing: str) -> None:
        await websocket.accept()
        await websocket.receive()

    app.include_router(inner, prefix="/api")
    return app


async def test_what_is_told_of_requests(clock: FixedClock) -> None:
    meter = Meter()
    app = Measured(make_app(), meter, clock)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://b"
    ) as http:
        for path in ("/api/things/ann-smith", "/api/things/AB12CDE", "/api/things/broken", "/nowhere/ann"):
            await http.get(f"{path}?plate=AB12CDE")
    page = meter.page().decode()
    assert 'beadle_http_requests_total{method="GET",route="/api/things/{thing}",status="200"} 2.0' in page
    assert 'route="/api/things/{thing}",status="500"} 1.0' in page
    assert 'route="none",status="404"} 1.0' in page
    assert "ann" not in page
    assert "AB12CDE" not in page


async def test_viewers_are_counted_while_they_watch(clock: FixedClock) -> None:
    meter = Meter()
    line = 'beadle_websockets_open{route="/api/things/{thing}/live"}'
    async with socket(Measured(make_app(), meter, clock), "/api/things/7/live") as browser:  # type: ignore[arg-type]
        assert (await browser.next())["type"] == "websocket.accept"
        assert f"{line} 1.0" in meter.page().decode()
        await browser.to_app.put({"type": "websocket.disconnect", "code": 1000})
        await eventually(lambda: f"{line} 0.0" in meter.page().decode(), what="counting the end")


async def read() -> Iterable[Reading]:
    return [Reading("beadle_up", "Up.", {"": 1})]


@pytest.mark.parametrize(
    ("path", "token", "status"),
    [("/metrics", "", 401), ("/metrics", "wrong", 401), ("/metrics", "right", 200), ("/", "right", 404)],
)
async def test_the_page_asks_for_its_token(path: str, token: str, status: int) -> None:
    app = MetricsPage(Meter(), read, "right")
    headers = {"authorization": f"Bearer {token}"} if token else {}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://b") as http:
        answer = await http.get(path, headers=headers)
        assert answer.status_code == status
        assert ("beadle_up 1.0" in answer.text) == (status == 200)
        assert (await http.post("/metrics", headers=headers)).status_code == 404


async def test_without_a_token_none_is_asked_for() -> None:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(MetricsPage(Meter(), read, "")), base_url="http://b"
    ) as http:
        answer = await http.get("/metrics")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
