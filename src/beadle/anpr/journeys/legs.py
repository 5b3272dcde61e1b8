"""From one pass to the next: how long it took, how fast that is at least, and whether it is usual. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from beadle.anpr.journeys.clone import least_metres
from beadle.anpr.journeys.terms import Pass, Place, Usual

_MARGIN = 1.5
"""A leg is odd where it took less than p10 / 1.5 or more than p90 * 1.5 of what traffic takes."""


@dataclass(frozen=True, slots=True)
class Leg:
    """From one camera to another. metres: a lower bound, in a straight line; kmh: with that. None: nobody knows.

    arrives: the read of the pass that it ends with; passes at the same camera one after the other have no leg between.
    """

    origin: Place
    destination: Place
    seconds: float
    metres: float | None
    kmh: float | None
    usual: Usual | None
    odd: bool
    arrives: UUID


UsualOf = Callable[[UUID, UUID], Usual | None]
"""The usual time between two sites, by their identifiers."""


def legs(passes: Sequence[Pass], places: Mapping[UUID, Place], usual_of: UsualOf) -> list[Leg]:
    """The legs between passes at different cameras. passes: in order of time."""
    found = []
    for first, second in itertools.pairwise(passes):
        if first.camera != second.camera and first.camera in places and second.camera in places:
            found.append(_leg(first, second, (places[first.camera], places[second.camera]), usual_of))
    return found


def _leg(first: Pass, second: Pass, ends: tuple[Place, Place], usual_of: UsualOf) -> Leg:
    origin, destination = ends
    seconds = (second.at - first.at).total_seconds()
    metres = least_metres(origin, destination)
    kmh = None if metres is None or seconds <= 0 else metres / seconds * 3.6
    usual = None
    if origin.site_id is not None and destination.site_id is not None and origin.site_id != destination.site_id:
        usual = usual_of(origin.site_id, destination.site_id)
    return Leg(origin, destination, seconds, metres, kmh, usual, is_odd(seconds, usual), second.read)


def is_odd(seconds: float, usual: Usual | None) -> bool:
    """Whether a time is out of the usual by more than the margin."""
    return usual is not None and not usual.p10 / _MARGIN <= seconds <= usual.p90 * _MARGIN
