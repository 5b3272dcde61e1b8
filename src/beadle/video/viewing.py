"""Recorded footage for people: time lines, lists of fragments, pictures. Keeps blocking work off the event loop."""

from __future__ import annotations

import asyncio
import uuid
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Self

from beadle.platform.clock import Clock
from beadle.platform.clock import to_us as to_us_of
from beadle.platform.settings import Secrets, Settings
from beadle.video.errors import BadRequest, LookRefused
from beadle.video.footage.terms import HOUR_US, CameraTimeline, Segment
from beadle.video.library import Library
from beadle.video.playback import listing, stills
from beadle.video.playback.listing import Page
from beadle.video.playback.looks import Look, LookSigner
from beadle.video.playback.pictures import Patience, Picture
from beadle.video.playback.pool import DecoderPool
from beadle.video.playback.reading import FileSource
from beadle.video.playback.thumbnails import ThumbnailShelf
from beadle.video.settings import PlaybackSettings

_LONGEST_LINE_US = 400 * 24 * HOUR_US
_MOST_REMEMBERED = 10_000
_SCRUB_S = 900
"""How long one audit line covers scrubbing through the same hour of the same camera."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whose look it is: the session, by a word that stands for it; the purpose, and when that ends, where it does."""

    session: str
    purpose: uuid.UUID | None = None
    until: datetime | None = None


class Viewing:
    """What the playback routes need: `async with Viewing(...) as viewing`."""

    def __init__(
        self, library: Library, clock: Clock, settings: Settings, secrets: Secrets, shelf: ThumbnailShelf
    ) -> None:
        self.settings = settings.section(PlaybackSettings)
        self.library = library
        self.shelf = shelf
        self.signer = LookSigner(secrets)
        self._clock = clock
        self._pool = DecoderPool(self.settings.decoders)
        self._scrubbed: OrderedDict[tuple[bytes, uuid.UUID, int], float] = OrderedDict()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._pool.__aexit__(kind, error, trace)

    async def timeline(self, keys: Sequence[str], from_us: int, to_us: int, buckets: int) -> list[CameraTimeline]:
        """The cameras on the time line. Raises BadRequest for an absurd range."""
        if not 0 < to_us - from_us <= _LONGEST_LINE_US:
            raise BadRequest("The time line shows at most 400 days, and its end comes after its beginning.")
        return await asyncio.to_thread(lambda: self.library.archive().timeline(keys, from_us, to_us, buckets))

    async def page(self, key: str, from_us: int, to_us: int) -> Page:
        """Fragments for a player."""
        return await asyncio.to_thread(lambda: listing.page(self.library.archive(), key, from_us, to_us))

    def look(self, viewer: Viewer, camera: uuid.UUID, from_us: int, to_us: int) -> str:
        """A signed look at that camera and span, for the viewer's session and purpose."""
        until = self._clock.now_us() + self.settings.look_minutes * 60_000_000
        if viewer.until is not None:
            until = min(until, to_us_of(viewer.until))
        mark = self.signer.session_mark(viewer.session)
        return self.signer.sign(Look(camera, mark, from_us, to_us, until, viewer.purpose))

    async def opened(self, key: str, segment_id: str, look: Look) -> tuple[Segment, FileSource]:
        """A recorded file that the look covers, open. Raises LookRefused or NoFootage."""

        def find() -> tuple[Segment, FileSource]:
            segment = self.library.archive().segment(key, segment_id)
            if segment.start_us >= look.to_us or segment.end_us <= look.from_us:
                raise LookRefused("This link covers another time.", advice="Open the footage again.")
            return segment, FileSource(segment.path)

        return await asyncio.to_thread(find)

    async def still(self, key: str, moment_us: int, width: int | None) -> Picture:
        """The frame shown at that moment."""
        archive = await asyncio.to_thread(self.library.archive)
        return await self._pool.run(stills.still_at, archive, key, moment_us, width=width, patience=self._patience())

    async def thumbnail(self, key: str, moment_us: int) -> Picture:
        """The nearest key frame, small."""
        archive = await asyncio.to_thread(self.library.archive)
        return await self._pool.run(stills.thumbnail_at, archive, self.shelf, key, moment_us, patience=self._patience())

    def _patience(self) -> Patience:
        return Patience(self._clock, self.settings.decode_seconds)

    def already_scrubbing(self, session: str, camera: uuid.UUID, moment_us: int) -> bool:
        """Whether an audit line of the last minutes covers this picture; call `scrubs` once one is committed."""
        since = self._scrubbed.get(self._hour(session, camera, moment_us))
        return since is not None and self._clock.monotonic() - since < _SCRUB_S

    def scrubs(self, session: str, camera: uuid.UUID, moment_us: int) -> None:
        """Remember that an audit line was committed for this camera and hour of footage."""
        self._scrubbed[self._hour(session, camera, moment_us)] = self._clock.monotonic()
        while len(self._scrubbed) > _MOST_REMEMBERED:
            self._scrubbed.popitem(last=False)

    def _hour(self, session: str, camera: uuid.UUID, moment_us: int) -> tuple[bytes, uuid.UUID, int]:
        return self.signer.session_mark(session), camera, moment_us // HOUR_US
