"""What needs attention in the log, and the part that raises the alarm. It runs apart from what it watches."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.audit import proving
from beadle.audit.proving import State
from beadle.audit.settings import AuditSettings
from beadle.platform.clock import Clock
from beadle.platform.db import Database
from beadle.platform.errors import BeadleError
from beadle.platform.events import Alarm, publish
from beadle.platform.log import get_logger
from beadle.platform.tasks import Part, pause

_EVERY_S = 30.0
_TITLE = "The audit log needs attention"
_log = get_logger("audit")


def troubles(state: State, clock: Clock, late: timedelta) -> dict[str, str]:
    """What is wrong, by what it is about, in words that say what to do."""
    now = clock.now()
    found: dict[str, str] = {}
    if state.waiting_since is not None and now - state.waiting_since > late:
        found["sealing"] = (
            f"{state.unsealed} lines wait to be sealed, the first since {state.waiting_since:%Y-%m-%d %H:%M} UTC. "
            "Look at the worker: it may have stopped, or its log says why it cannot go on."
        )
    signed = state.checkpoint.size if state.checkpoint else 0
    since = state.checkpoint.at if state.checkpoint else None
    if state.size > signed and since is not None and now - since > late and "sealing" not in found:
        found["signing"] = (
            f"No checkpoint was signed since {since:%Y-%m-%d %H:%M} UTC, though the log grew. "
            "Look at the worker's log and at the signing key in the data folder."
        )
    for copy in state.copies:
        if not copy.ok and now - copy.at > late:
            found[f"copy {copy.place}"] = (
                f"Checkpoints have not reached {copy.place} since {copy.at:%Y-%m-%d %H:%M} UTC: {copy.error}"
            )
    return found


async def troubles_now(session: AsyncSession, clock: Clock, settings: AuditSettings) -> dict[str, str]:
    """The same of the log as it stands."""
    return troubles(await proving.state(session), clock, timedelta(seconds=settings.late_seconds))


class LogWatch(Part):
    """Looks every half minute; what is wrong is an alarm, once, until it is over."""

    def __init__(self, database: Database, clock: Clock, settings: AuditSettings) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._known: dict[str, str] = {}

    async def run(self, stop: asyncio.Event) -> None:
        """Watch until `stop` is set."""
        while not stop.is_set():
            try:
                await self.look()
            except (BeadleError, SQLAlchemyError, OSError) as error:
                _log.warning("the log could not be looked at", reason=str(error))
            await pause(stop, _EVERY_S)

    async def look(self) -> dict[str, str]:
        """One look; what is wrong now."""
        async with self._database.session() as session:
            found = await troubles_now(session, self._clock, self._settings)
        fresh = {about: text for about, text in found.items() if about not in self._known}
        over = [about for about in self._known if about not in found]
        if fresh or over:
            async with self._database.work() as session:
                for about, text in fresh.items():
                    await self._tell(session, about, "alarm", text)
                for about in over:
                    await self._tell(session, about, "over", "This is in order again.")
        self._known = found
        return found

    async def _tell(self, session: AsyncSession, about: str, level: str, text: str) -> None:
        alarm = Alarm.model_validate({"source": f"audit {about}", "level": level, "title": _TITLE, "text": text})
        await publish(session, self._clock, alarm)
