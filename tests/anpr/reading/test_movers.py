from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from beadle.anpr.reading.movers import Movers
from beadle.anpr.terms import Box

WIDTH, HEIGHT = 480, 270


def road(*blocks: Box, light: int = 90, seed: int = 0) -> NDArray[np.uint8]:
    """A grey road with a sensor's noise, and bright blocks on it."""
    picture = np.random.default_rng(seed).normal(light, 3, (HEIGHT, WIDTH)).clip(0, 255).astype(np.uint8)
    for block in blocks:
        picture[block.y : block.y + block.height, block.x : block.x + block.width] = 200
    return picture


def settled(movers: Movers, seconds: float = 1.0) -> float:
    """Show the empty road for a while; the moment after."""
    for step in range(round(seconds * 10)):
        assert movers.find(road(seed=step), step / 10) == []
    return seconds


def holds(outer: Box, inner: Box) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and outer.x + outer.width >= inner.x + inner.width
        and outer.y + outer.height >= inner.y + inner.height
    )


def test_an_empty_road_has_no_movers_whatever_the_noise() -> None:
    settled(Movers(), 3.0)


def test_what_drives_in_is_found_where_it_is() -> None:
    movers = Movers()
    now = settled(movers)
    car = Box(150, 100, 125, 100)
    (found,) = movers.find(road(car), now)

    assert holds(found, car)
    assert found.width * found.height < 1.5 * car.width * car.height


def test_two_that_are_apart_are_two_and_two_that_overlap_are_one() -> None:
    movers = Movers()
    now = settled(movers)
    assert len(movers.find(road(Box(50, 75, 75, 75), Box(300, 125, 75, 75)), now)) == 2
    assert len(movers.find(road(Box(50, 75, 75, 75), Box(130, 80, 75, 50)), now + 0.1)) == 1


def test_one_that_stands_still_is_a_mover_for_a_while_and_then_part_of_the_road() -> None:
    movers = Movers()
    now = settled(movers)
    car = Box(150, 100, 125, 100)
    shown = [bool(movers.find(road(car, seed=step), now + step / 2.5)) for step in range(300)]

    assert all(shown[:20])
    assert not any(shown[-20:])


def test_only_the_region_counts() -> None:
    movers = Movers([(0.5, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 1.0)])
    now = settled(movers)
    assert movers.find(road(Box(25, 75, 75, 75)), now) == []
    (found,) = movers.find(road(Box(200, 75, 150, 75)), now + 0.1)
    assert found.x >= WIDTH // 2 - 10


def test_a_light_that_is_switched_on_is_one_mover_and_passes() -> None:
    movers = Movers()
    now = settled(movers)
    (found,) = movers.find(road(light=140), now)
    assert found.width * found.height > 0.9 * WIDTH * HEIGHT
    shown = [bool(movers.find(road(light=140, seed=step), now + step / 2.5)) for step in range(200)]
    assert not any(shown[-10:])


def test_a_picture_of_another_size_begins_anew() -> None:
    movers = Movers()
    now = settled(movers)
    assert movers.find(road()[:180], now) == []


def test_what_stands_beside_a_mover_is_not_on_it() -> None:
    sign = Box(300, 100, 30, 12)
    movers = Movers()
    for step in range(10):
        movers.find(road(sign, seed=step), step / 10)
    car = Box(150, 90, 140, 100)
    (found,) = movers.find(road(sign, car), 1.0)
    assert holds(found, car)
    assert movers.on_one(Box(200, 150, 30, 8))
    assert not movers.on_one(sign)
    assert not movers.on_one(Box(400, 20, 30, 8))


def test_before_the_first_picture_nothing_is_on_a_mover() -> None:
    assert not Movers().on_one(Box(0, 0, 30, 8))


def test_a_plate_that_is_cut_off_at_the_edge_is_left_out() -> None:
    movers = Movers([(0.0, 0.0), (1.0, 0.0), (1.0, 0.9), (0.0, 0.9)])
    now = settled(movers)
    movers.find(road(Box(100, 100, 200, 170)), now)
    assert movers.on_one(Box(150, 200, 60, 14))
    assert not movers.on_one(Box(150, 236, 60, 9))
    movers.find(road(Box(0, 0, 200, 170)), now + 0.1)
    assert not movers.on_one(Box(0, 50, 60, 14))
    assert not movers.on_one(Box(50, 1, 60, 14))
