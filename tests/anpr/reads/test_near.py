from __future__ import annotations

import uuid

import pytest

from beadle.anpr.reads.near import cameras_near, metres
from beadle.anpr.reads.terms import Place
from beadle.estate.terms import CameraPlace


def camera(number: int, latitude: float | None, longitude: float | None) -> CameraPlace:
    return CameraPlace(uuid.UUID(int=number), number, f"Camera {number}", None, "", latitude, longitude, retired=False)


def test_distances_on_the_ground() -> None:
    horns, bars = camera(1, 53.2289, -1.4241), camera(2, 53.2345, -1.4338)
    assert metres(53.2289, -1.4241, horns) == 0
    assert metres(53.2289, -1.4241, bars) == pytest.approx(897, abs=3)
    assert metres(0, 0, camera(3, 0, 1)) == pytest.approx(111_195, abs=1), "a degree of the equator"
    assert metres(0, 179.5, camera(3, 0, -179.5)) == pytest.approx(111_195, abs=1), "across the date line"
    assert metres(90, 0, camera(3, -90, 0)) == pytest.approx(20_015_115, abs=2)
    assert metres(53, -1, camera(4, None, None)) is None


def test_the_nearest_come_first_and_those_without_a_place_never() -> None:
    cameras = [camera(1, 53.2345, -1.4338), camera(2, 53.2289, -1.4241), camera(3, None, None), camera(4, 54.0, -1.4)]
    found = cameras_near(Place(53.2290, -1.4240, 1000), cameras)
    assert [each.int for each in found] == [2, 1]
    assert cameras_near(Place(53.2290, -1.4240, 20), cameras) == [uuid.UUID(int=2)]
    assert cameras_near(Place(0, 0, 1000), cameras) == []
