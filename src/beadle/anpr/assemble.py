"""The plates room put together for the processes: its parts, its routes, its jobs, its figures."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

from fastapi import APIRouter

from beadle.accounts.deps import Deps
from beadle.anpr.hotlists import routes, routes_hits, routes_imports
from beadle.anpr.hotlists import service as hotlists
from beadle.anpr.hotlists import tasks as hotlist_tasks
from beadle.anpr.journeys import routes as routes_journeys
from beadle.anpr.journeys import routes_counts
from beadle.anpr.journeys import tasks as journey_tasks
from beadle.anpr.push import figures as push_figures
from beadle.anpr.push import routes as push_set_up
from beadle.anpr.push import routes_push
from beadle.anpr.push.directory import Directory
from beadle.anpr.push.gate import Gate
from beadle.anpr.push.pump import Pump
from beadle.anpr.push.settings import PushSettings
from beadle.anpr.push.spool import Spool, spool_folder
from beadle.anpr.push.watch import SpoolWatch
from beadle.anpr.reading import figures as reading_figures
from beadle.anpr.reading.state import read_state
from beadle.anpr.reads import assembly as reads
from beadle.platform.jobs import JobBook, JobContext
from beadle.platform.metrics import Reading
from beadle.video.assemble import Running


def routers() -> list[APIRouter]:
    """The room's routes, without the prefix /api."""
    watching = [part.router for part in (routes, routes_imports, routes_hits, routes_journeys, routes_counts)]
    return [push_set_up.router, routes_push.router, *reads.routers(), *watching]


def parts(deps: Deps) -> Sequence[AbstractAsyncContextManager[Running]]:
    """Make the room's parts for the server, enter in `deps` those that routes ask for, give back those that run."""
    reads.enter(deps, hotlists.hits_of)
    return [*_pushing(deps)]


def _pushing(deps: Deps) -> list[AbstractAsyncContextManager[Running]]:
    settings = deps.settings.section(PushSettings)
    spool = Spool(spool_folder(deps.data_dir), deps.clock, settings.bounds())
    directory = Directory(deps.database, deps.listener, deps.data_dir)
    deps.add(directory)
    deps.add(Gate(directory, spool, deps.clock, settings))
    return [spool, directory, SpoolWatch(deps.database, deps.clock, spool, settings)]


def pump(context: JobContext) -> Pump:
    """The worker's part that makes reads of messages."""
    return Pump(context)


def job_books() -> list[JobBook]:
    """The room's jobs."""
    return [*reads.job_books(), hotlist_tasks.book, journey_tasks.book]


async def figures(deps: Deps) -> list[Reading]:
    """What the room tells at each scrape. Raises what the database and the disk raise."""
    states = await asyncio.to_thread(read_state, deps.data_dir, deps.clock.now())
    return [*await push_figures.readings(deps.database, deps.part(Gate)), *reading_figures.readings(states.values())]
