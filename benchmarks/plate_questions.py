"""What people ask of a month's reads, each question about another plate every time, through the code of the routes."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from beadle.anpr.journeys import service as journeys
from beadle.anpr.journeys.queries import Span
from beadle.anpr.journeys.settings import JourneySettings
from beadle.anpr.reads import queries
from beadle.anpr.reads.errors import BadPattern
from beadle.anpr.reads.finding import Question, find
from beadle.anpr.reads.terms import SearchMode
from beadle.platform.db import Database
from benchmarks.plate_reads import CAMERAS, END, start

LEADERS = 20
"""Plates that pass twice a day, each with another one right behind it: what a search for convoys must find."""
_WITHIN = timedelta(seconds=30)


@dataclass(frozen=True)
class Load:
    """What lies in the tables: reads, of these plates, over so many days before END."""

    reads: int
    plates: list[str]
    days: int

    @property
    def start(self) -> datetime:
        """When the reads begin."""
        return start(self.days)

    def rank(self, passes: float) -> int:
        """The place in the list of plates of one that passes about so often; see plate_reads.rows."""
        share = min(0.99, self.reads / len(self.plates) / (2 * passes))
        return int(len(self.plates) * share**2)

    def pair(self, number: int) -> tuple[str, str]:
        """A plate that passes about twice a day and the one that goes with it; number: below LEADERS."""
        # From the last third of the list, where no plate passes often, and before its end, where the misreads are.
        return self.plates[self.rank(2 * self.days) + number], self.plates[len(self.plates) * 2 // 3 + number]


Ask = Callable[[Database, random.Random, Load], Awaitable[int | None]]
"""Asks once: how many reads were found, or None where the question was refused as too wide."""


def common(chance: random.Random, made: list[str]) -> str:
    """A plate as it is met on the road: those that pass often more often."""
    return made[int(len(made) * chance.random() ** 2)]


def _span(chance: random.Random, load: Load) -> tuple[datetime, datetime]:
    days = min(load.days, chance.choice([1, 7, 31]))
    end = END - timedelta(days=chance.randrange(0, load.days - days + 1))
    return end - timedelta(days=days), end


def _moments(chance: random.Random, load: Load, minutes: int) -> tuple[datetime, datetime]:
    begins = load.start + timedelta(minutes=chance.randrange(load.days * 1440 - minutes))
    return begins, begins + timedelta(minutes=minutes)


async def _ask(
    database: Database, plate: str, mode: SearchMode, span: tuple[datetime, datetime], **more: Any
) -> int | None:
    asked = Question(plate, mode, *span, more.get("cameras"), 100)
    async with database.session() as session:
        try:
            found, _ = await find(session, asked)
        except BadPattern:
            return None
    return len(found)


async def exact(database: Database, chance: random.Random, load: Load) -> int | None:
    """A plate, in a day, a week or a month."""
    return await _ask(database, common(chance, load.plates), SearchMode.EXACT, _span(chance, load))


async def exact_at_cameras(database: Database, chance: random.Random, load: Load) -> int | None:
    """A plate at two cameras."""
    cameras = chance.sample(CAMERAS, 2)
    return await _ask(database, common(chance, load.plates), SearchMode.EXACT, _span(chance, load), cameras=cameras)


async def exact_often(database: Database, chance: random.Random, load: Load) -> int | None:
    """A plate that passes all the time, such as a bus's, in the whole month."""
    plate = load.plates[chance.randrange(50)]
    return await _ask(database, plate, SearchMode.EXACT, (load.start, END))


async def fuzzy(database: Database, chance: random.Random, load: Load) -> int | None:
    """A plate, characters that look alike and one edit forgiven, in a month."""
    return await _ask(database, common(chance, load.plates), SearchMode.FUZZY, (load.start, END))


async def beginning(database: Database, chance: random.Random, load: Load) -> int | None:
    """The first four characters."""
    return await _part(database, common(chance, load.plates)[:4] + "*", load)


