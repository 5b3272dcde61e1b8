"""What a user is told of their own sign-in."""

from __future__ import annotations

from sqlalchemy import select
from tests.factories.accounts import add_user

from beadle.accounts.entry import notices
from beadle.accounts.entry.models import NoticeRow
from beadle.accounts.entry.terms import Notice
from beadle.accounts.models import Account
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database


async def test_notices_are_ones_own_and_newest_first(database: Database, clock: FixedClock) -> None:
    olivia, sam = await add_user(database, clock, "olivia"), await add_user(database, clock, "sam")
    start = clock.now()
    async with database.work() as session:
        await notices.add(session, clock, sam.id, Notice.PASSKEY_ADDED, "")
        for kind in (Notice.TOTP_ADDED, Notice.NEW_ADDRESS):
            await notices.add(session, clock, olivia.id, kind, "x" * 100)
            clock.advance(1)
        shown = await notices.since(session, olivia.id, start)
        assert [(row.kind, row.address) for row in shown] == [("new-address", "x" * 64), ("totp-added", "x" * 64)]
        assert [row.kind for row in await notices.since(session, olivia.id, shown[0].at)] == ["new-address"]


async def test_one_can_be_withdrawn_and_old_ones_go(database: Database, clock: FixedClock) -> None:
    olivia = await add_user(database, clock, "olivia")
    async with database.work() as session:
        told = await notices.add(session, clock, olivia.id, Notice.UNFINISHED, "")
        await notices.add(session, clock, olivia.id, Notice.TOTP_ADDED, "")
        await notices.withdraw(session, told)
        assert len((await session.scalars(select(NoticeRow))).all()) == 1
        clock.advance(91 * 86400)
        await notices.add(session, clock, olivia.id, Notice.NEW_ADDRESS, "")
        assert [row.kind for row in (await session.scalars(select(NoticeRow))).all()] == ["new-address"]


async def test_who_reset_the_password_is_told(database: Database, clock: FixedClock) -> None:
    olivia = await add_user(database, clock, "olivia")
    async with database.work() as session:
        await notices.password_reset(session, clock, olivia.id, "192.0.2.7", by="Sam Outram")
        (told,) = await notices.since(session, olivia.id, clock.now())
        assert (told.kind, told.by_name, told.at, told.address) == (
            "password-reset", "Sam Outram", clock.now(), "192.0.2.7"
        )  # fmt: skip
    async with database.session() as session:
        assert (await session.scalars(select(Account.password_changed_at))).one() == clock.now()


async def test_when_the_password_changed(database: Database, clock: FixedClock) -> None:
    olivia = await add_user(database, clock, "olivia")
    async with database.work() as session:
        await notices.password_changed(session, clock, olivia.id, "192.0.2.7")
    async with database.session() as session:
        assert (await session.scalars(select(Account.password_changed_at))).one() == clock.now()
        assert (await session.scalars(select(NoticeRow.kind))).one() == "password-changed"
