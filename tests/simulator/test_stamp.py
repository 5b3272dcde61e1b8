from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from beadle.platform.clock import from_us, to_us
from beadle.simulator import stamp

DAY = datetime(2026, 11, 22, 14, 32, 5, 300_000, tzinfo=UTC)


def bits_at(camera: int, moment: datetime) -> int:
    return stamp.strip(camera, to_us(moment) // stamp.TENTH_US)


@given(st.integers(0, 4095), st.integers(17_200_000_000, 21_380_000_000))
def test_a_strip_tells_camera_and_tenth(camera: int, tenths: int) -> None:
    assert stamp.read(stamp.strip(camera, tenths)) == (camera, from_us(tenths * stamp.TENTH_US))


def test_another_period_is_told_apart_by_a_moment_near_it() -> None:
    later = datetime(2041, 3, 1, 12, tzinfo=UTC)

    assert stamp.read(bits_at(7, later), near=later + timedelta(days=900)) == (7, later)


@given(st.integers(0, stamp.USED - 1), st.integers(0, stamp.USED - 1))
def test_one_or_two_wrong_cells_are_noticed(first: int, second: int) -> None:
    wrong = bits_at(12, DAY) ^ (1 << first | 1 << second)

    assert stamp.read(wrong) is None


def test_a_tick_changes_few_cells() -> None:
    changes = []
    for tick in range(200):
        before, after = (bits_at(12, DAY + timedelta(seconds=(tick + more) / 10)) for more in (0, 1))
        changes.append((before ^ after).bit_count())

    assert max(changes) <= 1 + stamp.CHECK_BITS
