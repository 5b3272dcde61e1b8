"""How long a guesser waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from beadle.accounts.throttle import KNOWN_FOR, WINDOW, Tally, key_of, wait

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def seconds(failures: int, *, free: int = 5, ago: float = 0) -> float:
    return wait(Tally(failures, NOON - timedelta(seconds=ago)), free, NOON).total_seconds()


def test_a_few_mistakes_cost_nothing() -> None:
    assert wait(None, 5, NOON) == timedelta(0)
    assert [seconds(n) for n in range(5)] == [0] * 5


def test_then_the_wait_doubles_up_to_the_window() -> None:
    assert [seconds(n) for n in range(5, 12)] == [30, 60, 120, 240, 480, 900, 900]
    assert seconds(10**6) == 900


def test_waiting_helps() -> None:
    assert seconds(5, ago=29) == 1
    assert seconds(5, ago=30) == 0
    assert seconds(1000, ago=WINDOW.total_seconds()) == 0


@given(st.integers(0, 2**31 - 1), st.integers(1, 10_000), st.floats(-1e8, 1e8))
def test_nobody_waits_longer_than_the_window_even_where_the_clock_was_set(failures: int, free: int, ago: float) -> None:
    assert 0 <= seconds(failures, free=free, ago=ago) <= WINDOW.total_seconds()


def test_an_address_is_known_for_a_while() -> None:
    assert not Tally(0, NOON).is_known(NOON)
    assert Tally(0, NOON, NOON).is_known(NOON + KNOWN_FOR - timedelta(seconds=1))
    assert not Tally(0, NOON, NOON).is_known(NOON + KNOWN_FOR)


@given(st.text(), st.text())
def test_a_key_shows_nothing_and_its_parts_do_not_run_together(one: str, other: str) -> None:
    assert len(key_of("name", one)) == 32
    assert key_of("name", one) != key_of("address", one)
    assert key_of("pair", one, other + "x") != key_of("pair", one + other, "x") or one + other == one
