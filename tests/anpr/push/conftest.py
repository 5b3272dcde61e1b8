"""A server's and a worker's side of pushed messages, on one database and one data folder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from tests.factories import accounts
from tests.factories.estate import add_camera
from tests.factories.push_town import Town

from beadle.accounts import routes as accounts_routes
from beadle.anpr.push import routes, routes_push
from beadle.anpr.push.directory import Directory
from beadle.anpr.push.gate import Gate
from beadle.anpr.push.pump import Pump
from beadle.anpr.push.settings import PushSettings
from beadle.anpr.push.spool import Spool, spool_folder
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.jobs import JobContext, Jobs
from beadle.platform.settings import Secrets, Settings
from beadle.platform.tasks import TaskSet


@pytest.fixture
def push_settings() -> dict[str, Any]:
    """Settings of [anpr.push]; a test module overrides what it is about."""
    return {}


@pytest.fixture
async def town(
    database: Database, clock: FixedClock, push_settings: dict[str, Any], secrets: Secrets, data_dir: Path
) -> AsyncIterator[Town]:
    settings = Settings({"anpr": {"push": push_settings}})
    deps = accounts.make_deps(database, clock, settings, secrets, data_dir)
    section = settings.section(PushSettings)
    context = JobContext(database, clock, settings, secrets, data_dir, Jobs(database.url))
    async with AsyncExitStack() as stack:
        spool = await stack.enter_async_context(Spool(spool_folder(data_dir), clock, section.bounds()))
        directory = Directory(database, deps.listener, data_dir)
        deps.add(directory)
        deps.add(Gate(directory, spool, clock, section))
        app = accounts.make_app(deps, accounts_routes.router, routes.router, routes_push.router)
        pump = await stack.enter_async_context(Pump(context))
        await pump.lookout.look(await stack.enter_async_context(TaskSet()))
        await pump.lookout.loaded()
        made = Town(deps, app, clock, spool, pump, stack)
        for number, name in enumerate(("Horns Bridge", "West Bars"), 1):
            camera = await add_camera(database, clock, secrets, number, name)
            made.cameras.append(camera.id)
            made.groups.append(await accounts.add_group(database, name, [camera.id]))
        yield made
