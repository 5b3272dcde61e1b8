"""The analyser's process: looks at pictures. Needs no database and no web server; all it knows comes from the recorder.

It runs at low priority, and recording goes on whether it runs or not.
"""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import cv2

from beadle.platform.clock import SYSTEM
from beadle.platform.log import configure, get_logger
from beadle.platform.settings import Settings
from beadle.platform.storage import runtime_dir
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
    """Watch the pictures of the recorder of this machine until SIGINT or SIGTERM."""
    configure(json=True)
    os.nice(NICE)
    cv2.setNumThreads(1)
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    data_dir = data_dir.resolve()
    settings = Settings.load(data_dir / "beadle.toml").section(WatchSettings)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if not settings.enabled:
        _log.info("pictures are not watched: video.watch.enabled is false")
        await stop.wait()
        return
    link = RecorderLink(socket or runtime_dir(data_dir) / SOCKET_NAME)
    _log.info("analyser started", seconds=settings.seconds)
    watcher = Watcher(link, Store(data_dir / FOLDER), settings, SYSTEM)
    await watcher.run(stop)
    _log.info("analyser stopped", looks=watcher.looks)
