"""A further listener lives as long as the process wants it, and leaves signals alone."""

from __future__ import annotations

import asyncio
import signal
import socket

import httpx
from starlette.responses import PlainTextResponse
from tests.factories.waiting import until

from beadle.platform.tasks import TaskSet
from beadle.processes.listeners import listen


async def test_it_serves_until_it_is_stopped() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    handler = signal.getsignal(signal.SIGTERM)
    stop = asyncio.Event()

    async def answer() -> httpx.Response | None:
        try:
            async with httpx.AsyncClient(trust_env=False) as http:
                return await http.get(f"http://127.0.0.1:{port}/")
        except httpx.TransportError:
            return None

    async with TaskSet() as tasks:
        serving = tasks.spawn(listen(PlainTextResponse("here"), "127.0.0.1", port, stop), name="listener")
        found = await until(answer, what="an answer")
        assert found is not None
        assert found.text == "here"
        assert "server" not in found.headers
        assert signal.getsignal(signal.SIGTERM) is handler
        stop.set()
        async with asyncio.timeout(60):
            await serving
    assert await answer() is None
