from __future__ import annotations

from zoneinfo import ZoneInfo

import av
import numpy as np
import pytest
from beadle.video.export.overlay import burn, caption, plain
from hypothesis import given
from hypothesis import strategies as st

LONDON = ZoneInfo("Europe/London")
SUMMER = 1_780_315_200_040_000
WINTER = 1_796_126_400_000_000


def test_local_time_and_utc() -> None:
    assert caption("Market Place", SUMMER, LONDON) == (
        "Market Place  Mon 2026-06-01 13:00:00.040 BST  (12:00:00.040 UTC)"
    )
    assert "12:00:00.000 GMT  (12:00:00.000 UTC)" in caption("x", WINTER, LONDON)


def test_both_hours_of_the_clock_change_differ() -> None:
    first, second = 1_792_886_400_000_000 + 1_800_000_000, 1_792_886_400_000_000 + 5_400_000_000
    assert caption("x", first, LONDON) != caption("x", second, LONDON)


def test_accents_and_strange_signs() -> None:
    assert plain("Café Ⅻ 市 \n") == "Cafe XII ? ?"


@given(st.text(max_size=300))
def test_any_name_can_be_drawn(name: str) -> None:
    assert all(" " <= c <= "~" for c in plain(name))
    assert len(plain(name)) <= 60


@pytest.mark.parametrize("size", [(320, 180), (1920, 1080), (64, 36), (322, 182)])
def test_the_strip_is_burnt_in_and_the_rest_stays(size: tuple[int, int]) -> None:
    width, height = size
    frame = av.VideoFrame.from_ndarray(np.full((height * 3 // 2, width), 100, np.uint8), format="yuv420p")
    frame.make_writable()
    shown = burn(frame, caption("Market Place", SUMMER, LONDON)).to_ndarray(format="yuv420p")
    assert (shown[: height // 2, :width] == 100).all()
    strip = shown[height - 4 : height, :width]
    assert strip.min() == 16
    if width > 100:
        assert shown[height - max(8, height // 24) : height].max() > 150
