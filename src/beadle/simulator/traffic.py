"""Invented vehicles, and when they pass the cameras that read plates. All of it follows from a seed.

Time at the plate cameras goes in slots of SLOT_SECONDS, in each of which one vehicle passes or none. A vehicle comes
back about every four minutes, never after quite the same time, and leaves the town 76 to 116 seconds after it came.
Which vehicle a slot shows follows from the slot's number alone, so it is known for any moment, past or to come.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

AREAS = "JTU"
"""First letters that are not given to any area, so that no plate here is on a real vehicle."""

LETTERS = "ABCDEFGHJKLMNOPRSTUVWXY"
"""I, Q and Z are not used in second place."""

LAST_LETTERS = "ABCDEFGHJKLMNOPRSTUVWXYZ"
SEED = 2026
SLOT_SECONDS = 4.0
"""Within it a vehicle comes into the picture of a plate camera and is gone again."""

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


IN_OUT = {"Horns Bridge": (17, 18), "West Bars": (19, 20)}
"""Numbers of the cameras that see vehicles drive into the town and out of it, by site."""

ROUTES = ((17, 20), (19, 18))
"""In past one roundabout, out past the other: the cameras' numbers."""

EACH_WAY = 24
"""How many vehicles take each of the routes."""

_ROUND = 60
"""Slots after which a vehicle comes back, give or take those of one block."""
_JOURNEY = 24
"""Slots from one roundabout to the other, give or take those of one block."""
_BLOCK = 6
"""Slots whose vehicles change places among themselves, another way each time: no two can meet in one slot."""


@dataclass(frozen=True, slots=True)
class Pass:
    """A vehicle before a plate camera in a slot. number: of the vehicle in the camera's `roster`."""

    camera: int
    slot: int
    number: int
    vehicle: Vehicle


@lru_cache
def roster(camera: int, seed: int = SEED) -> tuple[Vehicle, ...]:
    """The EACH_WAY vehicles that pass a plate camera; the same for both cameras of a route."""
    route, _ = _route(camera)
    chance = random.Random(f"{seed} {route} vehicles")
    found: dict[str, Vehicle] = {}
    while len(found) < EACH_WAY:
        one = vehicle(chance)
        found.setdefault(one.plate, one)
    return tuple(found.values())


@lru_cache(maxsize=256)
def passing(camera: int, slot: int, seed: int = SEED) -> Pass | None:
    """Who passes a plate camera in a slot, counted from 1970; None: nobody."""
    route, leaving = _route(camera)
    entered = slot
    if leaving:
        entered = _change_places(f"{seed} {route} leave", slot) - _JOURNEY
    home = _change_places(f"{seed} {route} enter", entered) % _ROUND
    number = _homes(route, seed).get(home)
    return None if number is None else Pass(camera, slot, number, roster(camera, seed)[number])


def passes(camera: int, first: int, last: int, seed: int = SEED) -> Iterator[Pass]:
    """All who pass a plate camera from one slot to another, the last one left out."""
    for slot in range(first, last):
        one = passing(camera, slot, seed)
        if one is not None:
            yield one


def _route(camera: int) -> tuple[int, bool]:
    """Which route a plate camera is on, and whether it sees vehicles leave the town."""
    for index, cameras in enumerate(ROUTES):
        if camera in cameras:
            return index, camera == cameras[1]
    raise ValueError(f"Camera {camera} does not read plates.")


@lru_cache
def _homes(route: int, seed: int) -> dict[int, int]:
    """In which slot of a round each vehicle would come if none changed places: slot to vehicle."""
    slots = random.Random(f"{seed} {route} homes").sample(range(_ROUND), EACH_WAY)
    return {slot: number for number, slot in enumerate(slots)}


def _change_places(what: str, slot: int) -> int:
    """The slot that changes places with this one within its block; every slot has exactly one."""
    block, place = divmod(slot, _BLOCK)
    order = list(range(_BLOCK))
    random.Random(f"{what} {block}").shuffle(order)
    return block * _BLOCK + order[place]
