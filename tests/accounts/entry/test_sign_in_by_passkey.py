"""Passkeys as a way in: alone, as second factor, and asked for by the wrong page."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from tests.factories.accounts import Browser, add_user, browser
from tests.factories.authenticator import Authenticator
from tests.factories.entry import add_passkey, answer_second, password_first, with_passkey

from beadle.accounts.models import Account
from beadle.accounts.terms import Role
from beadle.audit.models import AuditLine
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database


async def last_line(database: Database) -> AuditLine:
    async with database.session() as session:
        query = select(AuditLine).where(AuditLine.action == "session.sign_in").order_by(AuditLine.id.desc()).limit(1)
        return (await session.scalars(query)).one()


async def test_a_passkey_signs_in_without_a_name(
    operator: Browser, stranger: Browser, database: Database, clock: FixedClock
) -> None:
    device = Authenticator()
    made = await add_passkey(operator, device, "Yellow key")
    assert len(made["recovery_codes"]) == 10
    clock.advance(60)
    answer = await with_passkey(stranger, device)
    assert answer.status_code == 200, answer.text
    info = answer.json()
    assert (info["user"]["name"], info["method"], info["second_factor"]) == ("operator", "passkey", "passkey")
    (key,) = (await stranger.ask("GET", "/api/account/security")).json()["passkeys"]
    assert key["name"] == "Yellow key"
    assert key["last_used_at"].startswith("2026-06-01T12:01:00")
    assert (await last_line(database)).detail == {"method": "passkey"}


async def test_a_passkey_as_second_factor(operator: Browser, stranger: Browser, app: FastAPI) -> None:
    device, other = Authenticator(), Authenticator()
    await add_passkey(operator, device)
    asked = await password_first(stranger)
    assert asked["methods"] == ["passkey", "recovery_code"]
    answer = await answer_second(stranger, asked["ticket"], credential=device.get(asked["options"]))
    assert answer.json()["method"] == "password+passkey"
    again = await answer_second(stranger, asked["ticket"], credential=device.get(asked["options"]))
    assert again.json()["type"] == "ticket-gone"
    other.create({"rp": {"id": "beadle.test"}, "user": {"id": "AA"}, "challenge": "AA"})
    asked = await password_first(stranger)
    foreign = other.get(asked["options"] | {"allowCredentials": []})
    assert (await answer_second(stranger, asked["ticket"], credential=foreign)).status_code == 401
    right = device.get(asked["options"])
    assert (await answer_second(stranger, asked["ticket"], credential=right)).json()["type"] == "ticket-gone"


async def test_somebody_elses_passkey_is_no_second_factor(
    app: FastAPI, operator: Browser, stranger: Browser, database: Database, clock: FixedClock
) -> None:
    await add_user(database, clock, "mallory", Role.OPERATOR)
    device = Authenticator()
    await add_passkey(operator, Authenticator())
    async with browser(app, scheme="https") as mallory:
        await mallory.sign_in("mallory")
        await add_passkey(mallory, device)
    asked = await password_first(stranger)
    credential = device.get(asked["options"] | {"allowCredentials": []})
    assert (await answer_second(stranger, asked["ticket"], credential=credential)).status_code == 401
    assert not stranger.http.cookies


@pytest.mark.parametrize(
    ("lie", "device"),
    [
        ({}, {"origin": "https://evil.example"}),
        ({"rp_id": "evil.example"}, {}),
        ({"challenge": "AAAA"}, {}),
        ({}, {"verifies": False}),
        ({}, {"cross_origin": True}),
    ],
    ids=["wrong origin", "wrong RP", "wrong challenge", "no PIN", "frame"],
)
async def test_a_passkey_that_was_asked_elsewhere(
    operator: Browser, stranger: Browser, database: Database, lie: dict[str, str], device: dict[str, Any]
) -> None:
    good = Authenticator()
    await add_passkey(operator, good)
    bad = Authenticator(**device, kept=good.kept)
    answer = await with_passkey(stranger, bad, **lie)
    assert (answer.status_code, answer.json()["type"]) == (401, "wrong-second-factor")
    assert not stranger.http.cookies
    assert (await last_line(database)).outcome == "refused"


async def test_of_two_who_send_one_answer_together_one_comes_in(app: FastAPI, operator: Browser) -> None:
    device = Authenticator(counts=False)
    await add_passkey(operator, device)
    async with browser(app, scheme="https") as one, browser(app, scheme="https") as two:
        begun = (await one.ask("POST", "/api/session/passkey/begin", json={})).json()
        body = {"ticket": begun["ticket"], "credential": device.get(begun["options"])}
        both = await asyncio.gather(*(who.ask("POST", "/api/session/passkey", json=body) for who in (one, two)))
    assert sorted(answer.status_code for answer in both) == [200, 401]


async def test_a_disabled_users_passkey_opens_nothing(operator: Browser, stranger: Browser, database: Database) -> None:
    device = Authenticator()
    await add_passkey(operator, device)
    async with database.work() as session:
        await session.execute(update(Account).values(disabled=True))
    answer = await with_passkey(stranger, device)
    assert answer.status_code == 401
    assert not stranger.http.cookies
