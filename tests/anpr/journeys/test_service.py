"""Journeys, timing, convoys and counts over stored reads."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from tests.factories.estate import add_camera
from tests.factories.journeys import Road

from beadle.anpr.journeys import service
from beadle.anpr.journeys.queries import Span
from beadle.anpr.journeys.service import Convoys, Journey
from beadle.anpr.journeys.settings import JourneySettings
from beadle.anpr.terms import Direction
from beadle.estate import service as estate
from beadle.estate.schemas import SiteIn
from beadle.platform.settings import Secrets

SETTINGS = JourneySettings()


def whole(road: Road, *, days: float = 7, only: str = "") -> Span:
    cameras = frozenset({road.cameras[only]}) if only else None
    return Span(road.clock.now() - timedelta(days=days), road.clock.now() + timedelta(seconds=1), cameras)


async def follow(road: Road, plate: str, *, only: str = "") -> Journey:
    async with road.database.session() as session:
        return await service.follow(session, SETTINGS, plate, whole(road, only=only), sure=0.8)


async def traffic(road: Road, vehicles: int, *, seconds: float = 180) -> None:
    """That many vehicles, each once, in the last day, a little faster or slower."""
    chance = random.Random(3)
    observations = []
    for number in range(vehicles):
        begins = chance.uniform(20, 1400)
        observations += road.trip(f"TR{number:04}F", begins, seconds * chance.uniform(0.9, 1.1))
    await road.drive(observations)


async def test_a_journey_is_the_passes_in_order_with_their_legs(road: Road) -> None:
    await traffic(road, 40)
    await road.drive([*road.trip("AB12CDE", 100), *road.trip("AB12CDE", 50, 1000), *road.trip("XY34ZZZ", 90)])
    found = await follow(road, "AB12CDE")
    assert [each.text for each in found.passes] == ["AB12CDE"] * 4
    assert [(leg.origin.site, leg.destination.site, leg.seconds) for leg in found.legs] == [
        ("Horns Bridge", "West Bars", 180),
        ("West Bars", "Horns Bridge", 47 * 60),
        ("Horns Bridge", "West Bars", 1000),
    ]
    usual = found.legs[0].usual
    assert usual is not None
    assert 160 < usual.p10 < usual.p50 < usual.p90 < 200
    assert [leg.odd for leg in found.legs] == [False, False, True]
    assert found.legs[1].usual is None, "nobody else drove that way"
    assert found.legs[0].metres == pytest.approx(1210, abs=30)
    assert found.clone is None
    assert not found.more


async def test_only_cameras_in_reach_are_seen(road: Road) -> None:
    await road.drive(road.trip("AB12CDE", 100))
    found = await follow(road, "AB12CDE", only="West Bars")
    assert [each.camera for each in found.passes] == [road.cameras["West Bars"]]
    assert found.legs == []


async def test_likely_misreads_are_joined_and_other_vehicles_are_not(road: Road) -> None:
    await road.drive([each for n in range(10) for each in road.trip("AB12CDE", 100 + 100 * n)])
    await road.drive([road.read("A812CDE", "Horns Bridge", road.at(30))])
    await road.drive([each for n in range(10) for each in road.trip("AB12CDF", 130 + 100 * n)])
    await road.drive([road.read("XY34ZZZ", "Horns Bridge", road.at(31))])
    found = await follow(road, "AB12CDE")
    assert len(found.passes) == 21
    assert set(found.joined) == {"A812CDE"}
    assert "B as 8" in found.joined["A812CDE"]
    assert found.passes[-1].text == "A812CDE"


async def test_a_clone_is_found_and_a_plausible_way_is_none(road: Road) -> None:
    await road.drive(road.trip("AB12CDE", 50, seconds=4))
    found = await follow(road, "AB12CDE")
    assert found.clone is not None
    assert "person's look" in found.clone.words
    assert found.clone.kmh > 180
    await road.drive(road.trip("XY34ZZZ", 50, seconds=60))
    assert (await follow(road, "XY34ZZZ")).clone is None
    unsure = [road.read("UN51URE", "Horns Bridge", road.at(9), confidence=0.5)]
    await road.drive([*unsure, road.read("UN51URE", "West Bars", road.at(9))])
    assert (await follow(road, "UN51URE")).clone is None, "both reads have to be confirmed"


async def test_nothing_is_found_of_a_plate_that_was_never_read(road: Road) -> None:
    found = await follow(road, "NO11ONE")
    assert (found.passes, found.legs, found.clone) == ([], [], None)


async def test_two_sites_are_timed(road: Road) -> None:
    await traffic(road, 30)
    await road.drive([*road.trip("AB12CDE", 200, seconds=5000), road.read("XX99XXX", "West Bars", road.at(5))])
    ends = road.sites["Horns Bridge"], road.sites["West Bars"]
    async with road.database.session() as session:
        found = await service.timing(session, SETTINGS, ends, whole(road))
        assert found[None].pairs == 30, "a way of more than an hour is another trip"
        assert found[None].p50 == pytest.approx(180, rel=0.1)
        assert sum(usual.pairs for hour, usual in found.items() if hour is not None) == 30
        assert await service.timing(session, SETTINGS, ends[::-1], whole(road)) == {}


async def convoys(road: Road, plate: str) -> Convoys:
    async with road.database.session() as session:
        return await service.convoys(session, SETTINGS, plate, whole(road, days=28), timedelta(seconds=30))


async def test_a_convoy_is_found_and_the_traffic_around_it_is_not(road: Road) -> None:
    days = range(8)
    await traffic(road, 200)
    for day in days:
        begins = 60 + 1440 * day + 97 * day
        both = road.trip("AA11AAA", begins) + road.trip("BB22BBB", begins - 0.1)
        queue = [each for n in range(6) for each in road.trip(f"QU{day}{n}EUE", begins + 0.1 * n)]
        await road.drive([*both, *queue])
    # Who drives the same way every hour meets everybody now and then.
    await road.drive([road.read("BU55BUS", "Horns Bridge", road.at(minutes)) for minutes in range(10, 28 * 1440, 60)])
    found = await convoys(road, "AA11AAA")
    assert [text for text, _, _ in found.companions] == ["BB22BBB"]
    _, companion, sites = found.companions[0]
    assert (companion.together, found.trips, found.passes) == (8, 8, 16)
    assert companion.expected < 0.5
    assert companion.p < 1e-6
    assert sites == ["Horns Bridge", "West Bars"]


async def test_a_second_reading_of_the_same_vehicle_is_no_convoy(road: Road) -> None:
    for day in range(6):
        await road.drive([*road.trip("AB12CDE", 60 + 1500 * day), *road.trip("A812CDE", 60 + 1500 * day)])
    assert (await convoys(road, "AB12CDE")).companions == []
    assert (await convoys(road, "NO11ONE")).passes == 0


async def test_passes_are_counted_without_plates(road: Road) -> None:
    towards = {"direction": Direction.TOWARDS}
    await road.drive([road.read(f"AB{n:02}CDE", "Horns Bridge", road.at(10 + n), **towards) for n in range(7)])
    await road.drive([road.read("AB01CDE", "West Bars", road.at(9)), road.read("AB01CDE", "West Bars", road.at(1600))])
    async with road.database.session() as session:
        found = await service.flows(session, SETTINGS, whole(road, days=1), "hour")
        assert [(begins.hour, camera, direction, passes) for begins, camera, direction, passes in found] == sorted(
            [
                (11, road.cameras["Horns Bridge"], "towards", 7),
                (11, road.cameras["West Bars"], "unknown", 1),
            ],
            key=lambda row: str(row[1]),
        )
        days = await service.flows(session, SETTINGS, whole(road), "day")
        assert sum(passes for *_, passes in days) == 9


async def test_origins_and_destinations_hide_what_is_few(road: Road, secrets: Secrets) -> None:
    await road.drive([each for n in range(6) for each in road.trip(f"AB{n:02}CDE", 100 + n)])
    way_back = [road.read("AB00CDE", "West Bars", road.at(40)), road.read("AB00CDE", "Horns Bridge", road.at(30))]
    await road.drive(way_back)
    async with road.database.work() as session:
        site = await estate.create_site(session, SiteIn(name="Market Place", latitude=53.235, longitude=-1.427))
    await add_camera(road.database, road.clock, secrets, 3, "Market Place north", site_id=site.id)
    async with road.database.session() as session:
        found = await service.links(session, SETTINGS, whole(road))
    # A site where no plate is read stands in no row and no column.
    assert found == {("Horns Bridge", "West Bars"): 6, ("West Bars", "Horns Bridge"): None}
