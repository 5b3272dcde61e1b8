"""`beadle server`: the web server. Mounts the rooms' routes, answers errors in one form, serves the web app."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version
from pathlib import Path

import uvicorn
import uvloop
from fastapi import FastAPI

from beadle.accounts import audit_routes
from beadle.accounts import routes as accounts_routes
from beadle.accounts.deps import Deps
from beadle.anpr import assemble as anpr
from beadle.audit.settings import AuditSettings
from beadle.audit.watch import LogWatch
from beadle.estate import routes as estate_routes
from beadle.platform.certificates import ServerTls
from beadle.platform.clock import SYSTEM
from beadle.platform.db import Database
from beadle.platform.events import Listener
from beadle.platform.jobs import Jobs
from beadle.platform.metrics import Meter
from beadle.platform.tasks import TaskSet
from beadle.processes import alive, problems, webapp
from beadle.processes.edge import beside, check_listeners, edged
from beadle.processes.encryption import local_authority, open_tls
from beadle.processes.settings import ServerSettings
from beadle.processes.up import port_is_free
from beadle.processes.wire import BoundedHttp
from beadle.processes.wiring import Installation, configure_log, open_installation
from beadle.video import assemble as video

_STOP_PATIENCE_S = 5
_LOCK_TIMEOUT_S = 5
_MOST_CONNECTIONS = 1000
"""Beyond it requests are answered 503: below the usual limit of open files (1024), so that the server lives on."""


def create_app(deps: Deps) -> FastAPI:
    """The application around `deps`; its life-long parts run while it is served."""

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        stop = asyncio.Event()
        async with AsyncExitStack() as stack:
            tasks = await stack.enter_async_context(TaskSet())
            stack.callback(stop.set)
            tasks.spawn(deps.listener.run(stop), name="event listener")
            watch = LogWatch(deps.database, deps.clock, deps.settings.section(AuditSettings))
            for part in (watch, *video.parts(deps), *anpr.parts(deps)):
                running = await stack.enter_async_context(part)
                tasks.spawn(running.run(stop), name=type(part).__name__)
            yield

    app = FastAPI(
        title="Beadle",
        version=version("beadle"),
        description="The system that a town council runs its public-space CCTV on.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        responses=problems.RESPONSES,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.deps = deps
    for router in (
        alive.router,
        accounts_routes.router,
        audit_routes.router,
        audit_routes.sheet_router,
        estate_routes.router,
        *video.routers(),
        *anpr.routers(),
    ):
        app.include_router(router, prefix="/api")
    problems.install(app)
    webapp.install(app, authority=local_authority(deps.data_dir).certificate)
    return app


@asynccontextmanager
async def open_deps(installation: Installation) -> AsyncIterator[Deps]:
    """Everything that the routes need, opened on an installation."""
    url = installation.database_url
    async with Database(url, pool_size=20, lock_timeout_s=_LOCK_TIMEOUT_S) as database, Jobs(url) as jobs:
        yield Deps(
            database=database,
            clock=SYSTEM,
            settings=installation.settings,
            secrets=installation.secrets,
            data_dir=installation.data_dir,
            jobs=jobs,
            listener=Listener(database, SYSTEM),
        )


def serve(data_dir: Path, *, port: int | None = None) -> None:
    """Serve until SIGINT or SIGTERM."""
    configure_log()
    installation = open_installation(data_dir)
    settings = installation.settings.section(ServerSettings)
    chosen = settings.port if port is None else port
    tls = open_tls(settings, installation.data_dir, SYSTEM)
    check_listeners(installation.settings, installation.secrets)
    port_is_free(settings.host, chosen)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(installation, settings, chosen, tls))


async def _serve(installation: Installation, settings: ServerSettings, port: int, tls: ServerTls | None) -> None:
    meter = Meter()
    async with open_deps(installation) as deps, TaskSet() as tasks:
        app = edged(create_app(deps), settings, meter, deps.clock)
        for work in beside(deps, meter, tls, port, asyncio.Event()):
            tasks.spawn(work, name="beside the server")
        config = uvicorn.Config(
            app,
            host=settings.host,
            port=port,
            ssl_context_factory=None if tls is None else lambda _config, _usual: tls.context,
            http=BoundedHttp,
            limit_concurrency=_MOST_CONNECTIONS,
            ws="websockets-sansio",
            ws_max_size=64 * 1024,  # nothing that a browser sends us is larger
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_STOP_PATIENCE_S,
        )
        await uvicorn.Server(config).serve()
