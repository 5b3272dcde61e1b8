"""Copies of checkpoints: each place gets all of them in order, a daily one one a day, and failures are told."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, text
from tests.factories.log import KEY, seal, write

from beadle.audit import stamping
from beadle.audit.copier import Copier, Stamper, folder, places
from beadle.audit.copies import read
from beadle.audit.errors import CopyFailed, StampFailed
from beadle.audit.models import AuditCopy, AuditStamp
from beadle.audit.places.folder import FolderPlace
from beadle.audit.places.terms import Sent
from beadle.audit.settings import AuditSettings
from beadle.audit.terms import Entry
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.events import EventRow
from beadle.platform.outgoing import OutgoingSettings
from beadle.platform.settings import Secrets


class Shelf:
    """A place that can be told to fail."""

    def __init__(self, name: str, *, daily: bool = False) -> None:
        self.name, self.daily = name, daily
        self.got: list[int] = []
        self.broken = False

    def send(self, checkpoints: Sequence[Sent]) -> None:
        if self.broken:
            raise CopyFailed("The shelf is broken.")
        self.got += [each.number for each in checkpoints]


async def checkpoint(database: Database, clock: FixedClock, several: int = 1) -> None:
    for _ in range(several):
        await write(database, clock, Entry(action="x", actor="o"))
        clock.advance(60)
        await seal(database, clock)


async def mark(database: Database, place: str) -> AuditCopy:
    async with database.session() as session:
        return (await session.scalars(select(AuditCopy).where(AuditCopy.place == place))).one()


async def test_every_checkpoint_goes_to_every_place_once(database: Database, clock: FixedClock) -> None:
    first, second = Shelf("first"), Shelf("second")
    copier = Copier(database, clock, [first, second])
    await copier.copy()
    await checkpoint(database, clock, 2)
    await copier.copy()
    await copier.copy()
    await Copier(database, clock, [first, second]).copy()
    await checkpoint(database, clock)
    await copier.copy()
    assert first.got == second.got == [1, 2, 3]
    assert (await mark(database, "first")).ok


async def test_a_place_that_was_away_gets_what_it_missed(database: Database, clock: FixedClock) -> None:
    shelf, other = Shelf("shelf"), Shelf("other")
    shelf.broken = True
    copier = Copier(database, clock, [shelf, other])
    await checkpoint(database, clock)
    failing_since = clock.now()
    await copier.copy()
    await checkpoint(database, clock)
    await copier.copy()
    found = await mark(database, "shelf")
    assert (found.ok, found.number, found.at, found.error) == (False, 0, failing_since, "The shelf is broken.")
    assert other.got == [1, 2]
    shelf.broken = False
    clock.advance(10)
    await copier.copy()
    clock.advance(30)
    await copier.copy()
    assert shelf.got == [1, 2]
    assert ((await mark(database, "shelf")).ok, (await mark(database, "shelf")).error) == (True, "")


async def test_a_daily_place_gets_the_newest_once_a_day(database: Database, clock: FixedClock) -> None:
    shelf = Shelf("mail", daily=True)
    copier = Copier(database, clock, [shelf])
    for _ in range(3):
        await checkpoint(database, clock, 3)
        await copier.copy()
        clock.advance(timedelta(hours=13).total_seconds())
    assert shelf.got == [3, 9]


async def test_the_last_one_is_copied_as_everything_ends(database: Database, clock: FixedClock) -> None:
    shelf = Shelf("shelf")
    stop = asyncio.Event()
    stop.set()
    await checkpoint(database, clock)
    await Copier(database, clock, [shelf]).run(stop)
    assert shelf.got == [1]
    await Copier(database, clock, [Shelf("another")]).run(stop)
    async with database.session() as session:
        assert list(await session.scalars(select(AuditCopy.place))) == ["another"]


async def test_a_stamp_is_kept_once(database: Database, clock: FixedClock) -> None:
    answers = [StampFailed("away"), stamping.Stamp(clock.now(), b"answer")]

    class Authority(Stamper):
        def send(self, checkpoints: Sequence[Sent]) -> None:
            answer = answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            self.stamped = (checkpoints[-1].number, answer)

    copier = Copier(database, clock, [Authority("http://tsa.example", None, lambda _url, _body: b"")])
    await checkpoint(database, clock, 2)
    await copier.copy()
    clock.advance(30)
    await copier.copy()
    await copier.copy()
    async with database.session() as session:
        stamp = (await session.scalars(select(AuditStamp))).one()
    assert (stamp.number, stamp.token, stamp.authority) == (2, b"answer", "http://tsa.example")
    assert answers == []


async def test_a_folder_always_and_the_rest_where_it_is_configured(
    database: Database, clock: FixedClock, data_dir: Path
) -> None:
    plain = AuditSettings()
    usual = places(plain, Secrets(b""), data_dir, OutgoingSettings())
    assert [place.name for place in usual] == [f"folder {data_dir}/audit/checkpoints"]
    full = AuditSettings(
        copy_folder=data_dir / "other",
        syslog="udp://192.0.2.1:514",
        mail_to="dpo@council.example",
        smtp_host="mail.council.example",
        stamp_url="http://tsa.example",
    )
    names = [place.name.split()[0] for place in places(full, Secrets(b""), data_dir, OutgoingSettings())]
    assert names == ["folder", "syslog", "mail", "time"]
    await checkpoint(database, clock, 2)
    await Copier(database, clock, usual).copy()
    notes = read(folder(plain, data_dir), needed=True)
    assert len(notes) == 2
    assert KEY.verifier.name in notes[0]


async def test_a_database_that_was_put_back_is_an_alarm(database: Database, clock: FixedClock, data_dir: Path) -> None:
    stop = asyncio.Event()
    stop.set()
    kept = [FolderPlace(data_dir / "copies")]
    await checkpoint(database, clock, 2)
    await Copier(database, clock, kept).run(stop)
    await Copier(database, clock, kept).run(stop)

    async def alarms() -> list[str]:
        async with database.session() as session:
            rows = await session.scalars(select(EventRow).where(EventRow.kind == "alarm"))
            return [row.body["text"] for row in rows]

    assert await alarms() == []
    async with database.work() as session:
        await session.execute(text("SET LOCAL session_replication_role = replica"))
        await session.execute(text("DELETE FROM audit_checkpoint WHERE number = 2"))
    await Copier(database, clock, kept).run(stop)
    (said,) = await alarms()
    assert said.startswith("Checkpoint 2 of 2026-06-01 12:02 UTC was copied to a second place, and the log no longer")
