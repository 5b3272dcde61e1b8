"""The part that puts the hashes of closed segments into the audit log's tree, within a minute of their closing.

From then on nobody can exchange a file of footage, index and all, without the tree saying so. A round looks at the last
two hours of every volume's index; a sweep at the start and once a day looks at all of it, for what was closed while
nobody looked. Several workers may run: a volume is one's at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

from sqlalchemy.exc import SQLAlchemyError

from beadle.audit import service as audit
from beadle.audit.terms import ClosedSegment
from beadle.platform.clock import Clock
from beadle.platform.db import Database
from beadle.platform.errors import BeadleError
from beadle.platform.log import get_logger
from beadle.video.footage.reader import VolumeReader
from beadle.video.footage.schema import CLOSED
from beadle.video.footage.terms import DAY_US, HOUR_US, Span
from beadle.video.footage.volume import Volume
from beadle.video.library import Library
from beadle.video.rounds import rounds

EVERY_S = 15.0
_BACK_US = 2 * HOUR_US
_AHEAD_US = HOUR_US
"""Labels follow the wall clock; a recorder on another machine may be a little ahead of ours."""
_SWEEP_US = 6 * HOUR_US
AT_ONCE = 1_000
"""Segments under one leaf."""
_log = get_logger("sealing")

_SEGMENTS = (
    "SELECT c.key, s.start_us, s.end_us, s.bytes, d.sha256 FROM camera c"
    " CROSS JOIN segment s ON s.camera_id = c.id AND s.start_us >= ? AND s.start_us < ?"
    " CROSS JOIN detail d ON d.camera_id = s.camera_id AND d.start_us = s.start_us"
    " WHERE s.state = ? AND s.end_us IS NOT NULL ORDER BY s.start_us, c.key"
)


class SegmentSealer:
    """`async with SegmentSealer(...) as part: await part.run(stop)`. It only reads volumes."""

    def __init__(self, database: Database, clock: Clock, library: Library) -> None:
        self._database = database
        self._clock = clock
        self._library = library
        self._swept: dict[str, int] = {}
        self._reading: set[str] = set()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self._library.close)

    async def run(self, stop: asyncio.Event) -> None:
        """Look until `stop` is set, and once more then: what was closed as everything ends is still sealed."""
        async for _ in rounds(stop, EVERY_S):
            await self.look()
        await self.look()

    async def look(self) -> int:
        """One round over all volumes; how many segments were new. A volume that cannot be read is left for the next."""
        count = 0
        for volume in await asyncio.to_thread(self._library.volumes):
            try:
                count += await self._look_at(volume)
                self._reading.discard(volume.id)
            except (BeadleError, SQLAlchemyError, OSError) as error:
                if volume.id not in self._reading:
                    _log.warning("the hashes of a volume cannot be sealed", volume=volume.id, reason=str(error))
                self._reading.add(volume.id)
        return count

    async def _look_at(self, volume: Volume) -> int:
        now = self._clock.now_us()
        reader = VolumeReader(volume)
        try:
            swept = self._swept.get(volume.id)
            if swept is None or not swept <= now < swept + DAY_US:
                count = 0
                for span in await asyncio.to_thread(lambda: list(_windows(reader))):
                    count += await self._seal(reader, span)
                self._swept[volume.id] = now
                return count
            return await self._seal(reader, Span(now - _BACK_US, now + _AHEAD_US))
        finally:
            await asyncio.to_thread(reader.close)

    async def _seal(self, reader: VolumeReader, span: Span) -> int:
        """Enter the closed segments that begin in the span and are not in the tree yet; how many."""
        volume = reader.volume.id
        async with self._database.work() as session:
            # The index is read under the lock: whoever had it before may just have entered the same segments.
            known = await audit.sealed_segments(session, volume, span.start_us, span.end_us)
            closed = await asyncio.to_thread(lambda: closed_in(reader, span))
            fresh = [each for each in closed if (each.camera, each.start_us, each.sha256) not in known]
            for at in range(0, len(fresh), AT_ONCE):
                await audit.add_segments(session, self._clock, volume, fresh[at : at + AT_ONCE])
        return len(fresh)


def closed_in(reader: VolumeReader, span: Span) -> Sequence[ClosedSegment]:
    """Closed segments of one volume that begin in the span, oldest first. Blocking. Raises IndexDamaged."""
    rows = reader.query(_SEGMENTS, (span.start_us, span.end_us, CLOSED))
    return [ClosedSegment(camera, start, end, size, bytes(digest)) for camera, start, end, size, digest in rows]


def _windows(reader: VolumeReader) -> Iterator[Span]:
    """The time that a volume's footage covers, in pieces."""
    ((first, last),) = reader.query("SELECT min(start_us), max(end_us) FROM run")
    if first is None:
        return
    for start in range(first, last + 1, _SWEEP_US):
        yield Span(start, start + _SWEEP_US)
