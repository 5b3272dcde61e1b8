"""When nobody can sign in any more."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from tests.factories.accounts import Browser
from tests.factories.authenticator import Authenticator
from tests.factories.entry import add_passkey, enrol_totp

from beadle.accounts.entry.machine import reset_second_factors_from_machine
from beadle.accounts.errors import UserNotFound
from beadle.audit.models import AuditLine
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets


async def test_lost_factors_are_removed_from_the_machine(
    operator: Browser, database: Database, clock: FixedClock, secrets: Secrets
) -> None:
    await enrol_totp(operator, clock)
    await add_passkey(operator, Authenticator())
    async with database.work() as session:
        await reset_second_factors_from_machine(session, clock, secrets, name=" Operator ")
    assert (await operator.ask("GET", "/api/session")).status_code == 401
    info = (await operator.sign_in("operator")).json()
    assert info["second_factor"] == "none"
    assert "factors-reset" in [notice["kind"] for notice in info["notices"]]
    async with database.session() as session:
        lines = (await session.scalars(select(AuditLine).order_by(AuditLine.id))).all()
    line = next(line for line in lines if line.action == "user.reset_second_factors")
    assert (line.actor, line.detail["from"]) == ("system", "the machine's own command line")


async def test_a_name_that_is_not_there_and_one_that_has_none(
    operator: Browser, database: Database, clock: FixedClock, secrets: Secrets
) -> None:
    async with database.work() as session:
        with pytest.raises(UserNotFound):
            await reset_second_factors_from_machine(session, clock, secrets, name="nobody")
        await reset_second_factors_from_machine(session, clock, secrets, name="operator")
    assert (await operator.sign_in("operator")).status_code == 200
