"""The part that removes scrubbing pictures whose footage is gone: what was deleted must not live on, however small."""

from __future__ import annotations

import asyncio

from beadle.platform.errors import BeadleError
from beadle.platform.log import get_logger
from beadle.platform.tasks import Part
from beadle.video.library import Library
from beadle.video.playback.thumbnails import ThumbnailShelf
from beadle.video.rounds import rounds

_EVERY_S = 600.0
_log = get_logger("thumbnails")


class ShelfKeeper(Part):
    """Compares the pictures with the footage every ten minutes."""

    def __init__(self, library: Library, shelf: ThumbnailShelf) -> None:
        self._library = library
        self._shelf = shelf

    async def run(self, stop: asyncio.Event) -> None:
        """Clear up until `stop` is set."""
        async for _ in rounds(stop, _EVERY_S):
            try:
                await asyncio.to_thread(self.clear)
            except (BeadleError, OSError) as error:
                _log.warning("thumbnails could not be compared with the footage", reason=str(error))

    def clear(self) -> int:
        """Remove pictures older than their camera's oldest footage; how many. Blocking.

        While a volume is away nobody can say what it holds, so nothing is removed then.
        """
        archive = self._library.archive()
        if self._library.missing or archive.faults:
            return 0
        gone = 0
        for camera in archive.cameras():
            oldest = archive.oldest_us(camera)
            if oldest is None:
                self._shelf.drop(camera)
            else:
                gone += self._shelf.drop_before(camera, oldest)
        return gone
