"""Invented vehicles, and when they pass the cameras that read plates. All of it follows from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass

AREAS = "JTU"
"""First letters that are not given to any area, so that no plate here is on a real vehicle."""

LETTERS = "ABCDEFGHJKLMNOPRSTUVWXY"
"""I, Q and Z are not used in second place."""

LAST_LETTERS = "ABCDEFGHJKLMNOPRSTUVWXYZ"
CYCLE_SECONDS = 40.0
"""After this time the same vehicles pass again: the length of the loops at the roundabouts."""

Color = tuple[float, float, float]

COLORS: dict[str, Color] = {
    "white": (228, 230, 230),
    "black": (44, 42, 42),
    "grey": (122, 120, 118),
    "silver": (188, 186, 184),
    "blue": (150, 86, 40),
    "red": (44, 40, 168),
    "green": (74, 104, 58),
    "orange": (36, 112, 214),
}
KINDS = ("hatchback", "saloon", "estate", "van", "taxi", "bus")


def plate(chance: random.Random) -> str:
    """A made-up plate in the current style, e.g. `TK24 KPO`; no keeper exists for it."""
    year = chance.choice(
        ("05", "12", "15", "18", "19", "21", "22", "23", "24", "25", "57", "63", "66", "68", "70", "72")
    )
    first = chance.choice(AREAS) + chance.choice(LETTERS)
    return f"{first}{year} {''.join(chance.choice(LAST_LETTERS) for _ in range(3))}"


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One vehicle: plate with its space, colour's name, kind."""

    plate: str
    color: str
    kind: str

    @property
    def paint(self) -> Color:
        """Its colour as (blue, green, red)."""
        return COLORS[self.color]


def vehicle(chance: random.Random, kinds: tuple[str, ...] = KINDS[:4]) -> Vehicle:
    """A made-up vehicle."""
    kind = chance.choice(kinds)
    colors = {"bus": ("red", "blue", "white", "green"), "taxi": ("black", "black", "silver", "white")}
    usual = ("black", "grey", "silver", "white", "blue", "red", "grey", "silver", "black", "blue", "green", "orange")
    return Vehicle(plate(chance), chance.choice(colors.get(kind, usual)), kind)


@dataclass(frozen=True, slots=True)
class Pass:
    """A vehicle before a camera: `at` seconds into the cycle its plate is nearest."""

    vehicle: Vehicle
    camera: int
    at: float


IN_OUT = {"Horns Bridge": (17, 18), "West Bars": (19, 20)}
"""Numbers of the cameras that see vehicles drive into the town and out of it, by site."""

_GAP_SECONDS = 4.0
"""Least time between two vehicles in one lane."""


def passes(seed: int = 2026) -> tuple[Pass, ...]:
    """Everything that passes the four plate cameras in one cycle of CYCLE_SECONDS, by camera and time.

    Each vehicle drives into the town past one roundabout and out past the other 95 to 150 seconds later; as the
    cycle repeats, so does its journey.
    """
    chance = random.Random(seed)
    found: list[Pass] = []
    taken: dict[int, list[float]] = {17: [], 18: [], 19: [], 20: []}
    for entry, leave in ((17, 20), (19, 18)):
        count = 0
        while count < 5:
            start, journey = chance.uniform(0, CYCLE_SECONDS), chance.uniform(95, 150)
            end = (start + journey) % CYCLE_SECONDS
            if _free(taken[entry], start) and _free(taken[leave], end):
                taken[entry].append(start)
                taken[leave].append(end)
                one = vehicle(chance)
                found += (Pass(one, entry, round(start, 2)), Pass(one, leave, round(end, 2)))
                count += 1
    return tuple(sorted(found, key=lambda one: (one.camera, one.at)))


def _free(taken: list[float], at: float) -> bool:
    apart = (abs(at - other) for other in taken)
    return all(min(gap, CYCLE_SECONDS - gap) >= _GAP_SECONDS for gap in apart)
