"""Step-up, locking, and signing out everywhere."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from tests.factories.accounts import PASSWORD, Browser, add_user, browser, signed_in
from tests.factories.authenticator import Authenticator
from tests.factories.entry import add_passkey, enrol_totp, password_first, prove

from beadle.accounts.models import Account, AccountSession
from beadle.accounts.terms import Role
from beadle.audit.models import AuditLine
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database

COOKIE = "__Host-beadle_session"
NEW = {"name": "sam", "display_name": "Sam", "roles": ["operator"]}


async def info(person: Browser) -> dict[str, Any]:
    found: dict[str, Any] = (await person.ask("GET", "/api/session")).json()
    return found


async def test_a_fresh_proof_is_ten_minutes_old_at_most(app: FastAPI, database: Database, clock: FixedClock) -> None:
    async with signed_in(app, database, clock, Role.ADMINISTRATOR) as admin:
        clock.advance(599)
        assert (await admin.ask("POST", "/api/users", json=NEW)).status_code == 201
        clock.advance(1)
        refused = await admin.ask("POST", "/api/users", json=NEW | {"name": "kim"})
        assert (refused.status_code, refused.json()["type"]) == (403, "step-up-needed")
        assert (await info(admin))["proved_until"] is None
        assert (await admin.ask("GET", "/api/users")).status_code == 200
        proved = await prove(admin)
        assert proved.json()["proved_until"] == "2026-06-01T12:20:00Z"
        assert (await admin.ask("POST", "/api/users", json=NEW | {"name": "kim"})).status_code == 201


async def test_a_proof_changes_the_token_and_keeps_the_page_working(
    operator: Browser, app: FastAPI, clock: FixedClock
) -> None:
    old, csrf = operator.http.cookies[COOKIE], operator.csrf
    clock.advance(700)
    assert (await prove(operator)).status_code == 200
    assert operator.http.cookies[COOKIE] != old
    assert operator.csrf == csrf
    async with browser(app, scheme="https") as slow:
        slow.http.cookies.set(COOKIE, old, domain="beadle.test")
        slow.csrf = csrf
        under_way = await info(slow)
        assert under_way["proved_until"] is None
        refused = await slow.ask("POST", "/api/account/totp/begin", json={})
        assert refused.json()["type"] == "step-up-needed"
        clock.advance(11)
        assert (await slow.ask("GET", "/api/session")).status_code == 401
    assert (await info(operator))["proved_until"] is not None


async def test_a_wrong_proof_does_not_end_the_session(operator: Browser, clock: FixedClock) -> None:
    clock.advance(700)
    refused = await prove(operator, password="not it, not it")
    assert (refused.status_code, refused.json()["type"]) == (403, "wrong-proof")
    assert (await info(operator))["proved_until"] is None


async def test_a_stolen_session_cannot_guess_its_way_to_a_proof(operator: Browser, clock: FixedClock) -> None:
    clock.advance(700)
    statuses = [(await prove(operator, password=f"guess {n}")).status_code for n in range(7)]
    assert statuses == [403] * 5 + [429] * 2
    assert (await prove(operator)).status_code == 429


async def test_the_password_alone_is_no_proof_where_there_is_a_second_factor(
    operator: Browser, clock: FixedClock
) -> None:
    phone, codes = await enrol_totp(operator, clock)
    clock.advance(700)
    ways = (await operator.ask("POST", "/api/session/proof/begin", json={})).json()
    assert (ways["methods"], ways["options"]) == (["password", "totp", "recovery_code"], None)
    assert (await prove(operator)).status_code == 403
    assert (await prove(operator, password=PASSWORD, code="000000")).status_code == 403
    assert (await prove(operator, password="wrong wrong", code=phone.code())).status_code == 403
    assert (await prove(operator, password=PASSWORD, code=phone.code())).status_code == 200
    again = await prove(operator, password=PASSWORD, code=phone.code())
    assert again.json()["type"] == "wrong-proof"
    assert (await prove(operator, password=PASSWORD, recovery_code=codes[0])).status_code == 200


async def test_a_passkey_is_a_proof(operator: Browser, app: FastAPI, database: Database, clock: FixedClock) -> None:
    device = Authenticator()
    await add_passkey(operator, device)
    clock.advance(700)
    ways = (await operator.ask("POST", "/api/session/proof/begin", json={})).json()
    assert ways["methods"] == ["passkey", "password", "recovery_code"]
    body = {"ticket": ways["ticket"], "credential": device.get(ways["options"])}
    assert (await prove(operator, **body)).status_code == 200
    assert (await prove(operator, **body)).json()["type"] == "wrong-proof"
    async with database.session() as session:
        query = select(AuditLine).where(AuditLine.action == "session.prove", AuditLine.outcome == "ok")
        (line,) = (await session.scalars(query)).all()
    assert line.detail == {"method": "passkey"}


async def test_a_proof_belongs_to_its_session_and_its_person(
    operator: Browser, app: FastAPI, database: Database, clock: FixedClock
) -> None:
    device = Authenticator()
    await add_passkey(operator, device)
    await add_user(database, clock, "mallory", Role.OPERATOR)
    async with browser(app, scheme="https") as mallory:
        await mallory.sign_in("mallory")
        theirs = Authenticator()
        await add_passkey(mallory, theirs)
        ways = (await mallory.ask("POST", "/api/session/proof/begin", json={})).json()
        foreign = {"ticket": ways["ticket"], "credential": theirs.get(ways["options"])}
        assert (await prove(operator, **foreign)).status_code == 403
        own = (await operator.ask("POST", "/api/session/proof/begin", json={})).json()
        mixed = theirs.get(own["options"] | {"allowCredentials": []})
        assert (await prove(operator, ticket=own["ticket"], credential=mixed)).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {"password": PASSWORD, "credential": {}},
        {"code": "123456"},
        {"credential": {}},
        {"ticket": "x" * 43},
        {"password": "x" * 1001},
        {"password": PASSWORD, "proved_at": "2030-01-01"},
    ],
)
async def test_what_is_no_proof(operator: Browser, body: dict[str, Any]) -> None:
    assert (await prove(operator, **body)).status_code == 422


async def test_locking_hides_everything_but_the_wall(operator: Browser, clock: FixedClock) -> None:
    locked = await operator.ask("POST", "/api/session/lock", json={})
    assert (locked.json()["locked"], locked.json()["proved_until"]) == (True, None)
    assert (await operator.ask("POST", "/api/session/lock", json={})).status_code == 200
    for method, path in (
        ("GET", "/api/account/security"),
        ("GET", "/api/session/all"),
        ("DELETE", "/api/session/all"),
        ("POST", "/api/session/proof"),
        ("POST", "/api/session/password"),
        ("POST", "/api/account/totp/begin"),
    ):
        answer = await operator.ask(method, path, **({"json": {}} if method == "POST" else {}))
        assert (answer.status_code, answer.json()["type"]) == (403, "session-locked"), path
    assert (await info(operator))["locked"] is True
    assert (await prove(operator, "/api/session/unlock", password="wrong wrong")).status_code == 403
    assert (await info(operator))["locked"] is True
    opened = await prove(operator, "/api/session/unlock")
    assert opened.json()["locked"] is False
    assert (await operator.ask("GET", "/api/account/security")).status_code == 200


async def test_a_locked_screen_is_unlocked_with_a_passkey_too(operator: Browser) -> None:
    device = Authenticator()
    await add_passkey(operator, device)
    await operator.ask("POST", "/api/session/lock", json={})
    ways = (await operator.ask("POST", "/api/session/proof/begin", json={})).json()
    body = {"ticket": ways["ticket"], "credential": device.get(ways["options"])}
    assert (await prove(operator, "/api/session/unlock", **body)).json()["locked"] is False


async def test_the_control_room_locks_by_itself_and_background_requests_do_not_keep_it_open(
    operator: Browser, clock: FixedClock
) -> None:
    background = {"X-Beadle-Background": "1"}
    assert (await info(operator))["lock_after_s"] == 900
    for _ in range(15):
        clock.advance(60)
        answer = await operator.ask("GET", "/api/session", headers=background)
    assert answer.json()["locked"] is True
    for _ in range(3):
        clock.advance(60)
        assert (await info(operator))["locked"] is True
    assert (await prove(operator, "/api/session/unlock")).json()["locked"] is False
    clock.advance(14 * 60)
    assert (await info(operator))["locked"] is False


async def test_a_locked_screen_can_be_signed_out_of_and_ends_with_the_shift(
    operator: Browser, app: FastAPI, database: Database, clock: FixedClock
) -> None:
    await operator.ask("POST", "/api/session/lock", json={})
    clock.advance(12 * 3600)
    assert (await operator.ask("GET", "/api/session")).status_code == 401
    await operator.sign_in("operator")
    await operator.ask("POST", "/api/session/lock", json={})
    assert (await operator.ask("DELETE", "/api/session")).status_code == 204
    assert (await operator.ask("GET", "/api/session")).status_code == 401


async def test_ones_sessions_and_signing_out_everywhere(operator: Browser, app: FastAPI, clock: FixedClock) -> None:
    clock.advance(60)
    async with browser(app, scheme="https", address="198.51.100.1") as phone:
        await phone.sign_in("operator")
        listed = (await phone.ask("GET", "/api/session/all")).json()
        assert [(one["address"], one["current"], one["method"]) for one in listed] == [
            ("198.51.100.1", True, "password"),
            ("192.0.2.7", False, "password"),
        ]
        assert phone.http.cookies[COOKIE] not in str(listed)
        answer = await phone.ask("DELETE", "/api/session/all")
        assert answer.status_code == 204
        assert COOKIE not in phone.http.cookies
        for one in (operator, phone):
            assert (await one.ask("GET", "/api/session")).status_code == 401
        await phone.sign_in("operator")
        assert "signed-out-everywhere" in [one["kind"] for one in (await info(phone))["notices"]]


async def test_an_administrator_signs_somebody_out_and_takes_lost_factors_away(
    operator: Browser, app: FastAPI, database: Database, clock: FixedClock
) -> None:
    await enrol_totp(operator, clock)
    await add_passkey(operator, Authenticator())
    async with database.session() as session:
        own = (await session.scalars(select(Account))).one().id
    async with signed_in(app, database, clock, Role.ADMINISTRATOR) as admin:
        assert (await admin.ask("DELETE", f"/api/users/{own}/sessions")).status_code == 204
        assert (await operator.ask("GET", "/api/session")).status_code == 401
        await password_first(operator)
        assert (await admin.ask("DELETE", f"/api/users/{own}/second-factors")).status_code == 204
        assert (await operator.sign_in("operator")).status_code == 200
        assert (await info(operator))["second_factor"] == "none"
        assert "factors-reset" in [one["kind"] for one in (await info(operator))["notices"]]
        gone = "00000000-0000-0000-0000-000000000000"
        for what in ("sessions", "second-factors"):
            assert (await admin.ask("DELETE", f"/api/users/{gone}/{what}")).status_code == 404
        clock.advance(601)
        assert (await admin.ask("DELETE", f"/api/users/{own}/second-factors")).json()["type"] == "step-up-needed"
    async with database.session() as session:
        rows = (await session.scalars(select(AuditLine).where(AuditLine.action.like("user.%")))).all()
    assert {(row.action, row.object, row.outcome) for row in rows} >= {
        ("user.end_sessions", f"user:{own}", "ok"),
        ("user.reset_second_factors", f"user:{own}", "ok"),
    }


@pytest.mark.parametrize("what", ["sessions", "second-factors"])
async def test_nobody_else_does_that(operator: Browser, database: Database, clock: FixedClock, what: str) -> None:
    other = await add_user(database, clock, "sam", Role.OPERATOR)
    assert (await operator.ask("DELETE", f"/api/users/{other.id}/{what}")).status_code == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/session/proof/begin"),
        ("POST", "/api/session/proof"),
        ("POST", "/api/session/unlock"),
        ("POST", "/api/session/lock"),
        ("POST", "/api/session/proof/oidc"),
        ("DELETE", "/api/session/all"),
        ("DELETE", "/api/users/00000000-0000-0000-0000-000000000000/sessions"),
        ("DELETE", "/api/users/00000000-0000-0000-0000-000000000000/second-factors"),
        ("POST", "/api/account/totp/begin"),
        ("POST", "/api/account/totp"),
        ("DELETE", "/api/account/totp"),
        ("POST", "/api/account/recovery-codes"),
        ("POST", "/api/account/passkeys/begin"),
        ("POST", "/api/account/passkeys"),
        ("PATCH", "/api/account/passkeys/00000000-0000-0000-0000-000000000000"),
        ("DELETE", "/api/account/passkeys/00000000-0000-0000-0000-000000000000"),
        ("POST", "/api/account/oidc/begin"),
        ("DELETE", "/api/account/oidc"),
    ],
)
async def test_nothing_unsafe_without_the_pages_own_proof(operator: Browser, method: str, path: str) -> None:
    before = operator.csrf
    for csrf, origin in (("", None), ("0" * 64, None), (before, "https://evil.example")):
        operator.csrf = csrf
        headers = {"Origin": origin} if origin else {}
        answer = await operator.ask(method, path, headers=headers)
        assert answer.status_code == 403
        assert "type" not in answer.json() or answer.json()["type"] == "about:blank"
    operator.csrf = before
    assert (await info(operator))["locked"] is False


async def test_the_sessions_of_others_are_not_listed(
    operator: Browser, app: FastAPI, database: Database, clock: FixedClock
) -> None:
    await add_user(database, clock, "sam", Role.OPERATOR)
    async with browser(app, scheme="https") as sam:
        await sam.sign_in("sam")
        assert len((await sam.ask("GET", "/api/session/all")).json()) == 1
        await sam.ask("DELETE", "/api/session/all")
    async with database.session() as session:
        assert len((await session.scalars(select(AccountSession))).all()) == 1
