"""One camera's way to the disk: groups wait here, one writer thread at a time takes them, gaps are logged here.

The event loop adds at one end and never waits. What could not be kept becomes a gap, at the place where the truth
about the disk is known: a stretch counts as recorded when its group is durable, not when it was sent.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from dataclasses import dataclass, field

from beadle.platform.errors import BeadleError
from beadle.video.footage.errors import VolumeFull
from beadle.video.footage.terms import GapReason, Gop, Span
from beadle.video.footage.volume import Volume, segment_name
from beadle.video.footage.writer import SegmentWriter
from beadle.video.record.rotation import due, phase_us
from beadle.video.record.watched import Notes
from beadle.video.terms import StreamFormat

SMALLEST_GAP_US = 1_000
"""A shorter hole is rounding, not a gap."""
SETTLED_US = 10_000_000
"""What has been the matter for so long during a gap gets a gap of its own, from the moment at which it began; what is
over sooner, as the recorder's own connecting, is a step on the way and part of the gap that was open."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of pictures on its way. fresh: it begins a new span, so a new segment."""

    gop: Gop
    fmt: StreamFormat
    fresh: bool
    bytes: int


@dataclass(frozen=True, slots=True)
class Break:
    """The footage before it and after it do not belong together. at_us: when that was known, UTC microseconds."""

    reason: GapReason
    bytes: int = 0
    at_us: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Extend:
    """Log the gap so far, if there is one, up to this moment (UTC microseconds)."""

    until_us: int
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Enter:
    """Enter what was found in the camera's pictures; it is no footage, and nothing waits for it."""

    notes: Notes
    bytes: int = 0


Item = Group | Break | Extend | Enter


@dataclass(slots=True, eq=False)
class Seat:
    """A lane's place at one volume. A writer thread whose lane has another seat by now has been given up on."""

    volume: Volume
    segment: SegmentWriter | None = None


@dataclass(slots=True, eq=False)
class Lane:
    """All of one camera's traffic to disk. `lock` guards what both sides touch: items, bytes, scheduled, seat.

    reason: of the gap that is open; None within footage. gap_us: where it began, if not at `ended_us` because another
    gap came before it. news: what else has been the matter since, if anything; see SETTLED_US. gaps: how many
    have ended since the start, by reason; its keys never change, so that others may read it meanwhile.
    """

    camera: str
    ended_us: int | None = None
    reason: GapReason | None = GapReason.RECORDER_STOPPED
    gap_us: int | None = None
    news: Break | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)
    items: deque[Item] = field(default_factory=deque)
    bytes: int = 0
    scheduled: bool = False
    seat: Seat | None = None
    since: float | None = None
    written_at: float | None = None
    written_bytes: int = 0
    segment_start_us: int | None = None
    dropped: int = 0
    gaps: dict[str, int] = field(default_factory=lambda: dict.fromkeys(map(str, GapReason), 0))
    phase: int = field(init=False)

    def __post_init__(self) -> None:
        self.phase = phase_us(self.camera)

    @property
    def path(self) -> str | None:
        """The file that is being written, or None between two."""
        seat, start_us = self.seat, self.segment_start_us
        if seat is None or start_us is None:
            return None
        return str(seat.volume.path / segment_name(self.camera, start_us))

    def perform(self, seat: Seat, item: Item, now: float) -> None:
        """Carry out one item, in a writer thread. Raises what the volume raises; it may then be tried elsewhere."""
        match item:
            case Group():
                self._write(seat, item, now)
            case Break():
                self._break(seat, item)
            case Extend():
                self._extend(seat, item.until_us)
            case Enter():
                self._enter(seat.volume, item.notes)

    def _write(self, seat: Seat, group: Group, now: float) -> None:
        gop = group.gop
        segment = seat.segment
        if segment is not None and self._ends_segment(segment, group):
            seat.segment = None
            segment.close(segment.end_us)
            segment = None
        if segment is None:
            if not gop.frames[0].key:
                self.reason = self.reason or GapReason.DISK_FAILED
                return  # the rest of a group whose beginning was lost cannot be decoded
            seat.segment = segment = SegmentWriter(seat.volume, self.camera, group.fmt, gop.start_us)
        segment.append(gop)
        if self.seat is not seat:
            return  # given up on while the disk hung; whoever has the lane now has written this group as well
        self._settle(seat.volume, gop.start_us)
        self._log_gap(seat.volume, gop.start_us)
        self.ended_us = gop.end_us
        self.reason = self.gap_us = self.news = None
        self.written_at = now
        self.written_bytes += group.bytes
        self.segment_start_us = segment.start_us

    def _ends_segment(self, segment: SegmentWriter, group: Group) -> bool:
        if not group.gop.frames[0].key:
            return False
        return group.fresh or group.fmt is not segment.format or due(self.phase, segment.start_us, group.gop.start_us)

    def _break(self, seat: Seat, item: Break) -> None:
        if item.at_us is not None:
            self._settle(seat.volume, item.at_us)
        if self.reason in {None, item.reason}:
            self.reason, self.news = item.reason, None
        elif self.news is None or self.news.reason is not item.reason:
            self.news = item
        segment, seat.segment = seat.segment, None
        self.segment_start_us = None
        if segment is not None:
            segment.close(segment.end_us)

    def _extend(self, seat: Seat, until_us: int) -> None:
        if self.reason is not None and seat.segment is None:
            self._settle(seat.volume, until_us)
            news_us = self.news.at_us if self.news else None
            self._log_gap(seat.volume, until_us if news_us is None else min(until_us, news_us), final=False)

    def _settle(self, volume: Volume, now_us: int) -> None:
        """Where something else has been the matter long enough, close the gap at its beginning and open the next."""
        news = self.news
        if news is None or news.at_us is None or now_us - news.at_us < SETTLED_US:
            return
        self._log_gap(volume, news.at_us)
        start_us = self.ended_us if self.gap_us is None else self.gap_us
        if start_us is not None:
            self.gap_us = max(start_us, news.at_us)
        self.reason, self.news = news.reason, None

    def ends_segment(self, seat: Seat, item: Item) -> bool:
        """Whether this item begins a new file, so that the lane may just as well go to another volume."""
        if not isinstance(item, Group):
            return False
        return seat.segment is None or self._ends_segment(seat.segment, item)

    def _log_gap(self, volume: Volume, until_us: int, *, final: bool = True) -> None:
        start_us = self.ended_us if self.gap_us is None else self.gap_us
        if start_us is None or until_us - start_us < SMALLEST_GAP_US:
            return
        try:
            reason = str(self.reason or GapReason.UNKNOWN)
            volume.index.add_gap(self.camera, Span(start_us, until_us), reason, final=final)
            self.gaps[reason] += final
        except sqlite3.Error as error:
            volume.failed(error, "Writing to the index")  # the next group finds the volume failed

    def _enter(self, volume: Volume, notes: Notes) -> None:
        try:
            volume.index.add_notes(self.camera, notes.motion, notes.spells)
        except sqlite3.Error as error:
            volume.failed(error, "Writing to the index")

    def leave(self, seat: Seat, error: BaseException | None) -> None:
        """Let go of a seat: close its segment, or leave it to recovery where the volume has failed."""
        segment, seat.segment = seat.segment, None
        if segment is None:
            return
        if error is not None and not isinstance(error, VolumeFull):
            segment.abandon()
            return
        try:
            segment.close(segment.end_us)
        except BeadleError:
            segment.abandon()
