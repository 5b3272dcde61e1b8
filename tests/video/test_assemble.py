from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

from fastapi.routing import APIRoute
from tests.factories.town import Town

from beadle.accounts.guard import rule_of
from beadle.video import assemble, tasks
from beadle.video.library import Library
from beadle.video.recorders import RecorderWatch


async def test_the_parts_run_and_stop(town: Town) -> None:
    stop = asyncio.Event()
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        for part in assemble.parts(town.deps):
            running = await stack.enter_async_context(part)
            group.create_task(running.run(stop))
        await asyncio.sleep(0)
        stop.set()
    assert town.deps.part(Library).volumes() == []
    assert town.deps.part(RecorderWatch).view.state == "unknown"


def test_every_route_has_its_rule_and_a_name_of_its_own() -> None:
    routes = [route for router in assemble.routers() for route in router.routes]
    names = [route.name for route in routes if isinstance(route, APIRoute)]
    assert len(names) == len(set(names))
    for route in routes:
        rule = rule_of(route.dependant)  # type: ignore[attr-defined]
        assert rule is not None, route
        assert rule.permission is not None, route
        unsafe = isinstance(route, APIRoute) and route.methods - {"GET", "HEAD"}
        assert not unsafe or rule.action, route


def test_the_jobs() -> None:
    assert assemble.job_books() == [tasks.book]
