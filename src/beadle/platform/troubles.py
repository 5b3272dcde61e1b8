"""What is wrong somewhere, looked at again and again: an alarm, once, until it is over."""

from __future__ import annotations

import asyncio
from abc import ABCMeta, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from sqlalchemy.exc import SQLAlchemyError

from beadle.platform.clock import Clock
from beadle.platform.db import Database
from beadle.platform.errors import BeadleError
from beadle.platform.events import Alarm, publish
from beadle.platform.log import get_logger
from beadle.platform.tasks import Part, pause

_log = get_logger("watch")
_LONGEST = 300


def alarms(source: str, title: str, known: Mapping[str, str], found: Mapping[str, str]) -> list[Alarm]:
    """What is to be told when after `known` there is `found`: each by what it is about, with what to do about it."""
    fresh = [(about, "alarm", text) for about, text in found.items() if about not in known]
    over = [(about, "over", "This is in order again.") for about in known if about not in found]
    return [
        Alarm.model_validate({"source": f"{source} {about}", "level": level, "title": title, "text": text})
        for about, level, text in [*fresh, *over]
    ]


class TroubleWatch(Part, metaclass=ABCMeta):
    """`async with Watch(...) as part: await part.run(stop)`; a subclass says what is wrong, in `troubles`.

    A look that fails is logged, and the next one comes all the same. What was told before a restart is told again.
    """

    source: ClassVar[str]
    """The beginning of an alarm's source; what it is about follows."""
    title: ClassVar[str]
    every_s: ClassVar[float]

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._known: dict[str, str] = {}

    @abstractmethod
    async def troubles(self) -> dict[str, str]:
        """What is wrong now, by what it is about, in words that say what to do."""

    async def run(self, stop: asyncio.Event) -> None:
        """Watch until `stop` is set."""
        while not stop.is_set():
            try:
                await self.look()
            except (BeadleError, SQLAlchemyError, OSError) as error:
                _log.warning("it could not be looked at", about=self.source, reason=str(error)[:_LONGEST])
            await pause(stop, self.every_s)

    async def look(self) -> dict[str, str]:
        """One look; what is wrong now. What could not be told is told after the next look."""
        found = await self.troubles()
        news = alarms(self.source, self.title, self._known, found)
        if news:
            async with self._database.work() as session:
                for alarm in news:
                    await publish(session, self._clock, alarm)
        self._known = found
        return found
