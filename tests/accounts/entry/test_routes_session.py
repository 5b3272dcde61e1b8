"""Signing in: password and second factor, passkey alone, and the lists of what must not work."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from tests.factories.accounts import PASSWORD, Browser, browser
from tests.factories.authenticator import Authenticator
from tests.factories.entry import add_passkey, answer_second, enrol_totp, password_first, with_passkey

from beadle.accounts.deps import Deps
from beadle.accounts.entry.models import NoticeRow, TicketRow
from beadle.accounts.models import Account
from beadle.audit.models import AuditLine
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Settings


async def lines(database: Database, action: str = "session.sign_in") -> list[AuditLine]:
    async with database.session() as session:
        query = select(AuditLine).where(AuditLine.action == action).order_by(AuditLine.id)
        return list((await session.scalars(query)).all())


async def kinds(person: Browser) -> list[str]:
    info = (await person.ask("GET", "/api/session")).json()
    return [notice["kind"] for notice in info["notices"]]


async def test_ways_to_sign_in(stranger: Browser, app: FastAPI, deps: Deps) -> None:
    assert (await stranger.ask("GET", "/api/session/methods")).json() == {
        "password": True,
        "passkey": True,
        "oidc": None,
    }
    told = {"accounts": {"oidc": {"issuer": "https://login.example", "name": "Council login"}}}
    object.__setattr__(deps, "settings", Settings(told))
    assert (await stranger.ask("GET", "/api/session/methods")).json() == {
        "password": True,
        "passkey": False,
        "oidc": {"name": "Council login"},
    }
    assert (await stranger.ask("POST", "/api/session/passkey/begin", json={})).status_code == 422


async def test_the_cookie_on_https(operator: Browser, app: FastAPI) -> None:
    assert list(operator.http.cookies) == ["__Host-beadle_session"]
    async with browser(app, scheme="https") as other:
        token = operator.http.cookies["__Host-beadle_session"]
        other.http.cookies.set("beadle_session", token, domain="beadle.test")
        assert (await other.ask("GET", "/api/session")).status_code == 401


async def test_a_password_and_a_code(
    operator: Browser, stranger: Browser, database: Database, clock: FixedClock
) -> None:
    phone, codes = await enrol_totp(operator, clock)
    assert len(codes) == 10
    clock.advance(30)
    asked = await password_first(stranger)
    assert asked["methods"] == ["totp", "recovery_code"]
    assert asked["options"] is None
    assert not stranger.http.cookies
    answer = await answer_second(stranger, asked["ticket"], code=phone.code())
    assert answer.status_code == 200, answer.text
    assert answer.json()["method"] == "password+totp"
    assert answer.json()["second_factor"] == "totp"
    assert (await stranger.ask("GET", "/api/session")).status_code == 200
    written = [(line.outcome, line.detail.get("method"), line.detail.get("then")) for line in await lines(database)]
    assert written[-2:] == [("failed", "password", "second factor asked for"), ("ok", "password+totp", None)]
    assert asked["ticket"] not in str([line.detail for line in await lines(database)])


async def test_a_code_is_taken_once_and_so_is_every_older_one(
    app: FastAPI, operator: Browser, stranger: Browser, clock: FixedClock
) -> None:
    phone, _ = await enrol_totp(operator, clock)
    clock.advance(60)
    code, older = phone.code(), phone.code(-1)
    assert (await answer_second(stranger, (await password_first(stranger))["ticket"], code=code)).status_code == 200
    async with browser(app, scheme="https") as thief:
        ticket = (await password_first(thief))["ticket"]
        for used in (code, older):
            refused = await answer_second(thief, ticket, code=used)
            assert (refused.status_code, refused.json()["type"]) == (401, "wrong-second-factor")
        assert not thief.http.cookies


async def test_of_two_who_send_one_code_together_one_comes_in(
    app: FastAPI, operator: Browser, clock: FixedClock
) -> None:
    phone, codes = await enrol_totp(operator, clock)
    clock.advance(30)
    async with browser(app, scheme="https") as one, browser(app, scheme="https") as two:
        for answer in ({"code": phone.code()}, {"recovery_code": codes[0]}):
            tickets = [(await password_first(person))["ticket"] for person in (one, two)]
            answers = await asyncio.gather(
                *(answer_second(person, ticket, **answer) for person, ticket in zip((one, two), tickets, strict=True))
            )
            assert sorted(one.status_code for one in answers) == [200, 401]


async def test_a_recovery_code_works_once_and_is_told(operator: Browser, stranger: Browser, clock: FixedClock) -> None:
    _, codes = await enrol_totp(operator, clock)
    ticket = (await password_first(stranger))["ticket"]
    answer = await answer_second(stranger, ticket, recovery_code=codes[3].upper())
    assert answer.json()["method"] == "password+recovery"
    assert (await stranger.ask("GET", "/api/account/security")).json()["recovery_codes_left"] == 9
    assert "recovery-code-used" in await kinds(stranger)
    ticket = (await password_first(stranger))["ticket"]
    assert (await answer_second(stranger, ticket, recovery_code=codes[3])).status_code == 401
    assert (await answer_second(stranger, ticket, recovery_code="")).status_code == 422


async def test_guessing_codes_is_slow_whatever_the_ticket(
    app: FastAPI, operator: Browser, stranger: Browser, clock: FixedClock
) -> None:
    phone, _ = await enrol_totp(operator, clock)
    clock.advance(3600)
    statuses = []
    for _ in range(3):
        ticket = (await password_first(stranger))["ticket"]
        statuses += [(await answer_second(stranger, ticket, code="000000")).status_code for _ in range(3)]
    assert statuses == [401] * 5 + [429] * 4
    ticket = (await password_first(stranger))["ticket"]
    assert (await answer_second(stranger, ticket, code=phone.code())).status_code == 429
    async with browser(app, scheme="https", address="198.51.100.1") as elsewhere:
        ticket = (await password_first(elsewhere))["ticket"]
        assert (await answer_second(elsewhere, ticket, code=phone.code())).status_code == 429
    clock.advance(30)
    ticket = (await password_first(stranger))["ticket"]
    assert (await answer_second(stranger, ticket, code=phone.code())).status_code == 200


async def test_a_ticket_bears_five_wrong_codes_and_five_minutes(
    operator: Browser, stranger: Browser, database: Database, clock: FixedClock
) -> None:
    phone, _ = await enrol_totp(operator, clock)
    clock.advance(60)
    ticket = (await password_first(stranger))["ticket"]
    for _ in range(5):
        clock.advance(31 if _ else 0)
        assert (await answer_second(stranger, ticket, code="000000")).json()["type"] == "wrong-second-factor"
    clock.advance(60)
    assert (await answer_second(stranger, ticket, code=phone.code())).json()["type"] == "ticket-gone"
    clock.advance(16 * 60)
    ticket = (await password_first(stranger))["ticket"]
    clock.advance(300)
    assert (await answer_second(stranger, ticket, code=phone.code())).json()["type"] == "ticket-gone"
    ticket = (await password_first(stranger))["ticket"]
    clock.advance(299)
    assert (await answer_second(stranger, ticket, code=phone.code())).status_code == 200
    async with database.session() as session:
        assert (await session.scalars(select(TicketRow))).all() == []


@pytest.mark.parametrize("change", ["password", "disabled"])
async def test_a_ticket_does_not_outlive_the_password(
    operator: Browser, stranger: Browser, database: Database, clock: FixedClock, change: str
) -> None:
    phone, _ = await enrol_totp(operator, clock)
    clock.advance(30)
    ticket = (await password_first(stranger))["ticket"]
    values: dict[str, Any] = {"password_hash": "other"} if change == "password" else {"disabled": True}
    async with database.work() as session:
        await session.execute(update(Account).values(**values))
    answer = await answer_second(stranger, ticket, code=phone.code())
    assert (answer.status_code, answer.json()["type"]) == (401, "ticket-gone")


async def test_tickets_of_other_acts_and_made_up_ones(operator: Browser, stranger: Browser, clock: FixedClock) -> None:
    device = Authenticator()
    await add_passkey(operator, device)
    phone, _ = await enrol_totp(operator, clock)
    clock.advance(30)
    proof = (await operator.ask("POST", "/api/session/proof/begin", json={})).json()
    begun = (await stranger.ask("POST", "/api/session/passkey/begin", json={})).json()
    for ticket in (proof["ticket"], begun["ticket"], "x" * 43, "' OR 1=1 --; DROP TABLE"):
        assert (await answer_second(stranger, ticket, code=phone.code())).json()["type"] == "ticket-gone"
    asked = await password_first(stranger)
    for ticket, options in ((proof["ticket"], proof["options"]), (asked["ticket"], asked["options"])):
        body = {"ticket": ticket, "credential": device.get(options)}
        answer = await stranger.ask("POST", "/api/session/passkey", json=body)
        assert (answer.status_code, answer.json()["type"]) == (401, "ticket-gone")
    assert not stranger.http.cookies


@pytest.mark.parametrize("more", [{}, {"code": "1", "recovery_code": "x"}, {"code": "1", "roles": []}, {"code": ""}])
async def test_exactly_one_answer(stranger: Browser, more: dict[str, Any]) -> None:
    assert (await answer_second(stranger, "x" * 43, **more)).status_code == 422


async def test_an_answer_that_was_seen_is_not_taken_again(operator: Browser, stranger: Browser, app: FastAPI) -> None:
    device = Authenticator(counts=False)
    await add_passkey(operator, device)
    begun = (await stranger.ask("POST", "/api/session/passkey/begin", json={})).json()
    body = {"ticket": begun["ticket"], "credential": device.get(begun["options"])}
    assert (await stranger.ask("POST", "/api/session/passkey", json=body)).status_code == 200
    async with browser(app, scheme="https") as thief:
        replay = await thief.ask("POST", "/api/session/passkey", json=body)
        assert (replay.status_code, replay.json()["type"]) == (401, "ticket-gone")
        fresh = (await thief.ask("POST", "/api/session/passkey/begin", json={})).json()
        stale = await thief.ask("POST", "/api/session/passkey", json=body | {"ticket": fresh["ticket"]})
        assert stale.status_code == 401
        assert not thief.http.cookies


async def test_a_signed_in_browser_gets_another_token(operator: Browser, app: FastAPI) -> None:
    device = Authenticator()
    await add_passkey(operator, device)
    name = "__Host-beadle_session"
    old = operator.http.cookies[name]
    assert (await with_passkey(operator, device)).status_code == 200
    assert operator.http.cookies[name] != old
    async with browser(app, scheme="https") as thief:
        thief.http.cookies.set(name, old, domain="beadle.test")
        assert (await thief.ask("GET", "/api/session")).status_code == 401


async def test_a_planted_session_is_not_used_by_any_way_in(app: FastAPI, operator: Browser, clock: FixedClock) -> None:
    device = Authenticator()
    await add_passkey(operator, device)
    phone, _ = await enrol_totp(operator, clock)
    clock.advance(30)
    async with browser(app, scheme="https") as victim:
        for way in ("passkey", "code"):
            victim.http.cookies.clear()
            victim.http.cookies.set("__Host-beadle_session", "planted", domain="beadle.test")
            if way == "passkey":
                answer = await with_passkey(victim, device)
            else:
                asked = await password_first(victim)
                answer = await answer_second(victim, asked["ticket"], code=phone.code())
            assert answer.status_code == 200
            assert "planted" not in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "path",
    ["/api/session/second-factor", "/api/session/passkey/begin", "/api/session/passkey", "/api/session"],
)
async def test_another_site_cannot_sign_anybody_in(stranger: Browser, path: str) -> None:
    answer = await stranger.ask("POST", path, json={}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


async def test_strangers_cannot_fill_the_table_of_tickets(
    stranger: Browser, app: FastAPI, database: Database, clock: FixedClock
) -> None:
    statuses = [(await stranger.ask("POST", "/api/session/passkey/begin", json={})).status_code for _ in range(103)]
    assert statuses == [200] * 100 + [429] * 3
    async with browser(app, scheme="https", address="198.51.100.1") as other:
        assert (await other.ask("POST", "/api/session/passkey/begin", json={})).status_code == 200
    clock.advance(300)
    assert (await stranger.ask("POST", "/api/session/passkey/begin", json={})).status_code == 200
    async with database.session() as session:
        assert len((await session.scalars(select(TicketRow))).all()) == 1


async def test_the_person_is_told_of_what_they_did_not_do(
    app: FastAPI, operator: Browser, database: Database, clock: FixedClock
) -> None:
    phone, _ = await enrol_totp(operator, clock)
    clock.advance(60)
    async with browser(app, scheme="https", address="203.0.113.9") as thief:
        await password_first(thief)
    clock.advance(60)
    async with browser(app, scheme="https") as home:
        asked = await password_first(home)
        info = (await answer_second(home, asked["ticket"], code=phone.code())).json()
    assert [(one["kind"], one["address"]) for one in info["notices"]] == [
        ("unfinished-sign-in", "203.0.113.9"),
        ("totp-added", "192.0.2.7"),
    ]
    assert info["last_sign_in"] == {"at": "2026-06-01T12:00:00Z", "address": "192.0.2.7", "method": "password"}


async def test_a_new_address_is_told(app: FastAPI, operator: Browser) -> None:
    assert await kinds(operator) == []
    async with browser(app, scheme="https", address="203.0.113.9") as elsewhere:
        await elsewhere.sign_in("operator")
        assert await kinds(elsewhere) == ["new-address"]
        await elsewhere.sign_in("operator")
        assert await kinds(elsewhere) == ["new-address"]


async def test_a_changed_password_is_told(operator: Browser, database: Database) -> None:
    body = {"current": PASSWORD, "new": "orbit lantern tea"}
    assert (await operator.ask("POST", "/api/session/password", json=body)).status_code == 204
    await operator.sign_in("operator", "orbit lantern tea")
    assert await kinds(operator) == ["password-changed"]
    security = (await operator.ask("GET", "/api/account/security")).json()
    assert security["password_changed_at"].startswith("2026-06-01T12:00:00")
    async with database.session() as session:
        assert len((await session.scalars(select(NoticeRow))).all()) == 1


async def test_secrets_are_in_no_answer_line_or_log(
    operator: Browser, stranger: Browser, database: Database, clock: FixedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    phone, codes = await enrol_totp(operator, clock)
    clock.advance(30)
    said = []
    for answer in ({"code": "000000"}, {"recovery_code": "wrong-wrong-wrong"}, {"code": phone.code()}):
        asked = await password_first(stranger)
        said.append((await answer_second(stranger, asked["ticket"], **answer)).text)
    said.append((await stranger.ask("GET", "/api/account/security")).text)
    said.append(capsys.readouterr().out)
    async with database.session() as session:
        rows = (await session.scalars(select(AuditLine))).all()
        said += [f"{row.detail} {row.object} {row.actor}" for row in rows]
        said += [str(row.data) for row in (await session.scalars(select(TicketRow))).all()]
    text = "\n".join(said)
    for secret in (phone.secret, phone.code(), *codes, "wrong-wrong", PASSWORD, "000000"):
        assert secret not in text
