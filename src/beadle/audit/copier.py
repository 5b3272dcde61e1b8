"""Takes signed checkpoints to their second places and has one stamped each day. Runs beside the leading sequencer.

Each place has its own mark of how far it got, so one that was away gets what it missed, in order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from beadle.audit import proving, stamping
from beadle.audit.keys import folder_of
from beadle.audit.models import AuditCheckpoint, AuditCopy, AuditStamp
from beadle.audit.note import parse
from beadle.audit.places.folder import FolderPlace
from beadle.audit.places.mail import MailPlace, Post
from beadle.audit.places.syslog import SyslogPlace
from beadle.audit.places.terms import Place, Sent
from beadle.audit.settings import AuditSettings
from beadle.platform.clock import Clock
from beadle.platform.db import Database
from beadle.platform.errors import BeadleError
from beadle.platform.events import Alarm, publish
from beadle.platform.log import get_logger
from beadle.platform.outgoing import OutgoingSettings
from beadle.platform.settings import Secrets
from beadle.platform.tasks import pause

_EVERY_S = 2.0
_AGAIN_S = 30.0
_AT_ONCE = 500
_DAY = timedelta(days=1)
_log = get_logger("audit")


def folder(settings: AuditSettings, data_dir: Path) -> Path:
    """Where checkpoints are copied to in any case."""
    return settings.copy_folder or folder_of(data_dir) / "checkpoints"


def places(settings: AuditSettings, secrets: Secrets, data_dir: Path, outgoing: OutgoingSettings) -> list[Place]:
    """The second places that are configured: a folder always, syslog and mail where an administrator named one."""
    found: list[Place] = [FolderPlace(folder(settings, data_dir))]
    if settings.syslog:
        found.append(SyslogPlace(settings.syslog))
    if settings.mail_to and settings.smtp_host:
        post = Post(
            host=settings.smtp_host,
            port=settings.smtp_port,
            security=settings.smtp_security,
            sender=settings.mail_from or settings.mail_to,
            recipient=settings.mail_to,
            user=settings.smtp_user,
            password=secrets.named("smtp_password"),
        )
        found.append(MailPlace(post))
    if settings.stamp_url:
        found.append(Stamper(settings.stamp_url, settings.stamp_certificates, stamping.caller(outgoing)))
    return found


class Stamper:
    """The time-stamping authority as a place: one checkpoint a day, whose stamp is kept."""

    daily = True

    def __init__(self, url: str, roots: Path | None, post: stamping.Post) -> None:
        self.name = f"time stamp {url}"
        self.url = url
        self._roots = roots
        self._post = post
        self.stamped: tuple[int, stamping.Stamp] | None = None

    def send(self, checkpoints: Sequence[Sent]) -> None:
        """Have the newest stamped; `stamped` then holds its number and stamp. Raises StampFailed."""
        last = checkpoints[-1]
        self.stamped = (last.number, stamping.stamp(last.note, self.url, roots=self._roots, send=self._post))


class Copier:
    """`await copier.run(stop)`: looks every two seconds for checkpoints that a place does not have."""

    def __init__(self, database: Database, clock: Clock, places: Sequence[Place]) -> None:
        self._database = database
        self._clock = clock
        self._places = places
        self._tried: dict[str, float] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Copy until `stop` is set, then once more: the last checkpoint was signed as the sequencer ended."""
        begun = await self._begin()
        while not stop.is_set():
            begun = begun or await self._begin()
            await self.copy()
            await pause(stop, _EVERY_S)
        await self.copy()

    async def _begin(self) -> bool:
        """What is done once, as soon as the database answers."""
        try:
            await self._look_back()
            await self._drop_others()
        except (SQLAlchemyError, BeadleError, OSError) as error:
            _log.warning("copies could not be looked back at", reason=str(error))
            return False
        return True

    async def copy(self) -> None:
        """One round over all places."""
        for place in self._places:
            try:
                await self._copy_to(place)
            except SQLAlchemyError as error:
                _log.warning("checkpoints could not be read for copying", place=place.name, reason=str(error))

    async def _look_back(self) -> None:
        """Whether the log still goes on from what was copied last: a database put back from a backup does not.

        It is sealed and signed all the same, for a log that stands still is worse; but nobody is left to wonder.
        """
        folders = [place for place in self._places if isinstance(place, FolderPlace)]
        notes = await asyncio.to_thread(lambda: [place.newest() for place in folders])
        for said in (parse(note) for note in notes if note is not None):
            async with self._database.work() as session:
                row = await session.get(AuditCheckpoint, said.number)
                if row is not None and (row.size, row.root) == (said.size, said.root):
                    continue
                text = (
                    f"Checkpoint {said.number} of {said.at:%Y-%m-%d %H:%M} UTC was copied to a second place, and the"
                    " log no longer has it: its database was put back or rewritten. Run beadle audit verify, and keep"
                    " the copies."
                )
                title = "The audit log does not go on from where it was"
                alarm = Alarm(source="audit history", level="alarm", title=title, text=text)
                await publish(session, self._clock, alarm)
            _log.error("the log was set back", number=said.number, size=said.size)

    async def _drop_others(self) -> None:
        """Forget the marks of places that are configured no longer, so that nobody is alarmed about them."""
        names = [place.name for place in self._places]
        async with self._database.work() as session:
            for row in await session.scalars(select(AuditCopy).where(AuditCopy.place.not_in(names))):
                await session.delete(row)

    async def _copy_to(self, place: Place) -> None:
        async with self._database.session() as session:
            mark = await session.get(AuditCopy, place.name)
            if not self._due(place, mark):
                return
            query = select(AuditCheckpoint).where(AuditCheckpoint.number > (mark.number if mark else 0))
            if place.daily:
                query = query.order_by(AuditCheckpoint.number.desc()).limit(1)
            else:
                query = query.order_by(AuditCheckpoint.number).limit(_AT_ONCE)
            waiting = [Sent(row.number, row.at, row.note) for row in await session.scalars(query)]
        if waiting:
            self._tried[place.name] = self._clock.monotonic()
            await self._send(place, mark, waiting)

    def _due(self, place: Place, mark: AuditCopy | None) -> bool:
        if mark is not None and not mark.ok:
            return self._clock.monotonic() - self._tried.get(place.name, -_AGAIN_S) >= _AGAIN_S
        now = self._clock.now()
        return mark is None or not place.daily or not mark.at <= now < mark.at + _DAY

    async def _send(self, place: Place, mark: AuditCopy | None, waiting: Sequence[Sent]) -> None:
        error = ""
        try:
            await asyncio.to_thread(place.send, waiting)
        except (OSError, BeadleError) as problem:
            error = str(problem)[:500] or type(problem).__name__
            _log.warning("a checkpoint was not copied", place=place.name, reason=error)
        await self._mark(place, mark, waiting[-1].number, error)

    async def _mark(self, place: Place, mark: AuditCopy | None, number: int, error: str) -> None:
        """Note how it went. `at` is the last success, or since when it fails."""
        failing_since = mark.at if mark is not None and not mark.ok else self._clock.now()
        values = {
            "place": place.name,
            "number": (mark.number if mark else 0) if error else number,
            "ok": not error,
            "at": failing_since if error else self._clock.now(),
            "error": error,
        }
        async with self._database.work() as session:
            await session.execute(
                insert(AuditCopy).values(values).on_conflict_do_update(index_elements=["place"], set_=values)
            )
            if not error and isinstance(place, Stamper) and place.stamped is not None:
                stamped, stamp = place.stamped
                if stamped not in await proving.stamps(session, [stamped]):
                    session.add(AuditStamp(number=stamped, at=stamp.at, authority=place.url, token=stamp.answer))
