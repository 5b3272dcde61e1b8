"""Signing in and managing users over HTTP."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from tests.factories.accounts import PASSWORD, Browser, add_user, browser, signed_in

from beadle.accounts.deps import Deps
from beadle.accounts.models import Account, AccountSession
from beadle.accounts.sessions import token_hash
from beadle.accounts.terms import Role
from beadle.audit.models import AuditLine
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Settings

NEW = {"name": "sam", "display_name": "Sam Outram", "roles": ["supervisor"]}


async def lines(database: Database) -> list[AuditLine]:
    async with database.session() as session:
        return list((await session.scalars(select(AuditLine).order_by(AuditLine.id))).all())


async def test_signing_in_and_out(app: FastAPI, database: Database, clock: FixedClock) -> None:
    account = await add_user(database, clock, "olivia", Role.OPERATOR)
    async with browser(app) as olivia:
        assert (await olivia.ask("GET", "/api/session")).status_code == 401
        answer = await olivia.sign_in(" Olivia ")
        info = answer.json()
        assert info["user"] == {
            "id": str(account.id), "name": "olivia", "display_name": "Olivia", "roles": ["operator"]
        }  # fmt: skip
        assert "live.watch" in info["permissions"]
        assert "users.manage" not in info["permissions"]
        assert (info["demo"], info["council"]) == (False, "Town Council")
        assert (await olivia.ask("GET", "/api/session")).json() == info
        assert (await olivia.ask("DELETE", "/api/session")).status_code == 204
        assert "beadle_session" not in olivia.http.cookies
        assert (await olivia.ask("GET", "/api/session")).status_code == 401
    assert [(line.action, line.actor, line.outcome) for line in await lines(database)] == [
        ("session.sign_in", "olivia", "ok"),
        ("session.sign_out", "olivia", "ok"),
    ]


@pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
async def test_the_cookie(app: FastAPI, database: Database, clock: FixedClock, scheme: str, secure: bool) -> None:
    await add_user(database, clock, "olivia")
    async with browser(app, scheme=scheme) as olivia:
        cookie = (await olivia.sign_in("olivia")).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie
    assert "domain" not in cookie
    assert ("secure" in cookie) is secure


async def test_the_token_is_stored_as_its_hash_only(app: FastAPI, database: Database, clock: FixedClock) -> None:
    await add_user(database, clock, "olivia")
    async with browser(app) as olivia:
        answer = await olivia.sign_in("olivia")
        token = olivia.http.cookies["beadle_session"]
    assert token not in answer.text
    async with database.session() as session:
        (row,) = (await session.scalars(select(AccountSession))).all()
    assert row.token_hash == token_hash(token)
    assert answer.json()["csrf"] != token


async def test_a_session_that_was_planted_is_not_used(app: FastAPI, database: Database, clock: FixedClock) -> None:
    await add_user(database, clock, "olivia")
    async with browser(app) as olivia:
        olivia.http.cookies.set("beadle_session", "planted", domain="beadle.test")
        answer = await olivia.sign_in("olivia")
        assert "planted" not in answer.headers["set-cookie"]
    async with browser(app) as attacker:
        attacker.http.cookies.set("beadle_session", "planted", domain="beadle.test")
        assert (await attacker.ask("GET", "/api/session")).status_code == 401


async def test_signing_in_again_ends_the_session_before(app: FastAPI, database: Database, clock: FixedClock) -> None:
    await add_user(database, clock, "olivia")
    async with browser(app) as olivia, browser(app) as thief:
        await olivia.sign_in("olivia")
        old = olivia.http.cookies["beadle_session"]
        await olivia.sign_in("olivia")
        assert olivia.http.cookies["beadle_session"] != old
        thief.http.cookies.set("beadle_session", old, domain="beadle.test")
        assert (await thief.ask("GET", "/api/session")).status_code == 401


async def test_a_wrong_sign_in_says_nothing_and_is_written_down(
    app: FastAPI, database: Database, clock: FixedClock
) -> None:
    await add_user(database, clock, "olivia")
    await add_user(database, clock, "gone", disabled=True)
    async with browser(app) as stranger:
        answers = [
            await stranger.sign_in("olivia", "hunter2hunter2"),
            await stranger.sign_in("nobody-here", "hunter2hunter2"),
            await stranger.sign_in("gone", PASSWORD),
            await stranger.sign_in("hunter2hunter2", ""),
        ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1
    assert all("set-cookie" not in answer.headers for answer in answers)
    written = await lines(database)
    assert [(line.actor, line.outcome) for line in written] == [
        ("olivia", "refused"),
        ("nobody", "refused"),
        ("gone", "refused"),
        ("nobody", "refused"),
    ]
    assert "hunter2" not in str([(line.detail, line.object, line.actor) for line in written])


async def test_password_spray_is_slowed_down_and_does_not_fill_the_log(
    app: FastAPI, database: Database, clock: FixedClock
) -> None:
    await add_user(database, clock, "olivia")
    async with browser(app, address="203.0.113.9") as stranger:
        statuses = [(await stranger.sign_in("olivia", f"guess number {n}")).status_code for n in range(12)]
        assert statuses == [401] * 5 + [429] * 7
        answer = await stranger.sign_in("olivia")
        assert answer.status_code == 429
        assert answer.json()["retry_after"] == 30
        clock.advance(30)
        assert (await stranger.sign_in("olivia")).status_code == 200
    assert len(await lines(database)) == 6


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "olivia"},
        {"name": "olivia", "password": PASSWORD, "roles": ["administrator"]},
        {"name": "", "password": PASSWORD},
        {"name": "x" * 201, "password": PASSWORD},
        {"name": "olivia", "password": "x" * 1001},
        {"name": ["olivia"], "password": PASSWORD},
        [],
    ],
)
async def test_what_is_no_sign_in(app: FastAPI, body: Any) -> None:
    async with browser(app) as stranger:
        answer = await stranger.ask("POST", "/api/session", json=body)
        assert answer.status_code == 422
        assert PASSWORD not in answer.text


async def test_odd_names_and_passwords_are_only_wrong(app: FastAPI) -> None:
    async with browser(app) as stranger:
        for name, password in (("a\0b", "x"), ("x", "\0"), ("\u202e", "🎪" * 100), ("' OR 1=1 --", "' OR 1=1 --")):
            assert (await stranger.sign_in(name, password)).status_code == 401
        answer = await stranger.ask(
            "POST",
            "/api/session",
            content=b'{"name": "\\ud800", "password": "\\ud800"}',
            headers={"Content-Type": "application/json"},
        )
        assert answer.status_code in {401, 422}


async def test_a_form_on_another_site_cannot_sign_anybody_in(
    app: FastAPI, database: Database, clock: FixedClock
) -> None:
    await add_user(database, clock, "mallory")
    body = f'{{"name": "mallory", "password": "{PASSWORD}"}}'
    async with browser(app) as victim:
        for headers in (
            {"Content-Type": "text/plain"},
            {"Content-Type": "application/x-www-form-urlencoded"},
            {"Content-Type": "application/json", "Origin": "https://evil.example"},
        ):
            answer = await victim.ask("POST", "/api/session", content=body, headers=headers)
            assert answer.status_code in {403, 422}
            assert "set-cookie" not in answer.headers


async def test_ones_own_password(app: FastAPI, database: Database, clock: FixedClock) -> None:
    async with signed_in(app, database, clock, Role.OPERATOR) as olivia, browser(app) as elsewhere:
        await elsewhere.sign_in("operator")
        wrong = {"current": "not it, not it", "new": "orbit lantern tea"}
        assert (await olivia.ask("POST", "/api/session/password", json=wrong)).status_code == 403
        weak = {"current": PASSWORD, "new": "password12345"}
        assert (await olivia.ask("POST", "/api/session/password", json=weak)).status_code == 422
        good = {"current": PASSWORD, "new": "orbit lantern tea"}
        assert (await olivia.http.post("/api/session/password", json=good)).status_code == 403
        assert (await olivia.ask("POST", "/api/session/password", json=good)).status_code == 204
        for one in (olivia, elsewhere):
            assert (await one.ask("GET", "/api/session")).status_code == 401
        assert (await olivia.sign_in("operator")).status_code == 401
        assert (await olivia.sign_in("operator", "orbit lantern tea")).status_code == 200
    assert "orbit" not in str([line.detail for line in await lines(database)])


async def test_a_stolen_session_cannot_guess_the_password(app: FastAPI, database: Database, clock: FixedClock) -> None:
    async with signed_in(app, database, clock, Role.OPERATOR) as thief:
        statuses = []
        for n in range(8):
            body = {"current": f"guess number {n}", "new": "orbit lantern tea"}
            statuses.append((await thief.ask("POST", "/api/session/password", json=body)).status_code)
    assert statuses == [403] * 5 + [429] * 3


@pytest.fixture
async def admin(app: FastAPI, database: Database, clock: FixedClock) -> Any:
    async with signed_in(app, database, clock, Role.ADMINISTRATOR) as made:
        yield made


async def test_a_user_from_adding_to_disabling(
    app: FastAPI, admin: Browser, database: Database, clock: FixedClock
) -> None:
    made = await admin.ask("POST", "/api/users", json=NEW)
    assert made.status_code == 201
    user = made.json()
    first = user.pop("first_password")["password"]
    shown = {"id", "name", "display_name", "roles", "grants", "disabled", "password", "password_until", "created_at"}
    assert set(user) == shown
    assert user["grants"] == [{"role": "supervisor", "group_id": None, "purpose_ids": None}]
    assert [one["name"] for one in (await admin.ask("GET", "/api/users")).json()] == ["administrator", "sam"]
    async with browser(app) as sam:
        assert (await sam.sign_in("sam", first)).status_code == 200
        path = f"/api/users/{user['id']}"
        changed = await admin.ask("PATCH", path, json={"roles": ["auditor"]})
        assert changed.json()["roles"] == ["auditor"]
        assert (await sam.ask("GET", "/api/session")).status_code == 401
        await sam.sign_in("sam", first)
        assert (await admin.ask("PATCH", path, json={"disabled": True})).json()["disabled"] is True
        assert (await sam.ask("GET", "/api/session")).status_code == 401
        assert (await sam.sign_in("sam", first)).status_code == 401
    changes = [line for line in await lines(database) if line.action == "user.change"]
    assert changes[0].detail["roles"] == [["supervisor"], ["auditor"]]
    assert changes[0].detail["grants"][1] == [{"role": "auditor", "group_id": None, "purpose_ids": None}]
    assert changes[0].object == f"user:{user['id']}"
    assert "argon2" not in str([line.detail for line in await lines(database)])


@pytest.mark.parametrize(
    "more",
    [
        {"id": str(uuid.uuid4())},
        {"disabled": False},
        {"password_hash": "x"},
        {"roles": []},
        {"roles": ["god"]},
        {"roles": "administrator"},
        {"name": "a b"},
        {"name": "ol\u0456via"},
        {"display_name": "a\0b"},
        {"display_name": "\u202eevil"},
        {"display_name": ""},
        {"password": "orbit lantern tea"},
        {"password_until": None},
    ],
)
async def test_what_may_not_be_said_of_a_user(admin: Browser, more: dict[str, Any]) -> None:
    answer = await admin.ask("POST", "/api/users", json=NEW | more)
    assert answer.status_code == 422, answer.text
    assert len((await admin.ask("GET", "/api/users")).json()) == 1


async def test_what_may_not_be_changed(admin: Browser, database: Database) -> None:
    async with database.session() as session:
        (account,) = (await session.scalars(select(Account))).all()
    path = f"/api/users/{account.id}"
    for body in ({"name": "other"}, {"id": str(uuid.uuid4())}, {"password_hash": "x"}, {"created_at": "2026-01-01"}):
        assert (await admin.ask("PATCH", path, json=body)).status_code == 422
    assert (await admin.ask("PATCH", path, json={"disabled": True})).status_code == 409
    assert (await admin.ask("PATCH", path, json={"roles": ["operator"]})).status_code == 409
    assert (await admin.ask("PATCH", f"/api/users/{uuid.uuid4()}", json={"disabled": True})).status_code == 404
    assert (await admin.ask("PATCH", "/api/users/1", json={"disabled": True})).status_code == 422
    assert (await admin.ask("POST", "/api/users", json=NEW | {"name": "ADMINISTRATOR"})).status_code == 409


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
async def test_nobody_else_manages_users(app: FastAPI, database: Database, clock: FixedClock, role: Role) -> None:
    async with signed_in(app, database, clock, role) as somebody:
        async with database.session() as session:
            (account,) = (await session.scalars(select(Account))).all()
        assert (await somebody.ask("GET", "/api/users")).status_code == 403
        assert (await somebody.ask("POST", "/api/users", json=NEW)).status_code == 403
        own = await somebody.ask("PATCH", f"/api/users/{account.id}", json={"roles": ["administrator"]})
        assert own.status_code == 403
    refused = [line.action for line in await lines(database) if line.outcome == "refused"]
    assert refused == ["user.list", "user.create", "user.change"]


async def test_the_council_and_the_demonstration_are_named(
    app: FastAPI, deps: Deps, database: Database, clock: FixedClock
) -> None:
    object.__setattr__(deps, "settings", Settings({"council": {"name": "Chesterfield", "demo": True}}))
    async with signed_in(app, database, clock, Role.OPERATOR) as olivia:
        info = (await olivia.ask("GET", "/api/session")).json()
    assert (info["council"], info["demo"]) == ("Chesterfield", True)
