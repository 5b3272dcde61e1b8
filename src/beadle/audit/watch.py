"""What needs attention in the log, and the part that raises the alarm. It runs apart from what it watches."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from beadle.audit import proving
from beadle.audit.proving import State
from beadle.audit.settings import AuditSettings
from beadle.platform.clock import Clock
from beadle.platform.db import Database
from beadle.platform.troubles import TroubleWatch

_EVERY_S = 30.0


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


class LogWatch(TroubleWatch):
    """Looks at the log every half minute."""

    source = "audit"
    title = "The audit log needs attention"
    every_s = _EVERY_S

    def __init__(self, database: Database, clock: Clock, settings: AuditSettings) -> None:
        super().__init__(database, clock)
        self._settings = settings

    async def troubles(self) -> dict[str, str]:
        """What is wrong with the log as it stands."""
        async with self._database.session() as session:
            return await troubles_now(session, self._clock, self._settings)
