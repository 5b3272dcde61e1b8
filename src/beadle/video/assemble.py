"""The video room put together for the processes: its parts, its routes, its jobs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from fastapi import APIRouter

from beadle.accounts.deps import Deps
from beadle.platform.jobs import JobBook, JobContext
from beadle.platform.storage import runtime_dir
from beadle.video import (
    exporting,
    routes_export,
    routes_holds,
    routes_layouts,
    routes_live,
    routes_playback,
    routes_status,
    routes_watch,
    tasks,
)
from beadle.video.exporting import Workshop
from beadle.video.footage.settings import FootageSettings
from beadle.video.hold_keeper import HoldKeeper
from beadle.video.library import Library
from beadle.video.live.link import RecorderLink
from beadle.video.live.settings import SOCKET_NAME
from beadle.video.news import NewsDesk
from beadle.video.playback.thumbnails import ThumbnailShelf
from beadle.video.probing import Prober
from beadle.video.recorders import RecorderWatch
from beadle.video.sealing import SegmentSealer
from beadle.video.settings import ExportSettings, HoldSettings, PlaybackSettings, RelaySettings
from beadle.video.shelf_keeper import ShelfKeeper
from beadle.video.transcode import TranscodeSlots
from beadle.video.viewing import Viewing


class Running(Protocol):
    """A part that lives as long as its process."""

    async def run(self, stop: asyncio.Event) -> None:
        """Do its work until `stop` is set."""


class Shelves:
    """What the routes read from: opened with the process, closed with it."""

    def __init__(self, library: Library, viewing: Viewing) -> None:
        self._library = library
        self._viewing = viewing

    async def __aenter__(self) -> Self:
        return self

    async def run(self, stop: asyncio.Event) -> None:
        """It has no work of its own."""
        await stop.wait()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._viewing.__aexit__(kind, error, trace)
        await asyncio.to_thread(self._library.close)


def recorder_socket(data_dir: Path) -> Path:
    """Where this machine's recorder listens."""
    return runtime_dir(data_dir) / SOCKET_NAME


def parts(deps: Deps) -> Sequence[AbstractAsyncContextManager[Running]]:
    """Make the room's parts, enter in `deps` those that routes ask for, and give back those that run."""
    settings, clock = deps.settings, deps.clock
    playback, live = settings.section(PlaybackSettings), settings.section(RelaySettings)
    export = settings.section(ExportSettings)
    library = Library(settings.section(FootageSettings).folders(deps.data_dir), clock)
    shelf = ThumbnailShelf(deps.data_dir / "thumbnails", playback.thumbnail_megabytes << 20)
    viewing = Viewing(library, clock, settings, deps.secrets, shelf)
    link = RecorderLink(recorder_socket(deps.data_dir))
    watch = RecorderWatch(deps, link)
    folder = exporting.folder_of(export, deps.data_dir)
    for part in (
        library,
        viewing,
        link,
        watch,
        Workshop(deps.database, clock, library, export, folder),
        TranscodeSlots(live.transcodes, live.transcode_height),
        NewsDesk(deps.listener, deps.database, clock),
        Prober(clock),
    ):
        deps.add(part)
    holds = HoldKeeper(deps.database, clock, library, settings.section(HoldSettings))
    return [Shelves(library, viewing), watch, holds, ShelfKeeper(library, shelf)]


def sealer(context: JobContext) -> SegmentSealer:
    """The worker's part that puts segment hashes into the audit log's tree."""
    return SegmentSealer(context.database, context.clock, tasks.open_library(context))


def routers() -> list[APIRouter]:
    """The room's routes, without the prefix /api."""
    return [
        routes_live.router,
        routes_playback.router,
        routes_export.router,
        routes_holds.router,
        routes_layouts.router,
        routes_status.router,
        routes_watch.router,
    ]


def job_books() -> list[JobBook]:
    """The room's jobs."""
    return [tasks.book]
