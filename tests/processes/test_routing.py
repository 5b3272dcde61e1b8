"""The table of routes: every route has its row, and the open ones are a short list with names."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from tests.factories.accounts import make_deps

from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets, Settings
from beadle.processes.routing import UNGUARDED, RouteRow, route_table
from beadle.processes.server import create_app

OPEN = {
    ("GET", "/api/alive"),
    ("POST", "/api/session"),
    ("GET", "/api/session/methods"),
    ("POST", "/api/session/second-factor"),
    ("POST", "/api/session/passkey/begin"),
    ("POST", "/api/session/passkey"),
    ("GET", "/api/session/oidc"),
    ("GET", "/api/session/oidc/callback"),
    ("POST", "/api/anpr/push/{address:path}"),
    ("PUT", "/api/anpr/push/{address:path}"),
}
"""Routes that anybody may call: the ways in, and where cameras push to. A longer list needs a reason in review."""

BEGINNINGS = {
    ("POST", "/api/session/passkey/begin"),
    ("POST", "/api/session/proof/begin"),
    ("POST", "/api/session/proof/oidc"),
    ("POST", "/api/account/totp/begin"),
    ("POST", "/api/account/passkeys/begin"),
    ("POST", "/api/account/oidc/begin"),
}
"""They hand out a challenge or an offer; the request that answers it is the act, and leaves the line."""

MACHINES = {("POST", "/api/anpr/push/{address:path}"), ("PUT", "/api/anpr/push/{address:path}")}
"""What comes forty thousand times a day and site: the message itself is kept, and what becomes of it."""

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def app(clock: FixedClock, settings: Settings, secrets: Secrets, tmp_path: Path) -> FastAPI:
    database = Database("postgresql://nobody@localhost/nothing")
    return create_app(make_deps(database, clock, settings, secrets, tmp_path))


@pytest.fixture
def rows(app: FastAPI) -> list[RouteRow]:
    return route_table(app)


def test_every_route_of_the_api_is_guarded(rows: list[RouteRow]) -> None:
    assert {row.path for row in rows if not row.guarded} == {"/{path:path}"}
    assert {"web_app"} == UNGUARDED


def test_the_open_routes_are_these(rows: list[RouteRow]) -> None:
    assert {(row.method, row.path) for row in rows if row.guarded and row.permission is None} == OPEN


def test_whatever_changes_something_leaves_a_line(rows: list[RouteRow]) -> None:
    silent = [(row.method, row.path) for row in rows if row.method in UNSAFE and row.guarded and row.action is None]
    assert set(silent) == BEGINNINGS | MACHINES


def test_every_route_says_what_it_does(rows: list[RouteRow]) -> None:
    assert not [row.path for row in rows if not row.note]
