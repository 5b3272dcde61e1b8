from __future__ import annotations

from zoneinfo import ZoneInfo

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.video.export.overlay import captioned, captions, plain, strip_height

LONDON = ZoneInfo("Europe/London")
SUMMER = 1_780_315_200_040_000
WINTER = 1_796_126_400_000_000


def test_local_time_and_utc() -> None:
    assert captions("Market Place", SUMMER, LONDON) == (
        "Market Place",
        "Mon 2026-06-01 13:00:00.040 BST (12:00:00.040 UTC)",
    )
    assert captions("x", WINTER, LONDON)[1].endswith("12:00:00.000 GMT (12:00:00.000 UTC)")


def test_both_hours_of_the_clock_change_differ() -> None:
    first, second = 1_792_886_400_000_000 + 1_800_000_000, 1_792_886_400_000_000 + 5_400_000_000
    assert captions("x", first, LONDON) != captions("x", second, LONDON)


def test_accents_and_strange_signs() -> None:
    assert plain("Café Ⅻ 市 \n") == "Cafe XII ? ?"


@given(st.text(max_size=300))
def test_any_name_can_be_drawn(name: str) -> None:
    assert all(" " <= c <= "~" for c in plain(name))
    assert len(plain(name)) <= 60


@pytest.mark.parametrize("size", [(320, 180), (1920, 1080), (64, 36), (322, 182), (4000, 2000)])
def test_the_strip_is_below_the_picture_which_stays_as_it_was(size: tuple[int, int]) -> None:
    width, height = size
    frame = av.VideoFrame.from_ndarray(np.full((height * 3 // 2, width), 100, np.uint8), format="yuv420p")
    made = captioned(frame, captions("Market Place", SUMMER, LONDON))
    strip = strip_height(width, height)
    assert (made.width, made.height, strip % 2) == (width, height + strip, 0)
    shown = made.to_ndarray(format="yuv420p")
    assert (shown[:height] == 100).all()
    words = shown[height : height + strip]
    assert words.min() == 16
    if width > 100:
        assert words.max() > 150
