"""Proofs within a session."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from tests.factories.accounts import Browser, browser
from tests.factories.authenticator import Authenticator
from tests.factories.entry import add_passkey, enrol_totp, prove, with_passkey

from beadle.accounts.entry import proof
from beadle.accounts.entry.errors import TicketGone, WrongFactor, WrongProof
from beadle.accounts.errors import TooManyAttempts
from beadle.accounts.models import AccountSession, SignInTally
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database


@pytest.mark.parametrize("kind", [WrongFactor, TicketGone])
def test_within_a_session_wrong_is_403(kind: type[WrongFactor]) -> None:
    with pytest.raises(WrongProof, match="It is wrong") as caught, proof.within_session():
        raise kind("It is wrong.", advice="Again.")
    assert (caught.value.status, caught.value.advice) == (403, "Again.")


def test_other_errors_stay_what_they_are() -> None:
    with pytest.raises(TooManyAttempts), proof.within_session():
        raise TooManyAttempts("Slowly.")


async def test_a_proof_takes_back_the_counts(operator: Browser, database: Database, clock: FixedClock) -> None:
    phone, _ = await enrol_totp(operator, clock)
    for _ in range(9):
        clock.advance(60)
        answer = await prove(operator, password="tea kettle orbit lamp", code=phone.code())
        assert answer.status_code == 200, answer.text
    async with database.session() as session:
        rows = (await session.scalars(select(SignInTally))).all()
    assert sum(row.failures for row in rows) == 0


async def test_the_row_of_the_session_stays(operator: Browser, database: Database, clock: FixedClock) -> None:
    async with database.session() as session:
        before = (await session.scalars(select(AccountSession))).one()
    clock.advance(700)
    await operator.ask("POST", "/api/session/lock", json={})
    await prove(operator, "/api/session/unlock")
    async with database.session() as session:
        after = (await session.scalars(select(AccountSession))).one()
    assert (after.id, after.previous_hash) == (before.id, before.token_hash)
    assert (after.proved_at, after.seen_at, after.locked_at) == (clock.now(), clock.now(), None)
    assert after.created_at == before.created_at


async def test_a_challenge_is_given_where_there_is_a_passkey(operator: Browser) -> None:
    device = Authenticator()
    assert (await operator.ask("POST", "/api/session/proof/begin", json={})).json()["options"] is None
    await add_passkey(operator, device)
    options = (await operator.ask("POST", "/api/session/proof/begin", json={})).json()["options"]
    assert [one["transports"] for one in options["allowCredentials"]] == [["hybrid", "internal"]]


async def test_a_challenge_of_another_session_of_ones_own_is_no_proof_here(operator: Browser, app: FastAPI) -> None:
    device = Authenticator()
    await add_passkey(operator, device)
    async with browser(app, scheme="https") as other:
        assert (await with_passkey(other, device)).status_code == 200
        begun = (await other.ask("POST", "/api/session/proof/begin", json={})).json()
        body = {"ticket": begun["ticket"], "credential": device.get(begun["options"])}
        refused = await prove(operator, **body)
        assert (refused.status_code, refused.json()["type"]) == (403, "wrong-proof")
        assert "another session" in refused.json()["detail"]
