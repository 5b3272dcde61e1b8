"""The edges put together: which listeners there are, and which may not be."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request
from tests.factories.accounts import make_deps

from beadle.platform.authority import checked_hosts
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.errors import Invalid, Unavailable
from beadle.platform.metrics import Meter
from beadle.platform.settings import Secrets, Settings
from beadle.processes.edge import beside, check_listeners, edged
from beadle.processes.encryption import local_authority, open_tls
from beadle.processes.settings import ServerSettings


async def who(settings: ServerSettings, clock: FixedClock, peer: str, headers: dict[str, str]) -> httpx.Response:
    app = FastAPI()

    @app.get("/who")
    async def asked(request: Request) -> list[str]:
        assert request.client is not None
        return [request.client.host, request.url.scheme]

    transport = httpx.ASGITransport(edged(app, settings, Meter(), clock), client=(peer, 5))
    async with httpx.AsyncClient(transport=transport, base_url="http://cctv.example") as http:
        return await http.get("/who", headers=headers)


async def test_behind_a_proxy_the_client_is_the_client(clock: FixedClock) -> None:
    settings = ServerSettings(tls_by_proxy=True, trusted_proxies=("10.2.0.5",))
    said = {"x-forwarded-for": "192.0.2.7", "x-forwarded-proto": "https"}
    assert (await who(settings, clock, "10.2.0.5", said)).json() == ["192.0.2.7", "https"]
    # Past the proxy, with the proxy's own words:
    assert (await who(settings, clock, "192.0.2.66", said)).status_code == 403
    assert (await who(settings, clock, "10.2.0.5", {"x-forwarded-for": "192.0.2.7"})).status_code == 403
    assert (await who(ServerSettings(), clock, "127.0.0.1", said)).json() == ["127.0.0.1", "http"]


def test_figures_for_everybody_need_a_token(monkeypatch: pytest.MonkeyPatch, secrets: Secrets) -> None:
    wide = Settings({"metrics": {"port": 1, "host": "0.0.0.0"}})
    with pytest.raises(Invalid, match="figures"):
        check_listeners(wide, secrets)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for tables in ({"metrics": {"port": port}}, {"server": {"redirect_port": port}}):
            with pytest.raises(Unavailable, match=f"Port {port}"):
                check_listeners(Settings(tables), secrets)
        wide = Settings({"metrics": {"port": port, "host": "0.0.0.0"}})
        with pytest.raises(Unavailable):
            check_listeners(wide, Secrets(secrets.key, {"metrics_token": "a long random one"}))
    check_listeners(Settings(), secrets)


async def test_which_listeners_there_are(
    database: Database, clock: FixedClock, secrets: Secrets, data_dir: Path
) -> None:
    def names(tables: dict[str, Any]) -> list[str]:
        deps = make_deps(database, clock, Settings(tables), secrets, data_dir)
        tls = open_tls(deps.settings.section(ServerSettings), data_dir, clock)
        works: list[Coroutine[Any, Any, None]] = beside(deps, Meter(), tls, 8440, asyncio.Event())
        for work in works:
            work.close()
        return [work.__qualname__ for work in works]

    assert names({}) == []
    assert names({"server": {"redirect_port": 80}}) == []  # there is nowhere to send them
    assert names({"metrics": {"port": 9100}}) == ["listen"]
    local_authority(data_dir).make("Council", checked_hosts(["cctv.example"]), clock)
    assert names({"server": {"redirect_port": 80}}) == ["CertificateCare.run", "listen"]
