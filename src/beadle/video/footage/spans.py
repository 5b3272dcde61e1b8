"""Arithmetic of time ranges. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from beadle.video.footage.terms import Gap, Span


def joined(spans: Iterable[Span]) -> list[Span]:
    """Ranges that touch or overlap made one, in order."""
    whole: list[Span] = []
    for each in sorted(spans, key=lambda span: span.start_us):
        if whole and each.start_us <= whole[-1].end_us:
            if each.end_us > whole[-1].end_us:
                whole[-1] = Span(whole[-1].start_us, each.end_us)
        elif each.end_us > each.start_us:
            whole.append(each)
    return whole


def clipped(spans: Iterable[Span], from_us: int, to_us: int) -> list[Span]:
    """The parts of ranges that lie in a window."""
    cut = (Span(max(each.start_us, from_us), min(each.end_us, to_us)) for each in spans)
    return [each for each in cut if each.end_us > each.start_us]


def outside(spans: Sequence[Span], from_us: int, to_us: int) -> list[Span]:
    """What `joined` ranges leave free of a window."""
    free = []
    at = from_us
    for each in spans:
        if each.start_us > at:
            free.append(Span(at, min(each.start_us, to_us)))
        at = max(at, each.end_us)
        if at >= to_us:
            break
    if at < to_us:
        free.append(Span(at, to_us))
    return [each for each in free if each.end_us > each.start_us]


def length(spans: Iterable[Span]) -> int:
    """Microseconds in ranges that do not overlap."""
    return sum(each.end_us - each.start_us for each in spans)


def uncovered(gaps: Iterable[Gap], spans: Sequence[Span]) -> list[Gap]:
    """Gaps without the parts that `joined` footage covers after all (on another volume, say)."""
    left = []
    for gap in gaps:
        near = [each for each in spans if each.start_us < gap.end_us and each.end_us > gap.start_us]
        left += [Gap(free.start_us, free.end_us, gap.reason) for free in outside(near, gap.start_us, gap.end_us)]
    return left
