"""The part that keeps the holds in the database and the locks on the disks in agreement, at start and all the time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from sqlalchemy.exc import SQLAlchemyError

from beadle.platform.clock import Clock
from beadle.platform.db import Database
from beadle.platform.errors import BeadleError
from beadle.platform.events import Alarm, publish
from beadle.platform.log import get_logger
from beadle.platform.tasks import Part
from beadle.video import holding, queries, service
from beadle.video.cameras import ids_by_key
from beadle.video.holding import Findings
from beadle.video.library import Library
from beadle.video.rounds import rounds
from beadle.video.settings import HoldSettings

_log = get_logger("holds")


class HoldKeeper(Part):
    """Compares the two every `check_seconds`. What cannot be put right is an alarm, once, until it is over."""

    def __init__(self, database: Database, clock: Clock, library: Library, settings: HoldSettings) -> None:
        self._database = database
        self._clock = clock
        self._library = library
        self._settings = settings
        self._troubles: dict[str, str] = {}
        self._strangers: set[str] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Check until `stop` is set."""
        async for _ in rounds(stop, self._settings.check_seconds):
            try:
                await self.check()
            except (BeadleError, SQLAlchemyError, OSError) as error:
                _log.warning("holds could not be compared", reason=str(error))

    async def check(self) -> Findings:
        """One comparison. Nothing is deleted by it but locks that a person released."""
        volumes = await asyncio.to_thread(self._library.volumes)
        if not volumes:
            return Findings()
        named = await asyncio.to_thread(holding.named_on, volumes)
        async with self._database.session() as session:
            rows = {row.id: row for row in await queries.active_holds(session)}
            rows |= {row.id: row for row in await queries.known_holds(session, named)}
        wanted = [holding.wanted(row) for row in rows.values()]
        findings = await asyncio.to_thread(holding.reconcile, volumes, wanted)
        if findings.placed or findings.released:
            _log.warning("holds put right", placed=len(findings.placed), released=len(findings.released))
        await self._take_up(findings)
        await self._tell(findings.troubles)
        return findings

    async def _take_up(self, findings: Findings) -> None:
        """Enter locks that the database does not know, so that people see them and can release them with a reason.

        Only those that were strangers at the last check too: the others may belong to a request that is under way.
        """
        before, self._strangers = self._strangers, {lock.id for lock in findings.strangers}
        for lock in findings.strangers:
            if lock.id in before:
                async with self._database.work() as session:
                    taken = await service.take_up_hold(
                        session, self._clock, lock, await ids_by_key(session, retired=True)
                    )
                if not taken:
                    findings.troubles[f"hold {lock.id}"] = (
                        f"The hold {lock.id} (“{lock.reason}”) stands on the disks for cameras that nobody knows here. "
                        "It is kept; its file lies in the folder `holds` of each volume."
                    )

    async def _tell(self, troubles: Mapping[str, str]) -> None:
        fresh = {name: text for name, text in troubles.items() if name not in self._troubles}
        over = [name for name in self._troubles if name not in troubles]
        if fresh or over:
            title = "A hold needs attention"
            async with self._database.work() as session:
                for name, text in fresh.items():
                    await publish(session, self._clock, Alarm(source=name, level="alarm", title=title, text=text))
                for name in over:
                    text = "The holds agree again."
                    await publish(session, self._clock, Alarm(source=name, level="over", title=title, text=text))
        self._troubles = dict(troubles)
