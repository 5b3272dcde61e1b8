"""The gate for pushed messages: is it a camera's, may it send more, and is it on the disk. It asks no database."""

from __future__ import annotations

import math
import uuid
from collections import Counter
from collections.abc import AsyncIterable
from datetime import timedelta

from beadle.anpr.push.directory import Directory
from beadle.anpr.push.errors import SpoolBusy, SpoolFull, TooManyMessages
from beadle.anpr.push.message import Message
from beadle.anpr.push.rates import Rates
from beadle.anpr.push.settings import PushSettings
from beadle.anpr.push.spool import Spool
from beadle.anpr.push.terms import Asked
from beadle.platform.clock import Clock
from beadle.platform.errors import Unavailable

RETRY = timedelta(seconds=10)
"""When a camera may try again whose message could not be kept."""


class Gate:
    """What the push route asks. One for each server."""

    def __init__(self, directory: Directory, spool: Spool, clock: Clock, settings: PushSettings) -> None:
        self.spool = spool
        self.asked: Counter[Asked] = Counter()
        self._directory = directory
        self._clock = clock
        self._rates = Rates(settings.messages_per_second, settings.burst)

    def camera(self, token: str) -> uuid.UUID | None:
        """The camera that the token belongs to, or None. Raises Unavailable before the tokens were ever loaded."""
        if not self._directory.loaded:
            raise Unavailable("Beadle is starting.", advice="Send it again in a moment.")
        camera = self._directory.find(token)
        if camera is None:
            self.asked[Asked.UNKNOWN] += 1
        return camera

    async def take(self, camera: uuid.UUID, content_type: str, sender: str, body: AsyncIterable[bytes]) -> str:
        """Keep a message; its name. Raises TooManyMessages, SpoolBusy, SpoolFull, and what reading the body raises."""
        wait = self._rates.wait(camera, self._clock.monotonic())
        if wait > 0:
            self.asked[Asked.TOO_MANY] += 1
            seconds = math.ceil(wait)
            raise TooManyMessages("This camera sends too many messages.", advice="Send less.", retry_after=seconds)
        with self._rates.inside(camera):
            data = b"".join([piece async for piece in body])
            message = Message(camera, self._clock.now(), data, content_type=content_type, sender=sender)
            try:
                name = await self.spool.put(message)
            except (SpoolBusy, SpoolFull):
                self.asked[Asked.NOT_KEPT] += 1
                raise
        self.asked[Asked.KEPT] += 1
        return name
