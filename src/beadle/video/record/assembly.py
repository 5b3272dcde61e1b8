"""From frames to groups of pictures with labels: where one ends, what time it has, and where a span of footage breaks.

Pure but for the clock it is given. A group is cut at each key frame; one that does not end is cut by length or bytes,
so that neither memory nor what a power cut may take grows with a camera's mood.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from beadle.video.footage.activity import activity
from beadle.video.footage.terms import GapReason, Gop
from beadle.video.record.pacing import Pacing
from beadle.video.record.timeline import ServerTimeline
from beadle.video.terms import RTP_CLOCK_HZ, Frame, StreamFormat

LONGEST_TICKS = 4 * RTP_CLOCK_HZ
"""A group of pictures is written after four seconds even where no key frame came: so much a power cut may take."""
MOST_BYTES = 8 * 1024 * 1024
"""Or when it has this many bytes: 80 cameras that all do their worst stay within a machine's memory."""
BREAK_TICKS = 2 * RTP_CLOCK_HZ
"""Two seconds without a frame are no low frame rate any more: the span ends, and the next key frame begins another."""
USUAL_TICKS = 3600
"""The length of a frame at 25 a second, for a last frame of which nothing better is known."""


class Taker(Protocol):
    """Where groups go. Called in the event loop; must not block."""

    def take(self, gop: Gop, fmt: StreamFormat, fresh: bool) -> None:
        """A group whose label begins where the one before ended, or, when `fresh`, a new span."""

    def broke(self, reason: GapReason) -> None:
        """The span has ended: what follows, whenever that is, comes after a gap."""


class Assembly:
    """The groups of one camera. `add` is called for every frame of every camera: keep it short."""

    __slots__ = (
        "_bytes", "_end_us", "_first", "_fmt", "_frames", "_last", "_monotonic_us", "_next_fmt", "_pacing",
        "_reordered", "_steps", "_taker", "_timeline", "_usual",
    )  # fmt: skip

    def __init__(self, timeline: ServerTimeline, taker: Taker) -> None:
        self._timeline = timeline
        self._monotonic_us: Callable[[], int] = timeline.monotonic_us
        self._taker = taker
        self._fmt: StreamFormat | None = None
        self._next_fmt: StreamFormat | None = None
        self._usual = USUAL_TICKS
        self._steps = timeline.steps
        self._begin_session()

    def _begin_session(self) -> None:
        self._pacing = Pacing()
        self._frames: list[Frame] = []
        self._bytes = 0
        self._first = 0
        self._last = 0
        self._reordered = False
        self._end_us: int | None = None

    @property
    def waiting(self) -> bool:
        """No key frame has come since the session or the span began."""
        return not self._frames

    def set_format(self, fmt: StreamFormat) -> None:
        """Holds from the next frame on, which is a key frame."""
        self._next_fmt = fmt

    def add(self, frame: Frame) -> None:
        """The next frame."""
        pts = frame.pts
        frames = self._frames
        if frames:
            passed = pts - self._last
            if not 0 < passed < BREAK_TICKS and not self._is_reordered(passed):
                self.end(GapReason.NO_VIDEO)
                frames = self._frames
            elif frame.key or self._bytes >= MOST_BYTES or pts - self._first >= LONGEST_TICKS:
                self._cut(pts)
                frames = self._frames
            elif passed > 0:
                self._usual = passed
        if not frames:
            if not self._may_begin(frame):
                return
            self._first = pts
        self._pacing.note(pts, self._monotonic_us())
        frames.append(frame)
        self._bytes += len(frame.data)
        self._last = pts

    def end(self, reason: GapReason) -> None:
        """The session or the recording ends here: give out what there is; the last frame gets the usual length."""
        if self._frames and self._fmt is not None:
            self._cut(max(self._last, self._first) + self._usual)
        self._begin_session()
        self._taker.broke(reason)

    def _is_reordered(self, passed: int) -> bool:
        """B-frames come after the frame they show before; a second back is no reordering but a jump."""
        if -RTP_CLOCK_HZ < passed <= 0:
            self._reordered = True
            return True
        return False

    def _may_begin(self, frame: Frame) -> bool:
        """Whether a group can begin with this frame: a key frame, or the rest of a group that was cut in parts."""
        if frame.key and self._next_fmt is not None:
            self._fmt, self._next_fmt = self._next_fmt, None
        return self._fmt is not None and (frame.key or self._end_us is not None)

    def _cut(self, next_pts: int) -> None:
        frames = self._frames
        base = min(frame.pts for frame in frames) if self._reordered else self._first
        next_pts = max(next_pts, base + 1)
        on_track = self._pacing.settle(next_pts)
        timeline = self._timeline
        fresh = self._end_us is None or not on_track or self._steps != timeline.steps
        if fresh and self._end_us is not None:
            stepped = self._steps != timeline.steps
            self._taker.broke(GapReason.CLOCK_STEPPED if stepped else GapReason.STREAM_JUMPED)
        self._steps = timeline.steps
        place = self._pacing.place
        start_us = timeline.utc_us(place(base)) if self._end_us is None or fresh else self._end_us
        end_us = max(start_us + 1, timeline.utc_us(place(next_pts)))
        gop = Gop(frames, start_us, end_us, base, next_pts - base, activity([len(frame.data) for frame in frames]))
        self._frames = []
        self._bytes = 0
        self._reordered = False
        self._end_us = end_us
        assert self._fmt is not None
        self._taker.take(gop, self._fmt, fresh)
