"""Every route and socket x every role x one's own group's object, another group's and one that is not there.

The routes come from the application itself, what each asks for from its rule, and what each role may from the table of
roles: a route without a row here fails, and so does an answer that the tables do not foretell.
"""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update
from tests.factories import accounts, video
from tests.factories.rights import Matrix, Person, Things
from tests.factories.route_rows import NO_SOCKET, ROWS, Row, Said, span

from beadle.accounts.models import AccountSession
from beadle.accounts.permissions import GRANTS, SCOPED, Permission
from beadle.accounts.terms import Role
from beadle.anpr.hotlists import service as hotlists
from beadle.anpr.reads import assembly as reads_assembly
from beadle.audit.models import AuditLine
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets, Settings
from beadle.processes.routing import RouteRow, route_table
from beadle.processes.server import create_app
from beadle.video import assemble

OBJECTS = ("own", "other", "unknown")


@pytest.fixture
async def town(database: Database, clock: FixedClock, secrets: Secrets, data_dir: Any) -> AsyncIterator[Matrix]:
    settings = Settings({"video": {"export": {"reserve_megabytes": 16}}})
    deps = accounts.make_deps(database, clock, settings, secrets, data_dir)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(deps.jobs)
        folder = data_dir / "volumes" / "1"
        folder.parent.mkdir(parents=True)
        volume = stack.enter_context(video.volume_at(folder, clock))
        await stack.enter_async_context(assemble.parts(deps)[0])
        reads_assembly.enter(deps, hotlists.hits_of)
        made = Matrix(deps, create_app(deps), volume)
        await made.fill()
        yield made


def guarded(town: Matrix) -> list[RouteRow]:
    return [row for row in route_table(town.app) if row.guarded and row.permission is not None]


def named(row: RouteRow) -> tuple[str, str]:
    """The route's key in ROWS. Retiring has cameras of its own, media a segment."""
    path = row.path.replace("{camera_id}/retire", "{spare_id}/retire").replace("{segment_id}", "{segment}")
    return row.method, path


def test_every_route_has_its_row(town: Matrix) -> None:
    assert {named(row) for row in guarded(town)} == set(ROWS)


def expected(route: RouteRow, row: Row, role: Role, which: str) -> set[int]:
    """What the tables say: refused, or one of the answers of whoever is allowed."""
    needed = row.needs or (Permission(route.permission or ""),)
    limited = role is not Role.ADMINISTRATOR
    if GRANTS[role].isdisjoint(needed) or (limited and row.unlimited):
        return {403}
    if not row.about or which == "own":
        return row.ok
    beyond = not SCOPED.isdisjoint(needed) or route.path.startswith(("/api/video/layouts", "/api/anpr/cameras"))
    if limited and beyond:
        return {403}
    return row.ok if which == "other" else {row.missing}


def path_of(route: RouteRow, things: Things) -> str:
    nobody = uuid.UUID(int=7)
    spare = "retire" in route.path
    return route.path.format(
        camera_id=things.spare if spare else things.camera,
        hold_id=things.hold,
        export_id=things.export,
        layout_id=things.layout if "PUT" in route.method else nobody,
        segment_id=things.segment,
        name="master.mp4",
        line=1 << 40,
        hit_id=things.hit,
        read_id=things.read,
        entry_id=7,
        **dict.fromkeys(
            (
                "glass_id",
                "group_id",
                "purpose_id",
                "user_id",
                "passkey_id",
                "list_id",
                "import_id",
                "message_id",
                "search_id",
                "plate_id",
            ),
            nobody,
        ),
    )


async def ask(town: Matrix, http: httpx.AsyncClient, who: Person, route: RouteRow, which: str) -> int:
    row, things = ROWS[named(route)], who.things[which]
    path, query = path_of(route, things), row.query(town, things) if row.query else {}
    if route.method == "WS":
        return await knock(town, who, path)
    body = row.body(town, things) if row.body else None
    more: Said = {"content": body} if isinstance(body, bytes) else {"json": body}
    headers = town.headers(who)
    answer = await http.request(route.method, path, params=query, headers=headers, **more)
    return answer.status_code


