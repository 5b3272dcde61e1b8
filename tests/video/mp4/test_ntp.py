"""Times in `prft` boxes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.platform.clock import to_us
from beadle.video.mp4.ntp import from_ntp, to_ntp

FIRST = to_us(datetime(1968, 1, 20, 3, 14, 8, tzinfo=UTC))
LAST = to_us(datetime(2104, 1, 1, tzinfo=UTC))


@given(st.integers(FIRST, LAST))
def test_every_microsecond_comes_back_exactly(moment: int):
    assert from_ntp(to_ntp(moment)) == moment


def test_the_start_of_ntp_and_of_unix_time():
    assert to_ntp(0) >> 32 == 2_208_988_800


@pytest.mark.parametrize("year", [2036, 2037, 2038, 2039, 2100])
def test_the_wrap_of_2036_and_that_of_2038_pass_unnoticed(year: int):
    moment = to_us(datetime(year, 2, 7, 6, 28, 16, 1, tzinfo=UTC))
    assert from_ntp(to_ntp(moment)) == moment
