"""What a page is told of its own session."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from tests.factories.accounts import signed_in

from beadle.accounts.deps import Deps
from beadle.accounts.guard import Ctx
from beadle.accounts.rules import Rule
from beadle.accounts.session_info import info_of, of_session
from beadle.accounts.terms import ANONYMOUS, Role
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database


async def test_what_the_control_room_is_told(app: FastAPI, database: Database, clock: FixedClock) -> None:
    async with signed_in(app, database, clock, Role.OPERATOR) as olivia:
        info = (await olivia.ask("GET", "/api/session")).json()
    assert (info["locked"], info["lock_after_s"], info["idle_ends_after_s"]) == (False, 900, None)
    assert info["ends_at"] == "2026-06-02T00:00:00Z"
    assert info["proved_until"] == "2026-06-01T12:10:00Z"
    assert (info["method"], info["second_factor"], info["must_enrol"]) == ("password", "none", False)
    assert (info["last_sign_in"], info["notices"]) == (None, [])


async def test_what_the_office_is_told(app: FastAPI, database: Database, clock: FixedClock) -> None:
    async with signed_in(app, database, clock, Role.MANAGER) as mina:
        info = (await mina.ask("GET", "/api/session")).json()
    assert (info["lock_after_s"], info["idle_ends_after_s"]) == (None, 1800)


async def test_nobody_is_told_nothing(deps: Deps) -> None:
    async with deps.database.session() as session:
        ctx = Ctx(session, ANONYMOUS, deps.clock, deps, "", Rule(None, None))
        await of_session(ctx)
        with pytest.raises(LookupError):
            await info_of(ctx, None)  # type: ignore[arg-type]
