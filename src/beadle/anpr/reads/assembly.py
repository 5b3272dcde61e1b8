"""The reads put together: what their routes ask for, their routes, their jobs."""

from __future__ import annotations

from fastapi import APIRouter

from beadle.accounts.deps import Deps
from beadle.anpr.reads import routes, routes_holds, routes_reviews, routes_samples, routes_searches, tasks
from beadle.anpr.reads.looks import ReadLooks
from beadle.anpr.reads.pictures import PictureStore
from beadle.anpr.reads.settings import ReadsSettings
from beadle.anpr.reads.terms import HitLookup, Hits
from beadle.platform.jobs import JobBook


def enter(deps: Deps, hits: HitLookup | None = None) -> None:
    """Enter in `deps` what the routes ask for. hits: the hotlists' look-up of reads' hits."""
    deps.add(ReadLooks(deps.secrets, deps.clock, deps.settings.section(ReadsSettings)))
    deps.add(PictureStore(deps.data_dir))
    deps.add(Hits(hits))


def routers() -> list[APIRouter]:
    """The routes, without the prefix /api."""
    parts = routes, routes_searches, routes_reviews, routes_samples, routes_holds
    return [*(part.router for part in parts), routes.socket_router]


def job_books() -> list[JobBook]:
    """The jobs."""
    return [tasks.book]
