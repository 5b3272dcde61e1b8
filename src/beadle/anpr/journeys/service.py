"""Following one plate, timing two sites, looking for convoys, counting. Never commits.

Whoever calls it writes into the audit log what was asked, before the answer leaves.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy.ext.asyncio import AsyncSession

from beadle.anpr.confusion import alike
from beadle.anpr.journeys import clone, convoy, joining, queries
from beadle.anpr.journeys.clone import Clone
from beadle.anpr.journeys.confusions import Matrix
from beadle.anpr.journeys.convoy import Bounds, Companion
from beadle.anpr.journeys.legs import Leg, legs
from beadle.anpr.journeys.queries import Span
from beadle.anpr.journeys.settings import JourneySettings
from beadle.anpr.journeys.suppression import suppressed
from beadle.anpr.journeys.terms import Pass, Place, Usual
from beadle.anpr.push import service as push
from beadle.estate import service as estate

_LEAST_PAIRS = 20
"""So many vehicles make a time usual."""
_MOST_MOMENTS = 1_000
_MOST_COMPARED = 500


async def places(session: AsyncSession) -> dict[uuid.UUID, Place]:
    """Where every camera stands; a camera without a site is a place of its own."""
    return {
        camera.id: Place(camera.id, camera.site_id, camera.site or camera.name, camera.latitude, camera.longitude)
        for camera in (await estate.places(session)).values()
    }


async def plate_sites(session: AsyncSession, since: datetime) -> dict[uuid.UUID, tuple[str, int]]:
    """Sites with cameras that are set up to read plates, or have read one since then: name, and how many cameras."""
    sited = {camera: place for camera, place in (await places(session)).items() if place.site_id is not None}
    cameras = await push.reading_cameras(session) | await queries.reading(session, sited, since)
    several = Counter(sited[camera].site_id for camera in cameras if camera in sited)
    names = {place.site_id: place.site for place in sited.values()}
    return {site: (names[site], count) for site, count in several.items() if site is not None}


@dataclass(frozen=True, slots=True)
class Journey:
    """The passes of one plate in order. joined: why a text other than the plate is among them, by the text."""

    passes: list[Pass]
    joined: Mapping[str, str]
    legs: list[Leg]
    clone: Clone | None
    more: bool


async def follow(session: AsyncSession, settings: JourneySettings, plate: str, span: Span, *, sure: float) -> Journey:
    """The journey of a plate (normalised) at the span's cameras. sure: the confidence of a confirmed read."""
    matrix = Matrix.of(await queries.confusions(session))
    known = await queries.plates(session, plate, joining.candidates(matrix, plate))
    several = {known[number]: count for number, count in (await queries.counts(session, known, span)).items()}
    joined = joining.join(matrix, plate, several)
    wanted = {number: text for number, text in known.items() if text == plate or text in joined}
    passes, more = await queries.passes(session, wanted, span, sure)
    where = await places(session)
    usual = await _usual(session, settings, passes, where, span)
    return Journey(
        passes=passes,
        joined={text: each.because for text, each in joined.items()},
        legs=legs(passes, where, lambda origin, to: usual.get((origin, to))),
        clone=clone.suspect(plate, passes, where, limit_kmh=settings.clone_kmh, clock_seconds=settings.clock_seconds),
        more=more,
    )


async def _usual(
    session: AsyncSession,
    settings: JourneySettings,
    passes: list[Pass],
    where: Mapping[uuid.UUID, Place],
    span: Span,
) -> dict[tuple[uuid.UUID, uuid.UUID], Usual]:
    """The usual time of every pair of sites on the way, from the days before the end of the span, at every camera."""
    sites = [where[each.camera].site_id for each in passes if each.camera in where]
    ways = {(one, to) for one, to in pairwise(sites) if one and to and one != to}
    days = Span(span.until - timedelta(days=settings.usual_days), span.until)
    found = {}
    for origin, to in ways:
        usual = (await _timing(session, settings, (origin, to), days, where)).get(None)
        if usual is not None and usual.pairs >= _LEAST_PAIRS:
            found[(origin, to)] = usual
    return found


