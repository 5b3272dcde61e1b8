"""Tokens, CSRF proofs, how long a session lasts."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.accounts.sessions import (
    csrf_fits,
    csrf_of,
    ended_since,
    is_locked,
    new_token,
    same_origin,
    token_hash,
    token_of,
)
from beadle.accounts.settings import AccountsSettings
from beadle.accounts.terms import Role

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
KEY = b"k" * 32


def ended(*roles: Role, hours: float = 0, idle_minutes: float = 0) -> bool:
    created = NOON - timedelta(hours=hours)
    return ended_since(created, NOON - timedelta(minutes=idle_minutes), NOON, roles, AccountsSettings())


def test_a_token_is_256_random_bits() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) == 43 for token in tokens)


def test_the_hash_does_not_hold_the_token() -> None:
    token = new_token()
    assert len(token_hash(token)) == 32
    assert token.encode() not in token_hash(token)


@given(st.uuids(), st.uuids(), st.text())
def test_a_proof_fits_its_own_session_only(own: uuid.UUID, other: uuid.UUID, guess: str) -> None:
    proof = csrf_of(own, KEY)
    assert csrf_fits(proof, own, KEY)
    assert not csrf_fits(proof, own, b"another key")
    assert not csrf_fits(guess, own, KEY)
    assert csrf_fits(proof, other, KEY) is (own == other)


def test_on_https_only_the_cookie_of_this_very_host_counts() -> None:
    cookies = {"beadle_session": "planted", "__Host-beadle_session": "own"}
    assert token_of(cookies, "https") == token_of(cookies, "wss") == "own"
    assert token_of({"beadle_session": "planted"}, "https") is None
    assert token_of(cookies, "http") == token_of(cookies, "ws") == "planted"


def test_the_control_room_locks_and_the_office_ends() -> None:
    def locked(*roles: Role, minutes: float = 0, by_hand: bool = False) -> bool:
        seen = NOON - timedelta(minutes=minutes)
        return is_locked(NOON if by_hand else None, seen, NOON, roles, AccountsSettings())

    assert not locked(Role.OPERATOR, minutes=14.9)
    assert locked(Role.OPERATOR, minutes=15)
    assert locked(Role.SUPERVISOR, Role.OPERATOR, minutes=15)
    assert not locked(Role.MANAGER, minutes=29)
    assert locked(Role.MANAGER, by_hand=True)
    assert not locked(Role.OPERATOR, Role.ADMINISTRATOR, minutes=20)


def test_the_office_idles_out_and_the_control_room_does_not() -> None:
    assert not ended(Role.MANAGER, idle_minutes=29)
    assert ended(Role.MANAGER, idle_minutes=30)
    assert not ended(Role.OPERATOR, hours=11.9, idle_minutes=600)
    assert not ended(Role.OPERATOR, Role.SUPERVISOR, hours=11.9, idle_minutes=600)


def test_whoever_has_an_office_role_too_idles_out() -> None:
    assert ended(Role.OPERATOR, Role.ADMINISTRATOR, idle_minutes=30)
    assert ended(idle_minutes=30)


@pytest.mark.parametrize("role", Role)
def test_every_session_ends_with_the_shift(role: Role) -> None:
    assert not ended(role, hours=11.99)
    assert ended(role, hours=12)


@pytest.mark.parametrize(
    ("origin", "host", "same"),
    [
        (None, "beadle.example", True),
        ("https://beadle.example", "beadle.example", True),
        ("http://beadle.example:8440", "beadle.example:8440", True),
        ("http://BEADLE.example", "beadle.EXAMPLE", True),
        ("https://evil.example", "beadle.example", False),
        ("https://beadle.example.evil.example", "beadle.example", False),
        ("https://beadle.example:8441", "beadle.example:8440", False),
        ("null", "beadle.example", False),
        ("", "beadle.example", False),
        ("https://[::1", "beadle.example", False),
        ("https://beadle.example", None, False),
        ("", "", False),
    ],
)
def test_the_page_must_come_from_the_same_host(origin: str | None, host: str | None, same: bool) -> None:
    assert same_origin(origin, host) is same
