"""Every route and socket x every role x one's own group's object, another group's and one that is not there.

The routes come from the application itself, what each asks for from its rule, and what each role may from the table of
roles: a route without a row here fails, and so does an answer that the tables do not foretell.
"""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update
from tests.factories import accounts, video
from tests.factories.rights import Matrix, Person, Things

from beadle.accounts.models import AccountSession
from beadle.accounts.permissions import GRANTS, SCOPED, Permission
from beadle.accounts.terms import Role
from beadle.audit.models import AuditLine
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets, Settings
from beadle.processes.routing import RouteRow, route_table
from beadle.processes.server import create_app
from beadle.video import assemble

OBJECTS = ("own", "other", "unknown")
NO_SOCKET = 4403
"""How a socket ends that failed, and was not refused: for a camera that is not there."""
Said = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """How a route is asked, and what it answers where it is allowed.

    ok: answers of whoever is allowed; 422, 404 and 409 are those too, for they come after the gate. query, body: made
    of the things of a group. about: the route names cameras, so that it is asked for all three objects. missing: what
    the unlimited get for what is not there. unlimited: only for whoever is limited to nothing. spoils: it ends the
    session.
    """

    ok: set[int]
    query: Callable[[Matrix, Things], Said] | None = None
    body: Callable[[Matrix, Things], Any] | None = None
    about: bool = False
    missing: int = 404
    unlimited: bool = False
    spoils: bool = False


def _span(town: Matrix, _things: Things) -> Said:
    return town.span()


def _at(town: Matrix, _things: Things) -> Said:
    return {"at": town.span()["from"]}


def _look(town: Matrix, things: Things) -> Said:
    return {"look": things.look}


def _timeline(town: Matrix, things: Things) -> Said:
    return town.span() | {"camera": str(things.camera)}


def _wish(town: Matrix, things: Things) -> Said:
    return {"cameras": [str(things.camera)], **town.span(), "reason": "Request 1"}


def _layout(_town: Matrix, things: Things) -> Said:
    return {"name": "Evening", "columns": 1, "tiles": [str(things.camera)]}


def _camera(_town: Matrix, things: Things) -> Said:
    return {"number": next(_numbers), "name": "New", "group_ids": [str(things.group)]}


