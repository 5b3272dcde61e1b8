"""What cameras write for a time, and how far it is believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beadle.anpr.adapters.times import FUTURE, Judged, judge, moment_of

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
AT = datetime(2026, 6, 1, 11, 59, 58, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.mark.parametrize(
    "said",
    [
        "2026-06-01T12:59:58+01:00",
        "2026-06-01T11:59:58Z",
        "2026-06-01T11:59:58+0000",
        "2026-06-01 12:59:58",
        "2026/6/1 12:59:58",
        "2026.06.01 12:59:58",
        "20260601125958",
        "20260601 125958",
        "20260601T125958",
        1780315198,
        1780315198.0,
        "1780315198",
        1780315198000,
        "1780315198000",
        "1780315198000000",
        "1780315198000000000",
    ],
)
def test_forms(said: object):
    assert moment_of(said, LONDON, NOW) == AT


@pytest.mark.parametrize("said", ["2026-06-01 12:59:58.250", "20260601125958250", "20260601 125958250", 1780315198250])
def test_forms_with_milliseconds(said: object):
    assert moment_of(said, LONDON, NOW) == AT + timedelta(milliseconds=250)


@pytest.mark.parametrize(
    "said",
    [
        *(None, "", "now", "noon on Monday", "12:59:58", True, [], {}, float("nan"), float("inf"), 0, -5),
        *("2026-13-01 00:00:00", "2026-02-30 00:00:00", "0001-01-01T00:00:00+23:59", "9" * 19, "1" * 500),
        "2026-06-01T12:59:58+99:99",
    ],
)
def test_what_names_no_moment(said: object):
    found = moment_of(said, LONDON, NOW)
    assert found is None or found > NOW + 100 * timedelta(days=365), "and what it names is refused"


def test_a_form_of_ones_own():
    assert moment_of("01/06/2026 12:59:58", LONDON, NOW, "%d/%m/%Y %H:%M:%S") == AT
    assert moment_of("6/1", LONDON, NOW, "%d/%m/%Y") is None


def test_the_hour_that_comes_twice_is_the_one_nearer_to_now():
    text = "2026-10-25 01:30:00"
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert moment_of(text, LONDON, first + timedelta(seconds=2)) == first
    assert moment_of(text, LONDON, second + timedelta(seconds=2)) == second


def test_the_hour_that_is_missing():
    """A camera that does not know of summer time goes on counting; the server says which moment it means."""
    now = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert moment_of("2026-03-29 01:30:00", LONDON, now + timedelta(seconds=1)) == now


def test_a_leap_second_is_the_second_behind_it():
    assert moment_of("2016-12-31T23:59:60Z", LONDON, NOW) == datetime(2017, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ahead", "at"),
    [
        (timedelta(0), NOW),
        (timedelta(seconds=-3), NOW),
        (timedelta(seconds=30), NOW),
        (timedelta(hours=1), NOW),
        (FUTURE, NOW),
        (timedelta(seconds=-31), NOW - timedelta(seconds=31)),
        (timedelta(hours=-5), NOW - timedelta(hours=5)),
        (-WEEK, NOW - WEEK),
    ],
)
def test_the_servers_clock_but_for_what_was_held_back(ahead: timedelta, at: datetime):
    assert judge(NOW + ahead, NOW, WEEK) == Judged(at, NOW + ahead)


def test_no_camera_time():
    assert judge(None, NOW, WEEK) == Judged(NOW, None)


@pytest.mark.parametrize(
    ("year", "words"), [(1970, "more than 7 days ago"), (2025, "more than 7 days ago"), (2036, "yet to come")]
)
def test_plainly_wrong_clocks(year: int, words: str):
    found = judge(datetime(year, 1, 1, tzinfo=UTC), NOW, WEEK)
    assert isinstance(found, str)
    assert words in found
    assert f"{year}-01-01 00:00:00 UTC" in found


@settings(deadline=None)
@given(st.one_of(st.text(max_size=80), st.integers(), st.floats(), st.datetimes().map(str)))
def test_any_text_names_a_moment_or_none(said: object):
    found = moment_of(said, LONDON, NOW)
    assert found is None or found.tzinfo is UTC