async def _timing(
    session: AsyncSession,
    settings: JourneySettings,
    ends: tuple[uuid.UUID, uuid.UUID],
    span: Span,
    where: Mapping[uuid.UUID, Place],
) -> dict[int | None, Usual]:
    at = [[place.camera for place in where.values() if place.site_id == site] for site in ends]
    longest = timedelta(minutes=settings.link_minutes)
    return await queries.timing(session, (at[0], at[1]), span, longest=longest, zone=settings.time_zone)


async def timing(
    session: AsyncSession, settings: JourneySettings, ends: tuple[uuid.UUID, uuid.UUID], span: Span
) -> dict[int | None, Usual]:
    """How long vehicles take from one site to another, by hour of the day and, under None, in all."""
    return await _timing(session, settings, ends, span, await places(session))


@dataclass(frozen=True, slots=True)
class Convoys:
    """Vehicles that travel with one, by their plates. compared: how many shared enough trips to be compared."""

    companions: list[tuple[str, Companion, list[str]]]
    trips: int
    passes: int
    compared: int


async def convoys(
    session: AsyncSession, settings: JourneySettings, plate: str, span: Span, within: timedelta
) -> Convoys:
    """Vehicles that shared more trips with a plate (normalised) than traffic explains, at the span's cameras."""
    zone = settings.time_zone
    moments = convoy.trips(await queries.moments(session, plate, span, zone, _MOST_MOMENTS))
    if not moments:
        return Convoys([], 0, 0, 0)
    where = await places(session)
    bounds = Bounds(
        within_s=within.total_seconds(),
        days=(span.until - span.since) / timedelta(days=1),
        together=settings.convoy_together,
        ratio=settings.convoy_ratio,
        sites_of={camera: place.site for camera, place in where.items()},
    )
    beside = await queries.beside(session, plate, moments, within, bounds.together)
    shared = convoy.shared_trips(moments, beside)
    worth = convoy.worth_comparing(shared, bounds)
    named = await queries.names(session, worth)
    matrix = Matrix.of(await queries.confusions(session))
    others = [number for number in worth if not _is_misread(matrix, plate, named[number])]
    compared = sorted(others, key=lambda number: -len(shared[number]))[:_MOST_COMPARED]
    habits = await queries.habits(session, compared, span, zone)
    found = [
        (named[each.plate], each, sorted({bounds.sites_of.get(camera, "") for camera in each.cameras}))
        for each in convoy.companions(moments, shared, habits, bounds)
    ]
    return Convoys(found, moments[-1].trip + 1, len(moments), len(others))


def _is_misread(matrix: Matrix, plate: str, other: str) -> bool:
    """Whether another text is likely the very vehicle, read differently a second time."""
    return alike(plate, other) or matrix.relative(plate, other) >= joining.LEAST_CHANCE


async def flows(
    session: AsyncSession, settings: JourneySettings, span: Span, by: str
) -> list[tuple[datetime, uuid.UUID, str, int]]:
    """Passes by hour or day, camera and direction."""
    return list(await queries.flows(session, span, by=by, zone=settings.time_zone))


async def links(session: AsyncSession, settings: JourneySettings, span: Span) -> dict[tuple[str, str], int | None]:
    """Passes from each site where plates are read to each other one; None where they are too few to be told."""
    where = await places(session)
    reading = {name for name, _ in (await plate_sites(session, span.since)).values()}
    names = sorted(reading)
    numbers = {
        camera: names.index(place.site)
        for camera, place in where.items()
        if place.site_id is not None and place.site in reading
    }
    longest = timedelta(minutes=settings.link_minutes)
    found = await queries.links(session, numbers, span, longest=longest)
    cells = {(origin, to): 0 for origin in names for to in names if origin != to}
    cells |= {(names[origin], names[to]): several for (origin, to), several in found.items()}
    return suppressed(cells, settings.suppress_below)
