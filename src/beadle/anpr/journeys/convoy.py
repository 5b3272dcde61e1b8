"""Vehicles that pass together more often than traffic explains. Pure.

For a plate P with trips T (its passes, apart by half an hour or more), and another vehicle V, `together` is the number
of P's trips in which V passed one of the same cameras within w seconds of P. By chance alone, V passes a camera c
within w seconds of a given moment of hour h with a chance of at most

    q = min(1, n(V, c, h) * 2w / (3600 * days))

where n(V, c, h) is how often V passed c in that hour of the day over all days of the span. Passes of one trip are not
independent - who drives beside P at one roundabout likely does at the next - so that a trip counts once, with the sum
of its q (at most 1), which is more than its true chance. The sum over the trips is `expected`; it holds V's own habits
and the density of the traffic at each hour, for V's passes together with P count among them too. `p` is the Poisson
tail P(X >= together | expected), times the number of vehicles that were compared (Bonferroni).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from beadle.anpr.journeys.chances import poisson_tail

TRIP_GAP = timedelta(minutes=30)
LEAST_SITES = 2
MOST_P = 0.001


@dataclass(frozen=True, slots=True)
class Moment:
    """A pass of the plate that is looked at. trip: its number; hour: of the day, local."""

    camera: UUID
    at: datetime
    hour: int
    trip: int


@dataclass(frozen=True, slots=True)
class Beside:
    """That another vehicle passed near a moment: its plate's number, and the number of the moment."""

    plate: int
    moment: int


@dataclass(frozen=True, slots=True)
class Companion:
    """A vehicle that passes together with the plate. p: the chance of that by traffic alone, over all compared."""

    plate: int
    together: int
    expected: float
    ratio: float
    p: float
    cameras: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What makes a convoy. within_s: seconds on either side; days: of the span; sites_of: the site of each camera."""

    within_s: float
    days: float
    together: int
    ratio: float
    sites_of: Mapping[UUID, str]


def trips(moments: Iterable[tuple[UUID, datetime, int]]) -> list[Moment]:
    """Passes (camera, moment, hour of the day) in order of time, with the trip that each belongs to."""
    made: list[Moment] = []
    for camera, at, hour in moments:
        trip = 0
        if made:
            trip = made[-1].trip + (at - made[-1].at >= TRIP_GAP)
        made.append(Moment(camera, at, hour, trip))
    return made


def shared_trips(moments: Sequence[Moment], beside: Iterable[Beside]) -> dict[int, dict[int, set[UUID]]]:
    """For each other plate, the trips that it shared, each with the cameras where it did."""
    shared: dict[int, dict[int, set[UUID]]] = {}
    for each in beside:
        moment = moments[each.moment]
        shared.setdefault(each.plate, {}).setdefault(moment.trip, set()).add(moment.camera)
    return shared


def worth_comparing(shared: Mapping[int, Mapping[int, set[UUID]]], bounds: Bounds) -> list[int]:
    """The plates that shared trips enough, at sites enough."""
    return sorted(
        plate
        for plate, theirs in shared.items()
        if len(theirs) >= bounds.together and len(_sites(theirs, bounds)) >= LEAST_SITES
    )


def companions(
    moments: Sequence[Moment],
    shared: Mapping[int, Mapping[int, set[UUID]]],
    passes: Mapping[int, Mapping[tuple[UUID, int], int]],
    bounds: Bounds,
) -> list[Companion]:
    """The vehicles that pass together beyond chance, the least explicable first.

    passes: for every plate that was worth comparing, how often it passed each camera in each hour of the day.
    """
    found = []
    for plate, theirs in passes.items():
        together = len(shared[plate])
        expected = expected_trips(moments, theirs, bounds)
        p = min(1.0, poisson_tail(together, expected) * len(passes))
        ratio = together / max(expected, 1e-9)
        if p <= MOST_P and ratio >= bounds.ratio:
            cameras = frozenset[UUID]().union(*shared[plate].values())
            found.append(Companion(plate, together, expected, ratio, p, cameras))
    return sorted(found, key=lambda each: (each.p, -each.together, each.plate))


def expected_trips(moments: Sequence[Moment], theirs: Mapping[tuple[UUID, int], int], bounds: Bounds) -> float:
    """How many of the trips a vehicle with these passes would share by chance, at most."""
    chances: dict[int, float] = {}
    for moment in moments:
        often = theirs.get((moment.camera, moment.hour), 0)
        share = min(1.0, often * 2 * bounds.within_s / (3600 * max(bounds.days, 1.0)))
        chances[moment.trip] = min(1.0, chances.get(moment.trip, 0.0) + share)
    return sum(chances.values())


def _sites(theirs: Mapping[int, set[UUID]], bounds: Bounds) -> set[str]:
    return {bounds.sites_of.get(camera, str(camera)) for cameras in theirs.values() for camera in cameras}
