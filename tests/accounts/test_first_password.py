"""First passwords: how long they are good, and for what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.accounts import first_password, passwords
from beadle.accounts.entry.terms import Method
from beadle.accounts.settings import AccountsSettings
from beadle.accounts.terms import PasswordState

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
DAYS = st.integers(1, 14)


@given(MOMENTS, DAYS, st.integers(-(10**9), 10**9))
def test_one_is_good_until_its_last_day_is_over_and_not_a_second_longer(made: datetime, days: int, later: int) -> None:
    secret = first_password.made_up(made, days)
    now = made + timedelta(seconds=later)
    in_time = later < days * 86_400
    assert first_password.is_good(secret.until, now) is in_time
    state = first_password.state_of("a hash", secret.until, now)
    assert state is (PasswordState.FIRST if in_time else PasswordState.EXPIRED)


@given(MOMENTS)
def test_ones_own_never_runs_out(now: datetime) -> None:
    own = first_password.lasting("tea kettle orbit lamp")
    assert first_password.is_good(own.until, now)
    assert first_password.state_of("a hash", own.until, now) is PasswordState.OWN


@given(st.none() | MOMENTS, MOMENTS)
def test_who_has_no_password_has_none(until: datetime | None, now: datetime) -> None:
    assert first_password.state_of(None, until, now) is PasswordState.NONE


@given(st.none() | MOMENTS, st.sampled_from(Method))
def test_only_who_used_it_has_to_choose_another(until: datetime | None, method: Method) -> None:
    used = until is not None and method not in {Method.PASSKEY, Method.OIDC}
    assert first_password.must_choose(until, method.value) is used


def test_each_is_another_one_that_the_rules_accept_and_no_line_shows() -> None:
    made = {first_password.made_up(NOW, 3).password for _ in range(200)}
    assert len(made) == 200
    for password in made:
        passwords.check(password, names=("olivia", "Olivia Marsh", "Chesterfield"))
        assert len(password) == 24
    assert made.pop() not in repr(first_password.lasting("x")) + repr(first_password.made_up(NOW, 3))
    assert "kettle" not in repr(first_password.lasting("tea kettle orbit lamp"))


def test_three_days_where_nothing_else_is_set() -> None:
    assert AccountsSettings().first_password_days == 3
    for days in (0, 15):
        with pytest.raises(ValueError, match="first_password_days"):
            AccountsSettings(first_password_days=days)
