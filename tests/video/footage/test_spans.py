"""Arithmetic of time ranges, against sets of microseconds."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from beadle.video.footage.spans import clipped, joined, length, outside, uncovered
from beadle.video.footage.terms import Gap, Span

SPANS = st.lists(st.builds(lambda a, b: Span(min(a, b), max(a, b)), st.integers(0, 60), st.integers(0, 60)), max_size=8)


def points(spans: list[Span]) -> set[int]:
    return {each for span in spans for each in range(span.start_us, span.end_us)}


@given(SPANS)
def test_joining_keeps_every_moment_and_leaves_no_two_that_touch(spans: list[Span]):
    whole = joined(spans)
    assert points(whole) == points(spans)
    assert length(whole) == len(points(spans))
    assert all(one.end_us < two.start_us for one, two in pairwise(whole))


@given(SPANS, st.integers(0, 60), st.integers(0, 60))
def test_clipping_and_what_is_outside_make_up_the_window(spans: list[Span], begin: int, end: int):
    whole = joined(spans)
    inside, free = points(clipped(whole, begin, end)), points(outside(whole, begin, end))
    assert inside | free == set(range(begin, end))
    assert not inside & free


@given(SPANS, SPANS)
def test_gaps_give_way_to_footage(spans: list[Span], gaps: list[Span]):
    whole = joined(spans)
    left = uncovered([Gap(each.start_us, each.end_us, "why") for each in gaps], whole)
    assert points([Span(each.start_us, each.end_us) for each in left]) == points(gaps) - points(spans)
    assert all(each.reason == "why" for each in left)