async def knock(town: Matrix, who: Person, path: str) -> int:
    """200 where the socket opens, 403 where it is refused, NO_SOCKET where it cannot be."""
    async with accounts.socket(town.app, path, cookie=who.token) as socket:
        said = await socket.next()
        await socket.to_app.put({"type": "websocket.disconnect", "code": 1000})
        if said["type"] == "websocket.accept":
            return 200
        return NO_SOCKET if "no such camera" in said.get("reason", "") else 403


async def test_every_route_answers_as_the_tables_say(town: Matrix) -> None:
    wrong: list[str] = []
    refused: Counter[tuple[str, str]] = Counter()
    transport = httpx.ASGITransport(town.app, client=("192.0.2.7", 50_000), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://beadle.test") as http:
        for role in Role:
            person = await town.person(role)
            for route in guarded(town):
                row = ROWS[named(route)]
                for which in OBJECTS if row.about else OBJECTS[:1]:
                    got, wanted = await ask(town, http, person, route, which), expected(route, row, role, which)
                    person = await town.fresh(person) if row.spoils else person
                    if got not in wanted:
                        wrong.append(f"{role} {route.method} {route.path} {which}: {got}, not {wanted}")
                    if got == 403:
                        refused[(person.role.value.replace("_", "-"), path_of(route, person.things[which]))] += 1
    assert not wrong, "\n".join(wrong)
    assert await written(town) == refused


async def written(town: Matrix) -> Counter[tuple[str, str]]:
    """Refusals in the log, by whom and of which path; every one with a camera in its path names the camera."""
    async with town.deps.database.session() as session:
        lines = (await session.scalars(select(AuditLine).where(AuditLine.outcome == "refused"))).all()
    for line in lines:
        path = line.detail["path"]
        if "/cameras/" in path and "import" not in path:
            assert line.object == f"camera:{path.split('/cameras/')[1].split('/')[0]}", path
    return Counter((line.actor, line.detail["path"]) for line in lines)


async def test_no_picture_is_shown_without_a_purpose(town: Matrix) -> None:
    """The token of a look is its purpose, so that media asks for no other; everything else asks for a stated one."""
    person = await town.person(Role.ADMINISTRATOR)
    async with town.deps.database.work() as session:
        await session.execute(update(AccountSession).values(purpose_at=town.deps.clock.now(), purpose_id=None))
    shows = [route for route in guarded(town) if route.look]
    assert len(shows) >= 8
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(town.app, raise_app_exceptions=False), base_url="http://beadle.test"
    ) as http:
        for route in shows:
            wanted = {200} if "look" in (ROWS[named(route)].query or span)(town, person.things["own"]) else {403}
            assert await ask(town, http, person, route, "own") in wanted, route.path
    async with town.deps.database.session() as session:
        lines = (await session.scalars(select(AuditLine).where(AuditLine.outcome == "refused"))).all()
    assert {line.detail["error"] for line in lines} == {"PurposeNeeded"}


async def test_refusals_of_what_is_anothers_and_what_is_not_there_are_the_same(town: Matrix) -> None:
    person = await town.person(Role.MANAGER)
    transport = httpx.ASGITransport(town.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://beadle.test") as http:
        for route in guarded(town):
            row = ROWS[named(route)]
            if not row.about or route.method == "WS" or "media" in route.path:
                continue
            said = []
            for which in OBJECTS[1:]:
                things = person.things[which]
                body = row.body(town, things) if row.body else None
                answer = await http.request(
                    route.method,
                    path_of(route, things),
                    params=row.query(town, things) if row.query else {},
                    headers=town.headers(person),
                    json=body,
                )
                text = json.loads(answer.text)
                said.append({key: text[key] for key in ("type", "title", "status", "detail", "advice")})
            assert said[0] == said[1], route.path


def test_the_table_is_read_as_it_is_written() -> None:
    """That `expected` foretells refusals at all: an operator limited to a group, at three cameras."""
    route = RouteRow("GET", "/api/cameras/{camera_id}", "estate.read", None, "", True)
    row = Row({200}, about=True)
    assert [expected(route, row, Role.OPERATOR, which) for which in OBJECTS] == [{200}, {403}, {403}]
    assert [expected(route, row, Role.ADMINISTRATOR, which) for which in OBJECTS] == [{200}, {200}, {404}]
    assert expected(replace(route, permission="estate.write"), row, Role.OPERATOR, "own") == {403}
