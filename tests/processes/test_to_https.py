"""An unencrypted request: sent on, or refused."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message

from beadle.processes.to_https import HttpsOnly, ToHttps


async def ask(scheme: str, address: str) -> httpx.Response:
    app = FastAPI()

    @app.post("/api/session")
    async def session() -> str:
        return "signed in"

    transport = httpx.ASGITransport(HttpsOnly(app), client=(address, 5))
    async with httpx.AsyncClient(transport=transport, base_url=f"{scheme}://cctv.example") as http:
        return await http.post("/api/session")


async def test_what_comes_past_the_proxy_is_refused() -> None:
    refused = await ask("http", "10.2.0.66")
    assert refused.status_code == 403
    assert "https" in refused.json()["detail"]
    assert (await ask("https", "10.2.0.66")).status_code == 200
    assert (await ask("http", "127.0.0.1")).status_code == 200


async def test_sockets_past_the_proxy_are_refused() -> None:
    said: list[Message] = []

    async def send(message: Message) -> None:
        said.append(message)

    async def nothing(*_: object) -> Message:
        raise AssertionError("nobody asks")

    scope = {"type": "websocket", "scheme": "ws", "client": ("10.2.0.66", 5)}
    await HttpsOnly(nothing)(scope, nothing, send)  # type: ignore[arg-type]
    assert said == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize(
    ("port", "host", "path", "target"),
    [
        (443, "cctv.example", "/wall?a=1&b=2", "https://cctv.example/wall?a=1&b=2"),
        (8440, "cctv.example:80", "/", "https://cctv.example:8440/"),
        (8440, "10.2.0.5", "/x", "https://10.2.0.5:8440/x"),
        (8440, "[fd00::5]:80", "/x", "https://[fd00::5]:8440/x"),
        (443, "cctv.example", "//evil.example/x", "https://cctv.example/evil.example/x"),
    ],
)
async def test_browsers_are_sent_on(port: int, host: str, path: str, target: str) -> None:
    transport = httpx.ASGITransport(ToHttps(port))
    async with httpx.AsyncClient(transport=transport) as http:
        answer = await http.get(httpx.URL(scheme="http", host="x", raw_path=path.encode()), headers={"host": host})
        assert (answer.status_code, answer.headers["location"]) == (308, target)


@pytest.mark.parametrize("host", ["", "evil.example/x", "a b", "u@evil.example", "x\\y", "a" * 300])
async def test_no_answer_leads_to_a_host_that_is_none(host: str) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(ToHttps(443)), base_url="http://x") as http:
        answer = await http.get("/", headers={"host": host})
        assert answer.status_code == 403
        assert "location" not in answer.headers


async def test_what_calls_the_api_in_the_clear_is_not_sent_on() -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(ToHttps(443)), base_url="http://x") as http:
        assert (await http.post("/api/session", json={"password": "x"})).status_code == 403
        assert (await http.get("/api/cameras")).status_code == 403
        assert (await http.get("/api")).status_code == 403
        assert (await http.get("/apiary")).status_code == 308
