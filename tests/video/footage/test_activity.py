"""Activity from coded sizes."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from beadle.video.footage.activity import activity


def test_a_still_scene_is_low_and_a_crowd_is_high_at_any_bit_rate():
    for scale in (1, 10, 100):
        still = activity([50_000 * scale] + [150 * scale] * 49)
        crowd = activity([50_000 * scale] + [15_000 * scale] * 49)
        assert still < 50
        assert crowd > 200
    assert activity([50_000] + [90_000] * 9) == 255


def test_a_doubling_adds_the_same_amount():
    levels = [activity([100_000] + [size] * 9) for size in (1000, 2000, 4000, 8000)]
    steps = [after - before for before, after in pairwise(levels)]
    assert max(steps) - min(steps) <= 1


@given(st.lists(st.integers(-5, 2**31), max_size=30))
def test_it_is_always_a_byte(sizes: list[int]):
    assert 0 <= activity(sizes) <= 255
