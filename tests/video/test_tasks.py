from __future__ import annotations

import uuid
from typing import Any

from tests.factories.town import Town, at

from beadle.accounts.terms import Role
from beadle.platform.jobs import JobContext
from beadle.video import exporting, tasks


def context(town: Town) -> JobContext:
    deps = town.deps
    return JobContext(deps.database, deps.clock, deps.settings, deps.secrets, deps.data_dir, deps.jobs)


async def requested(town: Town) -> dict[str, Any]:
    one, _ = town.ids.values()
    town.record(one, 0)
    supervisor = await town.person(Role.SUPERVISOR)
    body = {"cameras": [str(one)], "from": at(0), "to": at(10), "purpose": "maintenance", "reason": "Request 1"}
    made: dict[str, Any] = (await supervisor.ask("POST", "/api/video/exports", json=body)).json()
    return made


def test_the_book_names_its_jobs() -> None:
    assert {job.name: job.cron for job in tasks.book.jobs} == {
        "video.export": None,
        "video.export_sweep": None,
        "video.export_rounds": "* * * * *",
    }


async def test_an_export_is_made_and_one_that_is_not_there_is_no_error(town: Town) -> None:
    export = await requested(town)
    await tasks.export(context(town), export_id=export["id"])
    assert (town.shop.place(uuid.UUID(export["id"])) / export["files"][0]["name"]).exists()
    await tasks.export(context(town), export_id=str(uuid.uuid4()))


async def test_what_a_killed_worker_left_is_taken_up(town: Town) -> None:
    export = await requested(town)
    before = len(await town.jobs())
    async with exporting.alone(town.deps.database, uuid.UUID(export["id"])):
        await tasks.export_rounds(context(town))
    assert len(await town.jobs()) == before
    await tasks.export_rounds(context(town))
    assert (await town.jobs())[before:] == [("video.export", {"export_id": export["id"]})]


async def test_the_sweep_removes_what_is_cancelled(town: Town) -> None:
    export = await requested(town)
    supervisor = await town.stranger()
    await supervisor.sign_in("supervisor")
    await supervisor.ask("GET", export["files"][0]["url"])
    await supervisor.ask("DELETE", f"/api/video/exports/{export['id']}")
    await tasks.export_sweep(context(town))
    assert not town.shop.place(uuid.UUID(export["id"])).exists()
