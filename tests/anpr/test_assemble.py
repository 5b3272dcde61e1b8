"""The plates room put together."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from tests.factories import accounts

from beadle.anpr import assemble
from beadle.anpr.push.directory import Directory
from beadle.anpr.push.gate import Gate
from beadle.anpr.push.pump import Pump
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.jobs import JobContext, Jobs
from beadle.platform.settings import Secrets, Settings


async def test_the_servers_parts_and_figures(
    database: Database, clock: FixedClock, settings: Settings, secrets: Secrets, data_dir: Path
):
    deps = accounts.make_deps(database, clock, settings, secrets, data_dir)
    parts = assemble.parts(deps)
    assert len(parts) >= 3
    assert deps.part(Gate).spool.folder.parent.name == "anpr"
    assert not deps.part(Directory).loaded
    async with parts[0]:
        assert {each.name for each in await assemble.figures(deps)} >= {"beadle_plate_reads_total"}


def test_the_rooms_routes_have_one_prefix():
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    for router in assemble.routers():
        app.include_router(router)
    paths = [context.path or "" for context in iter_route_contexts(app.routes)]
    assert len(paths) > 10
    assert all(path.startswith("/anpr/") for path in paths), paths


async def test_the_workers_part(
    database: Database, clock: FixedClock, settings: Settings, secrets: Secrets, data_dir: Path
):
    context = JobContext(database, clock, settings, secrets, data_dir, Jobs(database.url))
    async with assemble.pump(context) as pump:
        assert isinstance(pump, Pump)
        assert not await pump.step()


def test_the_rooms_jobs_have_names_of_their_own():
    names = [job.name for book in assemble.job_books() for job in book.jobs]
    assert len(set(names)) == len(names)
    assert all("." in name for name in names)
