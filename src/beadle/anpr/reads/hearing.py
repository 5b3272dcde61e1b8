"""Which news of reads one watcher hears: those of cameras in reach, for the purpose that the look was opened for."""

from __future__ import annotations

import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.permissions import Permission, allowed
from beadle.accounts.rights.reach import Reach, reach_of
from beadle.accounts.terms import Actor
from beadle.anpr.events import PlateReads
from beadle.platform.events import Told

_NOWHERE = Reach(frozenset())


class ReadsHearing:
    """What one watcher may hear; looked up anew every few seconds while they watch."""

    def __init__(self, purpose: uuid.UUID | None) -> None:
        self._purpose = purpose
        self._reach = _NOWHERE

    async def learn(self, session: AsyncSession, actor: Actor) -> None:
        """Look up how far the watcher's rights reach by now."""
        may = allowed(actor, Permission.PLATES_WATCH, purpose=self._purpose)
        self._reach = (
            await reach_of(session, actor, Permission.PLATES_WATCH, purpose=self._purpose) if may else _NOWHERE
        )

    def hears(self, told: Told) -> bool:
        """Whether the watcher may hear that. Anything but reads is told elsewhere."""
        return told.kind == PlateReads.kind and self._reach.covers(uuid.UUID(str(told.body["camera_id"])))
