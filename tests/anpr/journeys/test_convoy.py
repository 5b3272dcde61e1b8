"""Vehicles that pass together more often than traffic explains."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beadle.anpr.journeys.convoy import (
    Beside,
    Bounds,
    companions,
    expected_trips,
    shared_trips,
    trips,
    worth_comparing,
)

START = datetime(2026, 6, 1, tzinfo=UTC)
A, B = uuid.UUID(int=1), uuid.UUID(int=2)
BOUNDS = Bounds(within_s=30, days=28, together=3, ratio=3, sites_of={A: "Horns Bridge", B: "West Bars"})


def test_passes_within_half_an_hour_are_one_trip() -> None:
    minutes = [0, 3, 32, 62, 200]
    made = trips([(A, START + timedelta(minutes=minute), 0) for minute in minutes])
    assert [moment.trip for moment in made] == [0, 0, 0, 1, 2]
    assert trips([]) == []


def test_a_trip_counts_once_however_often_it_was_shared() -> None:
    made = trips([(A, START, 0), (B, START + timedelta(minutes=3), 0), (A, START + timedelta(days=1), 0)])
    shared = shared_trips(made, [Beside(7, 0), Beside(7, 1), Beside(7, 2), Beside(8, 0)])
    assert shared == {7: {0: {A, B}, 1: {A}}, 8: {0: {A}}}
    assert worth_comparing(shared, BOUNDS) == []
    two = Bounds(30, 28, 2, 3, BOUNDS.sites_of)
    assert worth_comparing(shared, two) == [7]
    one_site = Bounds(30, 28, 2, 3, {A: "Horns Bridge", B: "Horns Bridge"})
    assert worth_comparing(shared, one_site) == []


def test_the_expectation_is_that_of_the_formula() -> None:
    made = trips([(A, START + timedelta(days=day, hours=8), 8) for day in range(20)])
    # Once each day in that hour: 28 * 60 / (3600 * 28) of a chance for each of the twenty trips.
    assert expected_trips(made, {(A, 8): 28}, BOUNDS) == pytest.approx(20 / 60)
    assert expected_trips(made, {(A, 9): 28, (B, 8): 28}, BOUNDS) == 0
    assert expected_trips(made, {(A, 8): 10**9}, BOUNDS) == 20, "no trip is expected more than once"


def test_together_on_most_trips_is_a_convoy_and_chance_is_none() -> None:
    made = trips(
        [
            (camera, START + timedelta(days=day, hours=8, minutes=m), 8)
            for day in range(10)
            for camera, m in ((A, 0), (B, 3))
        ]
    )
    together = [Beside(7, moment) for moment in range(20)]
    seldom = [Beside(8, moment) for moment in (0, 3, 7)]
    shared = shared_trips(made, together + seldom)
    # The first passes only with the plate; the second is a bus that passes every six minutes.
    passes = {7: {(A, 8): 10, (B, 8): 10}, 8: {(A, 8): 280, (B, 8): 280}}
    found = companions(made, shared, passes, BOUNDS)
    assert [each.plate for each in found] == [7]
    assert (found[0].together, found[0].cameras) == (10, frozenset({A, B}))
    assert found[0].ratio > 10


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_random_traffic_makes_no_convoy(seed: int) -> None:
    """Fifty vehicles that come at random, two hundred times each, beside one that makes forty trips."""
    chance = random.Random(seed)
    made = trips([(chance.choice((A, B)), START + timedelta(hours=16 * n), (16 * n) % 24) for n in range(40)])
    habits: dict[int, dict[tuple[uuid.UUID, int], int]] = {}
    beside = []
    for plate in range(1, 51):
        for _ in range(200):
            camera, second = chance.choice((A, B)), chance.uniform(0, 28 * 86_400)
            key = (camera, int(second // 3600) % 24)
            habits.setdefault(plate, {})[key] = habits.get(plate, {}).get(key, 0) + 1
            for number, moment in enumerate(made):
                if moment.camera == camera and abs((moment.at - START).total_seconds() - second) <= 30:
                    beside.append(Beside(plate, number))
    shared = shared_trips(made, beside)
    compared = {plate: habits[plate] for plate in worth_comparing(shared, BOUNDS)}
    assert companions(made, shared, compared, BOUNDS) == []
