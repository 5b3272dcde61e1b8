from __future__ import annotations

from typing import Any

from beadle.anpr.reads import assembly
from beadle.anpr.reads.looks import ReadLooks
from beadle.anpr.reads.pictures import PictureStore
from beadle.anpr.reads.terms import Hits


def test_what_the_routes_ask_for_is_there(desk: Any) -> None:
    for kind in (ReadLooks, PictureStore, Hits):
        assert isinstance(desk.deps.part(kind), kind)
    assert desk.store.folder.is_relative_to(desk.deps.data_dir)


def test_the_routes_and_the_jobs_are_all_of_them() -> None:
    routes = {route.name for router in assembly.routers() for route in router.routes}
    assert {
        "latest_reads",
        "live_reads",
        "search_reads",
        "review_queue",
        "next_sample",
        "hold_read",
        "held_reads",
    } <= routes
    assert [job.name for book in assembly.job_books() for job in book.jobs] == ["plates.rounds", "plates.retention"]


async def test_without_hotlists_no_read_has_a_hit(desk: Any) -> None:
    async with desk.deps.database.session() as session:
        assert await desk.deps.part(Hits).of(session, [desk.purpose]) == {}
