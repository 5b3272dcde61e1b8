"""Nothing opens without signing in, without the page's own proof, to another method or to a field that is not asked
for. Every list here comes from the router, so that a new route is in it without anybody thinking of it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from fastapi import FastAPI
from sqlalchemy import func, select
from tests.factories.accounts import Browser, add_user, browser, socket
from tests.security.described import UNSAFE, Door, described_path, doors, filled, json_schema, rows, sample

from beadle.accounts.terms import Role
from beadle.audit.models import AuditLine
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database

OPEN = {
    "GET /api/alive",
    "POST /api/session",
    "GET /api/session/methods",
    "POST /api/session/second-factor",
    "POST /api/session/passkey/begin",
    "POST /api/session/passkey",
    "GET /api/session/oidc",
    "GET /api/session/oidc/callback",
    "POST /api/anpr/push/{address:path}",
    "PUT /api/anpr/push/{address:path}",
}
"""Routes that answer whoever asks. A longer list needs a reason in review."""


def signed_doors(app: FastAPI, *methods: str) -> list[Door]:
    """The doors that need somebody signed in."""
    return [door for door in doors(app, *methods) if door.row.permission is not None]


async def lines(database: Database) -> int:
    async with database.session() as session:
        return (await session.scalar(select(func.count()).select_from(AuditLine))) or 0


async def knock(who: Browser, door: Door, **more: Any) -> Any:
    body = {} if door.body is None else {"json": door.body}
    return await who.ask(door.method, door.path, params=door.query, **body | more)


async def test_every_door_is_shut_for_strangers(app: FastAPI, stranger: Browser, database: Database) -> None:
    knocked = 0
    for door in signed_doors(app):
        answer = await knock(stranger, door)
        assert answer.status_code == 401, door.name
        assert answer.headers["content-type"] == "application/problem+json", door.name
        knocked += 1
    assert knocked > 35
    assert await lines(database) == 0, "a stranger can fill the log"


async def test_only_these_doors_are_open(app: FastAPI) -> None:
    opened = {door.name for door in doors(app) if door.row.permission is None}
    assert opened == OPEN


async def test_a_stranger_gets_no_socket(app: FastAPI) -> None:
    found = rows(app, "WS")
    assert len(found) >= 2
    for row in found:
        for cookie in ("", "planted", "é" * 4000):
            async with socket(app, filled(row.path), cookie=cookie) as end:
                message = await end.next()
                assert message["type"] in {"websocket.close", "websocket.http.response.start"}, row.path
                assert message.get("status", 403) == 403


async def test_no_change_without_the_pages_proof(app: FastAPI, admin: Browser) -> None:
    unsafe = signed_doors(app, *UNSAFE)
    assert len(unsafe) > 15
    for door in unsafe:
        for proof in ({}, {"X-Beadle-CSRF": "0" * 64}, {"X-Beadle-CSRF": ""}):
            answer = await admin.http.request(door.method, door.path, json=door.body, headers=proof)
            assert answer.status_code == 403, door.name
            assert "X-Beadle-CSRF" in answer.json()["detail"], door.name


async def test_no_change_from_another_site(app: FastAPI, admin: Browser) -> None:
    for door in doors(app, *UNSAFE):
        for origin in ("https://evil.example", "null", "http://beadle.test.evil.example"):
            answer = await knock(admin, door, headers={"Origin": origin})
            assert answer.status_code == 403, (door.name, origin)
            assert not [name for name in answer.headers if name.startswith("access-control-")], door.name
            assert "another site" in answer.json()["detail"], door.name


async def test_a_form_cannot_carry_a_change(app: FastAPI, admin: Browser) -> None:
    """Types that a browser sends to another site without asking first are no JSON, proof or not."""
    for door in doors(app, *UNSAFE):
        if door.body is None:
            continue
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            headers = {"Content-Type": kind, "X-Beadle-CSRF": admin.csrf}
            answer = await admin.http.request(door.method, door.path, content=b'{"a": 1}', headers=headers)
            assert answer.status_code == 422, (door.name, kind)


async def test_reading_changes_nothing(app: FastAPI, admin: Browser, database: Database) -> None:
    """A picture's address in somebody's page is a GET with the cookie: all that a GET may leave is its audit line."""
    before = await counted(database)
    for door in signed_doors(app, "GET"):
        await knock(admin, door)
    changed = {name for name, rows in (await counted(database)).items() if rows != before[name]}
    assert changed <= {"account_session"} | {name for name in changed if name.startswith("audit_")}


async def counted(database: Database) -> dict[str, int]:
    """How many rows each table has, with a sum that a changed row changes."""
    async with database.session() as session:
        connection = await session.connection()
        names = (
            await connection.exec_driver_sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ).scalars()
        found = {}
        for name in names.all():
            query = f"SELECT count(*) + coalesce(sum(hashtext(t::text)::bigint), 0) FROM {name} AS t"
            found[name] = int((await connection.exec_driver_sql(query)).scalar_one())
        return found


NOT_THEIRS = ("id", "roles", "grants", "password_hash", "created_at", "owner_id", "__proto__", "is_admin", "disabled")


async def test_fields_that_are_not_asked_for_are_refused(app: FastAPI, admin: Browser) -> None:
    """Mass assignment: one field too many refuses the whole request, at every level of every body."""
    description = app.openapi()
    tried = 0
    for door in doors(app, *UNSAFE):
        operation = description["paths"][described_path(door.row.path)][door.method.lower()]
        schema = json_schema(operation, description)
        if schema is None or door.body is None:
            continue
        assert schema.get("additionalProperties") is False, f"{door.name} takes any field"
        for extra in NOT_THEIRS[tried % 3 :: 3]:
            if extra in schema.get("properties", {}):
                continue
            answer = await admin.ask(door.method, door.path, json=door.body | {extra: sample({}, description)})
            assert answer.status_code == 422, (door.name, extra)
            assert extra in answer.json()["detail"], (door.name, answer.text)
        tried += 1
    assert tried > 10


def test_no_object_inside_a_body_takes_any_field(app: FastAPI) -> None:
    description = app.openapi()
    open_ended = set()
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            for found in _objects(json_schema(operation, description), description, set()):
                if found.get("additionalProperties") is not False:
                    open_ended.add(f"{method} {path}: {found.get('title')}")
    assert not open_ended


def _objects(schema: Any, description: dict[str, Any], seen: set[str]) -> list[dict[str, Any]]:
    """Every object with named fields in a schema, however deep."""
    if isinstance(schema, list):
        return [found for each in schema for found in _objects(each, description, seen)]
    if not isinstance(schema, dict):
        return []
    if reference := schema.get("$ref"):
        if reference in seen:
            return []
        name = reference.rpartition("/")[2]
        return _objects(description["components"]["schemas"][name], description, seen | {reference})
    inner = [found for each in schema.values() for found in _objects(each, description, seen)]
    return [schema, *inner] if isinstance(schema.get("properties"), dict) else inner


async def test_a_parameter_comes_from_its_own_place_alone(app: FastAPI, admin: Browser) -> None:
    """What belongs into the body is not read from the address, and the other way round, nor from a cookie."""
    wrong = await admin.ask("POST", "/api/sites?name=Elsewhere", json={"name": "Here"})
    assert wrong.json()["name"] == "Here"
    assert (await admin.ask("POST", "/api/sites?name=Elsewhere", json={})).status_code == 422
    admin.http.cookies.set("name", "Elsewhere", domain="beadle.test")
    headers = {"name": "Elsewhere", "X-Beadle-User": "somebody"}
    assert (await admin.ask("POST", "/api/sites", json={}, headers=headers)).status_code == 422
    twice = await admin.ask("GET", "/api/audit?limit=1&limit=2")
    assert twice.status_code == 422 or len(twice.json()["rows"]) <= 2


async def test_other_methods_are_not_there(app: FastAPI, admin: Browser) -> None:
    known: dict[str, set[str]] = {}
    for row in rows(app, "GET", "HEAD", *UNSAFE):
        known.setdefault(row.path, set()).add(row.method)
    for path, methods in known.items():
        for method in {"TRACE", "OPTIONS", "CONNECT", "PROPFIND", "DEBUG", *UNSAFE, "GET"} - methods:
            answer = await admin.ask(method, filled(path))
            # 404: a GET falls through to the web app, which knows nothing under /api. 422: where the last word could
            # also be an id ("/cameras/import", "/cameras/{camera_id}"), it is none.
            assert answer.status_code in {404, 405, 422}, (method, path)


async def test_ids_cannot_be_counted_up(app: FastAPI, admin: Browser) -> None:
    """No route takes a number for a thing: ids are random (122 bits), and a wrong one is refused or not there."""
    for door in doors(app):
        if "_id}" not in door.row.path:
            continue
        for wrong in (str(uuid.UUID(int=1)), str(uuid.UUID(int=2)), "1", "0"):
            path = door.path.replace(str(uuid.UUID(int=7)), wrong)
            answer = await admin.ask(door.method, path, params=door.query, json=door.body)
            assert answer.status_code in {403, 404, 422}, (door.name, wrong, answer.status_code)


CHOOSING = {
    "GET /api/session",
    "DELETE /api/session",
    "POST /api/session/password",
    "POST /api/session/lock",
    "POST /api/session/proof/begin",
    "POST /api/session/unlock",
}
"""What opens to who has still to choose a password of their own: the choice, the way out, and the lock meanwhile."""


async def test_a_first_password_opens_nothing_but_the_choice_of_ones_own(
    app: FastAPI, database: Database, clock: FixedClock
) -> None:
    """Of an administrator even: somebody else knows it."""
    await add_user(database, clock, "mina", Role.ADMINISTRATOR, until=clock.now() + timedelta(days=3))
    async with browser(app) as mina:
        assert (await mina.sign_in("mina")).json()["must_choose_password"] is True
        opened, knocked = set(), 0
        for door in signed_doors(app):
            if door.name in CHOOSING - {"GET /api/session"}:
                continue  # they would end or lock the session
            answer = await knock(mina, door)
            knocked += 1
            if answer.status_code != 403:
                opened.add(door.name)
            else:
                assert answer.json()["type"] == "must-choose-password", door.name
        assert opened == {"GET /api/session"}
        assert knocked > 100
        for row in rows(app, "WS"):
            async with socket(app, filled(row.path), cookie=mina.http.cookies["beadle_session"]) as end:
                message = await end.next()
                assert message["type"] in {"websocket.close", "websocket.http.response.start"}, row.path
                assert message.get("status", 403) == 403
