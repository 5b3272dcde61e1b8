"""Further listeners of the server's process: on to https, and the figures."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from beadle.platform.tasks import TaskSet
from beadle.processes.wire import BoundedHttp

_MOST_CONNECTIONS = 100


class _Quiet(uvicorn.Server):
    """Leaves signals to the main server."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def listen(app: ASGIApp, host: str, port: int, stop: asyncio.Event) -> None:
    """Serve `app` until `stop` is set. The port was looked at before: a failure here ends the process."""
    server = _Quiet(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            http=BoundedHttp,
            limit_concurrency=_MOST_CONNECTIONS,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=1,
        )
    )
    async with TaskSet() as tasks:
        serving = tasks.spawn(server.serve(), name=f"listener {port}")
        stopping = tasks.spawn(stop.wait(), name="stop")
        await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
        server.should_exit = True
        await serving