async def ending(database: Database, chance: random.Random, load: Load) -> int | None:
    """The last four characters."""
    return await _part(database, "*" + common(chance, load.plates)[-4:], load)


async def gaps(database: Database, chance: random.Random, load: Load) -> int | None:
    """A plate of which two characters are not known, wherever."""
    plate = list(common(chance, load.plates))
    for place in chance.sample(range(len(plate)), 2):
        plate[place] = "?"
    return await _part(database, "".join(plate), load)


async def inside(database: Database, chance: random.Random, load: Load) -> int | None:
    """Four characters from the middle."""
    plate = common(chance, load.plates)
    first = 1 if len(plate) > 5 else 0
    return await _part(database, f"*{plate[first : first + 4]}*", load)


async def _part(database: Database, pattern: str, load: Load) -> int | None:
    return await _ask(database, pattern, SearchMode.PARTIAL, (load.start, END))


async def near(database: Database, chance: random.Random, load: Load) -> int | None:
    """Everything that passed a camera in half an hour."""
    span = _moments(chance, load, 30)
    return await _ask(database, "*", SearchMode.PARTIAL, span, cameras=[chance.choice(CAMERAS)])


async def near_part(database: Database, chance: random.Random, load: Load) -> int | None:
    """Two characters of a plate, at a camera within two hours."""
    pattern, span = common(chance, load.plates)[:2] + "*", _moments(chance, load, 120)
    return await _ask(database, pattern, SearchMode.PARTIAL, span, cameras=[chance.choice(CAMERAS)])


async def near_place(database: Database, chance: random.Random, load: Load) -> int | None:
    """The same at the four cameras of a place."""
    pattern, span = common(chance, load.plates)[:2] + "*", _moments(chance, load, 120)
    return await _ask(database, pattern, SearchMode.PARTIAL, span, cameras=chance.sample(CAMERAS, 4))


async def newest(database: Database, _chance: random.Random, _load: Load) -> int | None:
    """The live screen."""
    async with database.session() as session:
        return len(await queries.latest(session, CAMERAS, END, 50))


async def convoy(database: Database, chance: random.Random, load: Load) -> int | None:
    """Who goes with a plate that passes twice a day: its companion must be among them, where the days are enough."""
    leader, companion = load.pair(chance.randrange(LEADERS))
    found = await _convoys(database, leader, load)
    assert load.days < 7 or companion in found, (leader, companion)
    return len(found)


async def convoy_often(database: Database, chance: random.Random, load: Load) -> int | None:
    """Who goes with a plate of about a thousand passes, the most that are looked at."""
    return len(await _convoys(database, load.plates[load.rank(1000) + chance.randrange(20)], load))


async def _convoys(database: Database, plate: str, load: Load) -> list[str]:
    async with database.session() as session:
        found = await journeys.convoys(session, JourneySettings(), plate, Span(load.start, END), _WITHIN)
    return [other for other, *_ in found.companions]


QUESTIONS: list[tuple[str, Ask, int]] = [
    ("exact plate", exact, 50),
    ("exact plate at two cameras", exact_at_cameras, 50),
    ("exact plate of a bus", exact_often, 50),
    ("fuzzy: folds and one edit", fuzzy, 300),
    ("partial: first four, AB12*", beginning, 300),
    ("partial: last four, *2CDE", ending, 300),
    ("partial: two gaps, A?12C?E", gaps, 300),
    ("partial: from the middle, *B12C*", inside, 300),
    ("near a camera: half an hour", near, 100),
    ("near a camera: AB*, two hours", near_part, 100),
    ("near four cameras: AB*, two hours", near_place, 300),
    ("the newest 50 of 8 cameras", newest, 100),
    ("convoy: a plate twice a day", convoy, 3000),
    ("convoy: a thousand passes", convoy_often, 3000),
]
