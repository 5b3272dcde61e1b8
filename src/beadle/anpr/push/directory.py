"""Who may push: the tokens of all cameras in the server's memory, so that a push needs no database.

It is loaded anew whenever a set-up or a camera changes, and every few seconds in any case. With it goes the plan of the
cameras that Beadle reads by itself, which the analyser finds in a file.
"""

from __future__ import annotations

import asyncio
import hmac
import uuid
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.anpr.push import queries
from beadle.anpr.push.plan import OwnCamera, write_plan
from beadle.anpr.push.terms import ReadingMode
from beadle.anpr.push.tokens import token_hash
from beadle.estate import service as estate
from beadle.platform.db import Database
from beadle.platform.errors import BeadleError
from beadle.platform.events import Listener, Told
from beadle.platform.log import get_logger
from beadle.platform.tasks import Part, pause

EVERY_S = 5.0
_NEWS = frozenset({"plates.camera_changed", "estate.changed"})
_log = get_logger("plates")


class Directory(Part):
    """`async with Directory(...) as part: await part.run(stop)`."""

    def __init__(self, database: Database, listener: Listener, data_dir: Path) -> None:
        self._database = database
        self._listener = listener
        self._data_dir = data_dir
        self._cameras: Mapping[bytes, tuple[bytes, uuid.UUID]] = {}
        self._wake = asyncio.Event()
        self.loaded = False

    def find(self, token: str) -> uuid.UUID | None:
        """The camera that the token belongs to, or None. It takes as long for one that is nobody's.

        Looked up by the token's hash, of which nobody can choose or learn a beginning, and then compared whole.
        """
        wanted = token_hash(token)
        found, camera = self._cameras.get(wanted, (bytes(len(wanted)), None))
        return camera if hmac.compare_digest(found, wanted) else None

    async def run(self, stop: asyncio.Event) -> None:
        """Keep up until `stop` is set."""
        stop_hearing = self._listener.subscribe(self._hear)
        try:
            while not stop.is_set():
                self._wake.clear()
                await self._look_quietly()
                await pause(stop, EVERY_S, wake=self._wake)
        finally:
            stop_hearing()

    def _hear(self, told: Told) -> None:
        if told.kind in _NEWS:
            self._wake.set()

    async def _look_quietly(self) -> None:
        try:
            await self.look()
        except (BeadleError, SQLAlchemyError, OSError) as error:
            _log.warning("the cameras that may push could not be looked up", reason=str(error))

    async def look(self) -> None:
        """Load everything once. Raises what the database or the disk raises; what was known before then stays."""
        async with self._database.session() as session:
            tokens, own = await _load(session)
        self._cameras = tokens
        self.loaded = True
        await asyncio.to_thread(write_plan, self._data_dir, own)


async def _load(session: AsyncSession) -> tuple[dict[bytes, tuple[bytes, uuid.UUID]], list[OwnCamera]]:
    cards = {card.id: card for card in await estate.cards(session)}
    tokens: dict[bytes, tuple[bytes, uuid.UUID]] = {}
    own = []
    for camera in await queries.cameras(session):
        card = cards.get(camera.camera_id)
        if card is None:  # retired
            continue
        if camera.mode == ReadingMode.PUSHED and camera.token_hash is not None:
            tokens[camera.token_hash] = (camera.token_hash, camera.camera_id)
        if camera.mode == ReadingMode.OWN and card.enabled:
            region = tuple((float(x), float(y)) for x, y in camera.region)
            own.append(OwnCamera(card.id, card.key, card.number, card.name, region, camera.towards, camera.fps))
    return tokens, own