_numbers = iter(range(500, 99_999))
_SHEET = b"number,name\n"
EMPTY = Row({422}, body=lambda *_: {})
PLAIN = Row({200})
NOT_THERE = Row({404}, body=lambda *_: {})

ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/api/audit"): PLAIN,
    ("GET", "/api/audit.csv"): PLAIN,
    ("GET", "/api/audit/checkpoints"): PLAIN,
    ("GET", "/api/audit/consistency"): Row({422}),
    ("GET", "/api/audit/state"): PLAIN,
    ("GET", "/api/audit/{line}/proof"): Row({404, 409}),
    ("GET", "/api/break-glass"): PLAIN,
    ("POST", "/api/break-glass/{glass_id}/review"): Row({404}, body=lambda *_: {"remark": "It was right."}),
    ("GET", "/api/camera-groups"): PLAIN,
    ("POST", "/api/camera-groups"): EMPTY,
    ("DELETE", "/api/camera-groups/{group_id}"): NOT_THERE,
    ("PATCH", "/api/camera-groups/{group_id}"): NOT_THERE,
    ("GET", "/api/cameras"): PLAIN,
    ("POST", "/api/cameras"): Row({201}, body=_camera, about=True),
    ("GET", "/api/cameras.csv"): PLAIN,
    ("POST", "/api/cameras/import"): Row({200}, body=lambda *_: _SHEET),
    ("GET", "/api/cameras/{camera_id}"): Row({200}, about=True),
    ("PATCH", "/api/cameras/{camera_id}"): Row({200}, body=lambda *_: {"owner": "The council"}, about=True),
    ("POST", "/api/cameras/{spare_id}/retire"): Row({200, 410}, about=True),
    ("GET", "/api/map"): PLAIN,
    ("GET", "/api/purposes"): PLAIN,
    ("POST", "/api/purposes"): EMPTY,
    ("PATCH", "/api/purposes/{purpose_id}"): NOT_THERE,
    ("POST", "/api/rights/preview"): EMPTY,
    ("GET", "/api/sites"): PLAIN,
    ("POST", "/api/sites"): Row({201, 409}, body=lambda *_: {"name": "Somewhere"}, unlimited=True),
    ("GET", "/api/users"): PLAIN,
    ("POST", "/api/users"): EMPTY,
    ("PATCH", "/api/users/{user_id}"): NOT_THERE,
    ("GET", "/api/users/{user_id}/rights"): NOT_THERE,
    ("DELETE", "/api/users/{user_id}/second-factors"): Row({404}),
    ("DELETE", "/api/users/{user_id}/sessions"): Row({404}),
    ("GET", "/api/video/cameras/{camera_id}/fragments"): Row({200}, query=_span, about=True),
    ("GET", "/api/video/cameras/{camera_id}/playlist.m3u8"): Row({200}, query=_span, about=True),
    ("POST", "/api/video/cameras/{camera_id}/probe"): Row({200, 503}, about=True),
    ("POST", "/api/video/cameras/{camera_id}/reference"): Row({200, 204, 404, 409, 422, 503}, about=True),
    ("GET", "/api/video/cameras/{camera_id}/still.jpg"): Row({200}, query=_at, about=True),
    ("GET", "/api/video/cameras/{camera_id}/thumbnail.jpg"): Row({200}, query=_at, about=True),
    ("GET", "/api/video/media/{camera_id}/{segment}"): Row({200}, query=_look, about=True, missing=403),
    ("GET", "/api/video/timeline"): Row({200}, query=_timeline, about=True),
    ("GET", "/api/video/exports"): PLAIN,
    ("POST", "/api/video/exports"): Row({201}, body=_wish, about=True),
    ("DELETE", "/api/video/exports/{export_id}"): Row({410}, about=True),
    ("GET", "/api/video/exports/{export_id}"): Row({200}, about=True),
    ("GET", "/api/video/exports/{export_id}/files/{name}"): Row({200}, about=True),
    ("GET", "/api/video/holds"): PLAIN,
    ("POST", "/api/video/holds"): Row({201}, body=_wish, about=True),
    ("POST", "/api/video/holds/{hold_id}/release"): Row({200}, body=lambda *_: {"reason": "Enough"}, about=True),
    ("GET", "/api/video/layouts"): PLAIN,
    ("POST", "/api/video/layouts"): Row({201}, body=_layout, about=True, missing=201),
    ("PUT", "/api/video/layouts/{layout_id}"): Row({200}, body=_layout, about=True),
    # A layout is one's own whatever it shows: whoever lost a camera may still throw the layout away.
    ("DELETE", "/api/video/layouts/{layout_id}"): NOT_THERE,
    ("POST", "/api/video/probe"): EMPTY,
    ("GET", "/api/video/status"): PLAIN,
    ("WS", "/api/events"): PLAIN,
    ("WS", "/api/video/cameras/{camera_id}/live"): Row({200}, about=True, missing=NO_SOCKET),
    # One's own account and session.
    ("DELETE", "/api/account/oidc"): Row({204, 404, 422}),
    ("POST", "/api/account/oidc/begin"): Row({404, 422}),
    ("POST", "/api/account/passkeys"): EMPTY,
    ("POST", "/api/account/passkeys/begin"): Row({200, 422}),
    ("DELETE", "/api/account/passkeys/{passkey_id}"): NOT_THERE,
    ("PATCH", "/api/account/passkeys/{passkey_id}"): Row({404}, body=lambda *_: {"name": "Mine"}),
    ("POST", "/api/account/recovery-codes"): Row({200, 422}),
    ("GET", "/api/account/security"): PLAIN,
    ("DELETE", "/api/account/totp"): Row({204, 422}, spoils=True),
    ("POST", "/api/account/totp"): EMPTY,
    ("POST", "/api/account/totp/begin"): PLAIN,
    ("GET", "/api/session"): PLAIN,
    ("DELETE", "/api/session"): Row({204}, spoils=True),
    ("GET", "/api/session/all"): PLAIN,
    ("DELETE", "/api/session/all"): Row({200, 204}, spoils=True),
    ("POST", "/api/session/break-glass"): EMPTY,
    ("DELETE", "/api/session/break-glass"): Row({409}),
    ("POST", "/api/session/lock"): Row({200}, spoils=True),
    ("POST", "/api/session/password"): EMPTY,
    ("POST", "/api/session/proof"): Row({422}, body=lambda *_: {"nothing": 1}),
    ("POST", "/api/session/proof/begin"): PLAIN,
    ("POST", "/api/session/proof/oidc"): Row({404, 422}),
    ("PUT", "/api/session/purpose"): EMPTY,
    ("GET", "/api/session/rights"): PLAIN,
    ("POST", "/api/session/unlock"): Row({422}, body=lambda *_: {"nothing": 1}),
}


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
    permission = Permission(route.permission or "")
    limited = role is not Role.ADMINISTRATOR
    if permission not in GRANTS[role] or (limited and row.unlimited):
        return {403}
    if not row.about or which == "own":
        return row.ok
    beyond = permission in SCOPED or route.path.startswith("/api/video/layouts")
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
        **dict.fromkeys(("glass_id", "group_id", "purpose_id", "user_id", "passkey_id"), nobody),
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
            wanted = {200} if "look" in (ROWS[named(route)].query or _span)(town, person.things["own"]) else {403}
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
