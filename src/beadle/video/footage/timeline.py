"""The time line of cameras: footage, gaps, holds and activity, for any range, from what the index keeps for it."""

from __future__ import annotations

from collections.abc import Sequence

from beadle.video.footage.packing import BUCKETS_AN_HOUR
from beadle.video.footage.reader import VolumeReader
from beadle.video.footage.spans import clipped, joined, outside, uncovered
from beadle.video.footage.terms import ACTIVITY_BUCKET_US, HOUR_US, CameraTimeline, Gap, Hold, Span, Spell

MOST_BUCKETS = 10_000


class Buckets:
    """A range cut into equal parts, and where each part's figures lie among those of whole hours."""

    def __init__(self, from_us: int, to_us: int, count: int) -> None:
        if to_us <= from_us or not 0 < count <= MOST_BUCKETS:
            raise ValueError("A time line needs a range and between 1 and 10,000 buckets.")
        self.window = Span(from_us, to_us)
        self.first_hour = from_us // HOUR_US
        self.last_hour = (to_us - 1) // HOUR_US
        base = self.first_hour * HOUR_US
        width = to_us - from_us
        edges = [from_us + width * place // count - base for place in range(count + 1)]
        self._lows = [edge // ACTIVITY_BUCKET_US for edge in edges[:-1]]
        self._lasts = [
            max(low, -(-edge // ACTIVITY_BUCKET_US) - 1) for low, edge in zip(self._lows, edges[1:], strict=True)
        ]

    def lit(self, levels: bytes, spans: Sequence[Span]) -> bytes:
        """The figures with those blanked in whose part nothing is recorded: `spans` are joined and clipped."""
        if not any(levels):
            return levels
        shown = bytearray(levels)
        width, count = self.window.end_us - self.window.start_us, len(shown)
        for free in outside(spans, self.window.start_us, self.window.end_us):
            low = -(-(free.start_us - self.window.start_us) * count // width)
            high = (free.end_us - self.window.start_us) * count // width
            if high > low:
                shown[low:high] = bytes(high - low)
        return bytes(shown)

    def highest(self, hours: Sequence[tuple[int, bytes]]) -> bytes:
        """The highest figure in each part."""
        if not hours:
            return bytes(len(self._lows))
        import numpy as np  # noqa: PLC0415 - the recorder finds footage too, and has no use for 30 MB of it

        levels = np.zeros((self.last_hour - self.first_hour + 1, BUCKETS_AN_HOUR), np.uint8)
        for hour, figures in hours:
            row = levels[hour - self.first_hour]
            np.maximum(row, np.frombuffer(figures, np.uint8), out=row)
        flat = levels.reshape(-1)[: self._lasts[-1] + 1]
        # A part ends within ten seconds that the next one begins with: those belong to both.
        return np.maximum(np.maximum.reduceat(flat, self._lows), flat[self._lasts]).tobytes()


def camera_timeline(
    readers: Sequence[VolumeReader], camera: str, buckets: Buckets, holds: Sequence[Hold]
) -> CameraTimeline:
    """One camera over all volumes. Spans and gaps are clipped to the window."""
    window = buckets.window
    spans: list[Span] = []
    gaps: list[Gap] = []
    hours: list[tuple[int, bytes]] = []
    motion: list[tuple[int, bytes]] = []
    spells: list[Spell] = []
    ends: list[tuple[int, int]] = []
    for reader in readers:
        spans += reader.spans(camera, window.start_us, window.end_us)
        gaps += reader.gaps(camera, window.start_us, window.end_us)
        hours += reader.activity(camera, buckets.first_hour, buckets.last_hour)
        motion += reader.motion(camera, buckets.first_hour, buckets.last_hour)
        spells += reader.spells(camera, window.start_us, window.end_us)
        if (both := reader.ends(camera)) is not None:
            ends.append(both)
    whole = clipped(joined(spans), window.start_us, window.end_us)
    cut = [
        Gap(max(each.start_us, window.start_us), min(each.end_us, window.end_us), each.reason)
        for each in sorted(set(gaps), key=lambda gap: gap.start_us)
    ]
    return CameraTimeline(
        camera,
        whole,
        uncovered(cut, whole),
        [each for each in holds if each.covers(camera, window.start_us, window.end_us)],
        buckets.lit(buckets.highest(hours), whole),
        min((each[0] for each in ends), default=None),
        max((each[1] for each in ends), default=None),
        buckets.lit(buckets.highest(motion), whole),
        [
            Spell(max(each.start_us, window.start_us), min(each.end_us, window.end_us), each.state)
            for each in sorted(set(spells))
        ],
    )
