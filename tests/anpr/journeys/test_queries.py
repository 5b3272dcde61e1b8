"""Selects over reads, where only the database knows whether they are right."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.journeys import Road

from beadle.anpr.journeys import queries
from beadle.anpr.journeys.convoy import trips
from beadle.anpr.journeys.queries import Span


def span(road: Road, hours: float = 24, *only: str) -> Span:
    cameras = frozenset(road.cameras[name] for name in only) if only else None
    return Span(road.clock.now() - timedelta(hours=hours), road.clock.now() + timedelta(seconds=1), cameras)


async def test_plates_are_found_by_text_and_by_fold(road: Road) -> None:
    await road.drive([road.read(text, "West Bars", road.at(5)) for text in ("AB12CDE", "A812CDE", "AB12CDF", "XX1")])
    async with road.database.session() as session:
        found = await queries.plates(session, "AB12CDE", ["AB12CDF", "NEVER"])
        assert sorted(found.values()) == ["A812CDE", "AB12CDE", "AB12CDF"]
        assert sorted((await queries.counts(session, found, span(road))).values()) == [1, 1, 1]
        assert await queries.names(session, found) == found


async def test_the_newest_passes_are_kept(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_PASSES", 2)
    await road.drive([road.read("AB12CDE", "West Bars", road.at(minutes), confidence=0.5) for minutes in (30, 20, 10)])
    async with road.database.session() as session:
        known = await queries.plates(session, "AB12CDE", [])
        found, more = await queries.passes(session, known, span(road), 0.8)
        assert ([each.at for each in found], more) == ([road.at(20), road.at(10)], True)
        assert not found[0].confirmed
        assert await queries.passes(session, known, span(road, 24, "Horns Bridge"), 0.8) == ([], False)


async def test_moments_know_their_local_hour(road: Road) -> None:
    await road.drive([road.read("AB12CDE", "West Bars", road.at(0))])
    async with road.database.session() as session:
        (found,) = await queries.moments(session, "AB12CDE", span(road), "Europe/London", 10)
        assert found == (road.cameras["West Bars"], road.at(0), 13), "noon UTC is one o'clock in summer"
        known = await queries.plates(session, "AB12CDE", [])
        (number,) = known
        habits = await queries.habits(session, [number, 10**9], span(road), "Europe/London")
        assert habits == {number: {(road.cameras["West Bars"], 13): 1}, 10**9: {}}


async def test_who_is_beside_is_at_the_same_camera_within_the_time(road: Road) -> None:
    at = road.at(10)
    second = timedelta(seconds=1)
    await road.drive(
        [
            road.read("AB12CDE", "West Bars", at),
            road.read("NEAR1", "West Bars", at + 30 * second),
            road.read("NEAR2", "West Bars", at - 30 * second),
            road.read("FAR1", "West Bars", at + 31 * second),
            road.read("ELSE1", "Horns Bridge", at),
        ]
    )
    async with road.database.session() as session:
        moments = trips(await queries.moments(session, "AB12CDE", span(road), "UTC", 10))
        found = await queries.beside(session, "AB12CDE", moments, timedelta(seconds=30), 1)
        names = await queries.names(session, [each.plate for each in found])
        assert await queries.beside(session, "AB12CDE", moments, timedelta(seconds=30), 2) == []
    assert sorted(names.values()) == ["NEAR1", "NEAR2"]
    assert {each.moment for each in found} == {0}


async def test_who_is_beside_on_one_trip_only_is_left_out(road: Road) -> None:
    """However often that was on it: passes within half an hour are one trip."""
    reads = []
    for minutes, others in ((200, ["ONCE1", "TWICE1"]), (190, ["ONCE1"]), (100, ["TWICE1"]), (90, ["LATE1"])):
        reads += [road.read(plate, "West Bars", road.at(minutes)) for plate in ["AB12CDE", *others]]
    await road.drive(reads)
    async with road.database.session() as session:
        moments = trips(await queries.moments(session, "AB12CDE", span(road), "UTC", 10))
        assert [each.trip for each in moments] == [0, 0, 1, 1]
        found = await queries.beside(session, "AB12CDE", moments, timedelta(seconds=30), 2)
        names = await queries.names(session, [each.plate for each in found])
    assert [(names[each.plate], each.moment) for each in sorted(found, key=lambda each: each.moment)] == [
        ("TWICE1", 0),
        ("TWICE1", 2),
    ]


async def test_sites_without_cameras_have_no_times(road: Road) -> None:
    async with road.database.session() as session:
        assert await queries.timing(session, ([], []), span(road), longest=timedelta(hours=1), zone="UTC") == {}
