"""The last step of every way in."""

from __future__ import annotations

from datetime import datetime

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from tests.factories.accounts import Browser, add_user, browser

from beadle.accounts.models import Account, AccountSession
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database


@pytest.mark.parametrize(("scheme", "name"), [("http", "beadle_session"), ("https", "__Host-beadle_session")])
async def test_the_cookie_by_scheme(
    app: FastAPI, database: Database, clock: FixedClock, scheme: str, name: str
) -> None:
    await add_user(database, clock, "olivia")
    async with browser(app, scheme=scheme) as olivia:
        set_cookie = (await olivia.sign_in("olivia")).headers["set-cookie"]
        assert set_cookie.startswith(f"{name}=")
        words = {word.strip().lower() for word in set_cookie.split(";")[1:]}
        assert words == {"httponly", "path=/", "samesite=strict"} | ({"secure"} if scheme == "https" else set())
        gone = await olivia.ask("DELETE", "/api/session")
        assert gone.headers["set-cookie"].startswith(f'{name}=""')
        assert name not in olivia.http.cookies


async def test_how_and_from_where_is_kept_and_the_one_before_is_shown(
    operator: Browser, app: FastAPI, database: Database, clock: FixedClock
) -> None:
    assert (await operator.ask("GET", "/api/session")).json()["last_sign_in"] is None
    clock.advance(3600)
    async with browser(app, scheme="https", address="198.51.100.1") as phone:
        info = (await phone.sign_in("operator")).json()
    assert info["last_sign_in"] == {"at": "2026-06-01T12:00:00Z", "address": "192.0.2.7", "method": "password"}
    async with database.session() as session:
        (account,) = (await session.scalars(select(Account))).all()
        rows = (await session.scalars(select(AccountSession).order_by(AccountSession.created_at))).all()
    assert (account.signed_in_at, account.signed_in_address) == (clock.now(), "198.51.100.1")
    assert [row.method for row in rows] == ["password", "password"]


async def test_who_was_disabled_meanwhile_gets_no_session(
    app: FastAPI, database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_user(database, clock, "olivia")
    from beadle.accounts import sign_in

    check = sign_in.check

    async def slow(found: Account | None, password: str, now: datetime) -> Account:
        account = await check(found, password, now)
        async with database.work() as session:
            await session.execute(update(Account).values(disabled=True))
        return account

    monkeypatch.setattr(sign_in, "check", slow)
    async with browser(app, scheme="https") as olivia:
        answer = await olivia.sign_in("olivia")
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
