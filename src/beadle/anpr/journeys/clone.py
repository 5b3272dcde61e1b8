"""Two vehicles with one plate: what cannot have been one vehicle. Pure.

Roads are never shorter than the straight line, so that a plate which would have had to drive it too fast was on two
vehicles, or was misread, or a clock is wrong: a finding for a person to look at. A plausible speed proves nothing.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from beadle.anpr.journeys.terms import Pass, Place

_SMALLEST_RADIUS = 6_335_439.0
"""Metres: the smallest radius of curvature of WGS 84, so that no distance comes out longer than it is."""
_SAME_PLACE_M = 150.0
"""Cameras this near one another may see one vehicle at the same moment."""


def least_metres(one: Place, other: Place) -> float | None:
    """A lower bound of the way between two cameras: the great circle; None where nobody knows where one stands."""
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return None
    first, second = math.radians(one.latitude or 0), math.radians(other.latitude or 0)
    east = math.radians((other.longitude or 0) - (one.longitude or 0))
    half = math.sin((second - first) / 2) ** 2 + math.cos(first) * math.cos(second) * math.sin(east / 2) ** 2
    return 2 * _SMALLEST_RADIUS * math.asin(min(1.0, math.sqrt(half)))


@dataclass(frozen=True, slots=True)
class Clone:
    """A pair of passes that one vehicle cannot have made. kmh: at least, in a straight line."""

    first: Pass
    second: Pass
    metres: float
    seconds: float
    kmh: float
    words: str


def suspect(
    plate: str, passes: Sequence[Pass], places: Mapping[UUID, Place], *, limit_kmh: float, clock_seconds: float
) -> Clone | None:
    """The fastest pair of neighbouring passes, where it is too fast for one vehicle; else None.

    passes: in order of time. Only confirmed reads of the very plate count: both have to agree on it.
    clock_seconds: by how much the cameras' clocks may differ; it is given to the vehicle.
    """
    sure = [each for each in passes if each.confirmed and each.text == plate and each.camera in places]
    found = [
        clone
        for first, second in itertools.pairwise(sure)
        if (clone := _too_fast(first, second, places, limit_kmh, clock_seconds)) is not None
    ]
    return max(found, key=lambda clone: clone.kmh, default=None)


def _too_fast(
    first: Pass, second: Pass, places: Mapping[UUID, Place], limit_kmh: float, clock_seconds: float
) -> Clone | None:
    one, other = places[first.camera], places[second.camera]
    metres = least_metres(one, other)
    if metres is None or metres <= _SAME_PLACE_M:
        return None
    seconds = (second.at - first.at).total_seconds()
    allowed = seconds + clock_seconds
    kmh = metres / max(allowed, 0.001) * 3.6
    if kmh <= limit_kmh:
        return None
    words = (
        f"{one.site} and {other.site} are at least {metres / 1000:.1f} km apart, and {first.text} was read at both "
        f"within {seconds:.0f} s: one vehicle would have had to drive {min(kmh, 99_999):.0f} km/h or more. "
        "Two vehicles may bear this plate, a read may be wrong, or a clock. "
        "This needs a person's look at both pictures."
    )
    return Clone(first, second, metres, seconds, kmh, words)
