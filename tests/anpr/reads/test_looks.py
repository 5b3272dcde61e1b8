from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from beadle.accounts.permissions import Permission
from beadle.accounts.terms import Actor, Stated
from beadle.anpr.reads.errors import LookRefused
from beadle.anpr.reads.looks import ReadLooks
from beadle.anpr.reads.settings import ReadsSettings
from beadle.platform.clock import FixedClock, to_us
from beadle.platform.settings import Secrets

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
PURPOSE = uuid.UUID(int=5)


def asker(session: int = 1, **stated: Any) -> Any:
    """What of a request's context a look needs."""
    actor = Actor(uuid.UUID(int=9), "olivia", "Olivia", stated=Stated(PURPOSE, "Public safety", **stated))
    return SimpleNamespace(actor=actor, signed=SimpleNamespace(id=uuid.UUID(int=session)))


@pytest.fixture
def looks(secrets: Secrets, clock: FixedClock) -> ReadLooks:
    return ReadLooks(secrets, clock, ReadsSettings())


def granted(looks: ReadLooks, ctx: Any, **more: Any) -> str:
    return looks.grant(ctx, Permission.PLATES_SEARCH, NOON - timedelta(hours=1), NOON, **more)


def test_a_token_says_who_what_for_and_which_reads(looks: ReadLooks) -> None:
    look = looks.granted(asker(), granted(looks, asker()), NOON)
    assert (look.purpose, look.permission) == (PURPOSE, Permission.PLATES_SEARCH)
    assert (look.from_us, look.to_us) == (to_us(NOON - timedelta(hours=1)), to_us(NOON))
    assert look.until_us == to_us(NOON + timedelta(minutes=60))
    other = uuid.UUID(int=6)
    assert looks.granted(asker(), granted(looks, asker(), purpose=other), NOON).purpose == other


@pytest.mark.parametrize("moment", [NOON - timedelta(hours=1, microseconds=1), NOON + timedelta(microseconds=1)])
def test_it_opens_reads_of_its_span_only(looks: ReadLooks, moment: datetime) -> None:
    token = granted(looks, asker())
    looks.granted(asker(), token, NOON - timedelta(hours=1))
    with pytest.raises(LookRefused, match="other reads"):
        looks.granted(asker(), token, moment)


def test_it_is_one_sessions(looks: ReadLooks) -> None:
    with pytest.raises(LookRefused, match="somebody else"):
        looks.granted(asker(2), granted(looks, asker(1)), NOON)


def test_it_ends_after_its_time_and_with_what_a_second_person_vouched_for(looks: ReadLooks, clock: FixedClock) -> None:
    token = granted(looks, asker())
    vouched = granted(looks, asker(until=NOON + timedelta(minutes=5)))
    clock.advance(299)
    looks.granted(asker(), vouched, NOON)
    clock.advance(1)
    with pytest.raises(LookRefused, match="no longer"):
        looks.granted(asker(), vouched, NOON)
    clock.advance(54 * 60 + 59)
    looks.granted(asker(), token, NOON)
    clock.advance(1)
    with pytest.raises(LookRefused, match="no longer"):
        looks.granted(asker(), token, NOON)


def test_any_change_of_a_token_is_noticed(looks: ReadLooks) -> None:
    token = granted(looks, asker())
    for place in range(0, len(token), 5):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(LookRefused, match="damaged"):
            looks.granted(asker(), changed, NOON)
    for bad in ("", "x", token + "=", token[:-1], "é" * 10, token + token, "\0"):
        with pytest.raises(LookRefused, match="damaged"):
            looks.granted(asker(), bad, NOON)


def test_another_installations_token_is_none(looks: ReadLooks, clock: FixedClock) -> None:
    other = ReadLooks(Secrets(b"another key that is long enough 0123456789"), clock, ReadsSettings())
    with pytest.raises(LookRefused):
        looks.granted(asker(), granted(other, asker()), NOON)


def test_a_token_of_footage_opens_no_reads(looks: ReadLooks, secrets: Secrets) -> None:
    from beadle.video.playback.looks import Look, LookSigner

    signer = LookSigner(secrets)
    token = signer.sign(Look(uuid.UUID(int=1), signer.session_mark("1"), 0, 1, 2**60, PURPOSE))
    with pytest.raises(LookRefused):
        looks.granted(asker(), token, NOON)
    look = looks.granted(asker(), granted(looks, asker()), NOON)
    assert looks.sign(replace(look, until_us=look.until_us + 1)) != looks.sign(look)
