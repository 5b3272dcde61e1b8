"""A small server with the routes of hotlists and journeys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from sqlalchemy import select
from tests.factories import accounts

from beadle.accounts.deps import Deps
from beadle.accounts.routes import router as accounts_router
from beadle.anpr.hotlists import routes, routes_hits, routes_imports, service
from beadle.anpr.journeys import routes as routes_journeys
from beadle.anpr.journeys import routes_counts
from beadle.anpr.reads import assembly
from beadle.audit.models import AuditLine
from beadle.platform.clock import Clock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets, Settings

PARTS = (routes, routes_imports, routes_hits, routes_journeys, routes_counts)


@dataclass
class PlatesApp:
    """The server, and its log."""

    app: FastAPI
    deps: Deps

    async def lines(self, action: str) -> list[AuditLine]:
        """What the audit log says of such acts, oldest first."""
        async with self.deps.database.session() as session:
            question = select(AuditLine).where(AuditLine.action == action).order_by(AuditLine.id)
            return list(await session.scalars(question))

    async def jobs(self) -> list[dict[str, Any]]:
        """The jobs that were deferred."""
        found = await self.deps.jobs.app.job_manager.list_jobs_async()
        return [{"name": job.task_name, **job.task_kwargs} for job in found]


@asynccontextmanager
async def plates_app(
    database: Database, clock: Clock, secrets: Secrets, data_dir: Path, **tables: Any
) -> AsyncIterator[PlatesApp]:
    """The server; tables: settings of `anpr`."""
    deps = accounts.make_deps(database, clock, Settings({"anpr": tables}), secrets, data_dir)
    assembly.enter(deps, service.hits_of)
    async with deps.jobs:
        yield PlatesApp(accounts.make_app(deps, accounts_router, *(part.router for part in PARTS)), deps)
