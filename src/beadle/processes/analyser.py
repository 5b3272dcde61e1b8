"""The analyser's process: watches pictures and reads plates. Needs no database and no web server.

What it knows comes from the recorder, and from the plan of plate cameras that the server leaves in the data folder.

It runs at low priority, and recording goes on whether it runs or not.
"""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import cv2

from beadle.anpr.engine.engine import Engine
from beadle.anpr.engine.terms import Region
from beadle.anpr.push.spool import Spool, spool_folder
from beadle.anpr.reading.reader import PlateReader, into
from beadle.anpr.reading.settings import ReadingSettings
from beadle.platform.clock import SYSTEM
from beadle.platform.log import configure, get_logger
from beadle.platform.priority import step_back
from beadle.platform.settings import Settings
from beadle.platform.storage import runtime_dir
from beadle.platform.tasks import TaskSet
from beadle.video.live.link import RecorderLink
from beadle.video.live.settings import SOCKET_NAME
from beadle.video.watch.settings import WatchSettings
from beadle.video.watch.store import Store
from beadle.video.watch.watcher import Watcher

_log = get_logger("analyser")
FOLDER = "watch"
"""Where references lie in the data folder."""
NICE = 10
"""How much the analyser steps back for recording and serving."""


async def analyse(data_dir: Path, socket: Path | None = None) -> None:
    """Watch the pictures of the recorder of this machine, and read the plates, until SIGINT or SIGTERM."""
    configure(json=True)
    step_back(NICE)
    cv2.setNumThreads(1)
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    data_dir = data_dir.resolve()
    settings = Settings.load(data_dir / "beadle.toml")
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    link = RecorderLink(socket or runtime_dir(data_dir) / SOCKET_NAME)
    _log.info("analyser started")
    async with TaskSet() as tasks:
        parts = [
            tasks.spawn(_watch(data_dir, link, settings.section(WatchSettings), stop), name="picture watch"),
            tasks.spawn(_read(data_dir, link, settings.section(ReadingSettings), stop), name="plate reader"),
        ]
        failed = tasks.spawn(tasks.failed.wait(), name="failure")
        await asyncio.wait([failed, tasks.spawn(stop.wait(), name="stop")], return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        await asyncio.gather(*parts, return_exceptions=True)
        tasks.raise_failure()
    _log.info("analyser stopped")


async def _watch(data_dir: Path, link: RecorderLink, settings: WatchSettings, stop: asyncio.Event) -> None:
    if not settings.enabled:
        _log.info("pictures are not watched: video.watch.enabled is false")
        return
    watcher = Watcher(link, Store(data_dir / FOLDER), settings, SYSTEM)
    await watcher.run(stop)
    _log.info("picture watch stopped", looks=watcher.looks)


async def _read(data_dir: Path, link: RecorderLink, settings: ReadingSettings, stop: asyncio.Event) -> None:
    if not settings.enabled:
        _log.info("plates are not read from video: anpr.reading.enabled is false")
        return
    async with Spool(spool_folder(data_dir), SYSTEM) as spool:
        reader = PlateReader(data_dir, link, into(spool), _engine, settings, SYSTEM)
        await reader.run(stop)
    _log.info("plate reader stopped", told=reader.told)


def _engine(region: Region | None) -> Engine:
    return Engine.load(threads=1, region=region)
