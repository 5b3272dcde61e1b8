"""Where a plate will be, and which way it goes."""

from __future__ import annotations

import pytest

from beadle.anpr.engine.motion import Course, Heading, overlap
from beadle.anpr.terms import Box, Direction


def test_a_steady_plate_is_expected_where_it_will_be() -> None:
    course = Course(Box(100, 100, 80, 20), 0.0)
    for step in range(1, 10):
        course.see(Box(100 + 20 * step, 100 + 10 * step, 80, 20), step * 0.1)
    x, y, width, height = course.at(1.4)
    assert (x, y) == (pytest.approx(100 + 280 + 40, abs=6), pytest.approx(100 + 140 + 10, abs=4))
    assert (width, height) == (pytest.approx(80, abs=2), pytest.approx(20, abs=2))


def test_a_growing_plate_is_expected_larger() -> None:
    course = Course(Box(100, 100, 40, 10), 0.0)
    for step in range(1, 10):
        course.see(Box(100, 100, 40 + 4 * step, 10 + step), step * 0.1)
    assert course.at(1.1)[2] > 80


def test_two_looks_in_the_same_moment_do_no_harm() -> None:
    course = Course(Box(100, 100, 40, 10), 5.0)
    course.see(Box(101, 100, 40, 10), 5.0)
    assert course.at(5.0)[0] == pytest.approx(121, abs=1)


def test_a_plate_never_shrinks_to_nothing() -> None:
    course = Course(Box(0, 0, 40, 10), 0.0)
    course.see(Box(0, 0, 20, 5), 0.1)
    assert min(course.at(10.0)[2:]) >= 1.0


def test_overlap() -> None:
    box = Box(0, 0, 10, 10)
    assert overlap(box, (5, 5, 10, 10)) == 1.0
    assert overlap(box, (10, 5, 10, 10)) == pytest.approx(1 / 3)
    assert overlap(box, (30, 5, 10, 10)) == 0.0


def headed(boxes: list[Box], *, down_is_towards: bool = True) -> Direction:
    heading = Heading(down_is_towards)
    for number, box in enumerate(boxes):
        heading.see(box, number * 0.1)
    return heading.direction()


def test_directions() -> None:
    growing = [Box(100, 100, 60 + 4 * n, 15 + n) for n in range(8)]
    assert headed(growing) is Direction.TOWARDS
    assert headed(growing[::-1]) is Direction.AWAY
    down = [Box(100, 100 + 8 * n, 60, 15) for n in range(8)]
    assert headed(down) is Direction.TOWARDS
    assert headed(down, down_is_towards=False) is Direction.AWAY
    assert headed(down[::-1]) is Direction.AWAY


def test_what_stands_or_was_seen_once_has_no_direction() -> None:
    assert headed([Box(100, 100, 60, 15)] * 9) is Direction.UNKNOWN
    assert headed([Box(100, 100, 60, 15)]) is Direction.UNKNOWN
    assert Heading().direction() is Direction.UNKNOWN
