"""Jobs of the video room."""

from __future__ import annotations

import asyncio
import uuid

from beadle.platform.jobs import JobBook, JobContext
from beadle.platform.log import get_logger
from beadle.video import exporting, queries
from beadle.video.errors import NoSuchThing
from beadle.video.exporting import Workshop
from beadle.video.footage.settings import FootageSettings
from beadle.video.library import Library
from beadle.video.settings import ExportSettings

book = JobBook()
_log = get_logger("export")


def workshop(context: JobContext, library: Library) -> Workshop:
    """What making an export needs, in the worker."""
    settings = context.settings.section(ExportSettings)
    folder = exporting.folder_of(settings, context.data_dir)
    return Workshop(context.database, context.clock, library, settings, folder)


def open_library(context: JobContext) -> Library:
    """The footage of this machine, opened for one job."""
    return Library(context.settings.section(FootageSettings).folders(context.data_dir), context.clock)


@book.job("video.export", attempts=8)
async def export(context: JobContext, *, export_id: str) -> None:
    """Make one export, or go on with it."""
    library = open_library(context)
    try:
        await exporting.make(workshop(context, library), uuid.UUID(export_id))
    except NoSuchThing:
        _log.warning("an export that is not there was to be made", export=export_id)
    finally:
        await asyncio.to_thread(library.close)


@book.job("video.export_sweep", attempts=2)
async def export_sweep(context: JobContext) -> None:
    """Remove files whose time is over."""
    library = open_library(context)
    try:
        shop = workshop(context, library)
        await exporting.sweep(shop, shop.settings.keep_days)
    finally:
        await asyncio.to_thread(library.close)


@book.job("video.export_rounds", attempts=1, cron="* * * * *")
async def export_rounds(context: JobContext) -> None:
    """Each minute: take up exports that a killed worker left, and remove files whose time is over.

    A job that finds another process at work on its export ends at once, so that asking too often costs nothing.
    """
    async with context.database.session() as session:
        unfinished = await queries.unfinished_exports(session)
    for export_id in unfinished:
        if await exporting.is_abandoned(context.database, export_id):
            await context.jobs.defer("video.export", export_id=str(export_id))
    await export_sweep(context)
