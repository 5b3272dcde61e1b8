"""The engine around stand-ins for its networks: what is tried, what is kept, where things are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count

import numpy as np
import pytest
from benchmarks.plate_pictures import picture as draw
from benchmarks.plates import folded, shared
from tests.factories.plate_reads import steps

from beadle.anpr.engine.ctc import Steps
from beadle.anpr.engine.engine import Engine
from beadle.anpr.engine.rectify import Strip
from beadle.anpr.engine.terms import Found, Picture
from beadle.anpr.terms import Box

NOTHING: Steps = np.eye(1, 37).repeat(9, axis=0)


class Finds:
    """A detector that finds what it is told, and keeps the sizes of the pictures it was given."""

    def __init__(self, *found: Found) -> None:
        self.found = list(found)
        self.shapes: list[tuple[int, ...]] = []

    def find(self, picture: Picture) -> list[Found]:
        self.shapes.append(picture.shape)
        return self.found

    def find_in(self, picture: Picture, regions: Sequence[Box]) -> list[Found]:
        self.regions = list(regions)
        return self.found


class Reads:
    """A recogniser that says what it is told, strip after strip, and keeps how they were folded."""

    def __init__(self, says: Callable[[int, Strip], Steps]) -> None:
        self._says, self._number = says, count()
        self.lines: list[int] = []

    def read(self, strips: Sequence[Strip]) -> list[Steps]:
        self.lines += [strip.lines for strip in strips]
        return [self._says(next(self._number), strip) for strip in strips]


def found(x: float = 100, y: float = 50, width: float = 90, height: float = 20, **other: float) -> Found:
    corners = np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]], np.float32)
    return Found(corners, other.get("score", 0.95), other.get("two_line", 0.01))


def picture(height: int = 200, width: int = 720) -> Picture:
    return np.random.default_rng(1).integers(0, 255, (height, width, 3), np.uint8)


def always(text: str, sure: float = 0.995) -> Reads:
    return Reads(lambda _number, _strip: steps(text, sure))


def test_a_plate_is_read_where_it_is() -> None:
    (read,) = Engine(Finds(found()), always("AB12CDE")).read(picture())
    assert (read.text, read.grammar, read.two_line) == ("AB12CDE", "gb.current", False)
    assert read.box == Box(100, 50, 90, 20)
    assert read.height == 20
    assert read.confidence > 0.8
    assert read.patch.shape[0] > 20
    assert read.patch.shape[1] > 90
    assert read.spread.shape == (7, 36)


def test_a_clear_plate_is_read_once() -> None:
    reads = always("AB12CDE")
    Engine(Finds(found()), reads).read(picture())
    assert reads.lines == [1]


def test_a_doubtful_plate_is_read_again_with_its_corners_elsewhere() -> None:
    def says(number: int, _strip: Strip) -> Steps:
        return steps("AB12CDF", 0.8) if number == 0 else steps("AB12CDE", 0.99)

    reads = Reads(says)
    (read,) = Engine(Finds(found()), reads).read(picture())
    assert read.text == "AB12CDE"
    assert len(reads.lines) > 2


def test_a_plate_of_which_one_half_was_found() -> None:
    """The detector stopped at the gap between the groups: the strip is taken further, and so are the corners."""

    def says(number: int, _strip: Strip) -> Steps:
        return steps("AB12", 0.995) if number == 0 else steps("AB12CDE", 0.99)

    (read,) = Engine(Finds(found(width=50)), Reads(says)).read(picture())
    assert read.text == "AB12CDE"
    assert read.box.width > 50


def test_a_short_plate_stays_short() -> None:
    (read,) = Engine(Finds(found(width=50)), always("AB12", 0.995)).read(picture(), least=0.0)
    assert read.text == "AB12"


def test_in_haste_nothing_is_read_again() -> None:
    reads = always("AB12CDE", 0.8)
    Engine(Finds(found()), reads).read(picture(), thorough=False)
    assert reads.lines == [1]


def test_both_foldings_where_nobody_is_sure() -> None:
    def says(_number: int, strip: Strip) -> Steps:
        return steps("AB12CDE", 0.995) if strip.lines == 2 else NOTHING

    reads = Reads(says)
    (read,) = Engine(Finds(found(height=60, two_line=0.4)), reads).read(picture())
    assert sorted(reads.lines) == [1, 2]
    assert read.two_line
    assert read.height == 30


def test_the_detector_was_wrong_about_the_lines() -> None:
    def says(_number: int, strip: Strip) -> Steps:
        return steps("AB12CDE", 0.995) if strip.lines == 2 else NOTHING

    (read,) = Engine(Finds(found(height=60, two_line=0.02)), Reads(says)).read(picture())
    assert read.text == "AB12CDE"
    assert read.two_line


def test_what_says_nothing_is_no_plate() -> None:
    assert Engine(Finds(found()), Reads(lambda _n, _s: NOTHING)).read(picture(), least=0.0) == []


@pytest.mark.parametrize(("text", "sure", "score"), [("C00D", 0.75, 0.4), ("AUDI", 0.75, 0.5), ("MOTORS", 0.8, 0.5)])
def test_badges_and_signs_are_left_out_and_still_there_for_who_asks(text: str, sure: float, score: float) -> None:
    engine = Engine(Finds(found(score=score)), always(text, sure))
    assert engine.read(picture()) == []
    assert [read.text for read in engine.read(picture(), least=0.0)] == [text]


def test_a_plate_that_was_found_twice_is_given_once() -> None:
    twice = Finds(found(), found(x=103, score=0.7))
    assert len(Engine(twice, always("AB12CDE")).read(picture())) == 1


def test_two_plates_the_most_certain_first() -> None:
    def says(_number: int, strip: Strip) -> Steps:
        return steps("AB12CDE", 0.9) if strip.grey.mean() < 100 else steps("XY99ZZZ", 0.998)

    shown = picture()
    shown[:100] //= 4
    shown[100:] = 128 + shown[100:] // 2
    reads = Engine(Finds(found(y=20), found(y=150)), Reads(says)).read(shown)
    assert [read.text for read in reads] == ["XY99ZZZ", "AB12CDE"]


def test_regions_are_handed_on() -> None:
    finds = Finds(found())
    (read,) = Engine(finds, always("AB12CDE")).read(picture(), [Box(150, 100, 140, 80)])
    assert finds.regions == [Box(150, 100, 140, 80)]
    assert finds.shapes == []
    assert (read.box.x, read.box.y) == (100, 50)


def test_a_grey_picture_will_do() -> None:
    finds = Finds(found())
    (read,) = Engine(finds, always("AB12CDE")).read(picture()[:, :, 0].copy())
    assert read.patch.ndim == 3
    assert finds.shapes == [(200, 720)]


@pytest.mark.parametrize(
    "odd", [found(-30, -10), found(700, 190), found(width=0.5, height=30), found(height=2), found(x=5000)]
)
def test_odd_corners_do_no_harm(odd: Found) -> None:
    for read in Engine(Finds(odd), always("AB12CDE")).read(picture(), least=0.0):
        assert read.box.width >= 1
        assert read.box.height >= 1
        assert 0 <= read.box.x < 720
        assert 0 <= read.box.y < 200
        assert read.patch.size


def test_time_is_told_where_somebody_gave_a_clock() -> None:
    ticking: Iterator[int] = count()
    engine = Engine(Finds(found()), always("AB12CDE"), ticks=lambda: float(next(ticking)))
    engine.read(picture())
    assert set(engine.spent) == {"find", "flatten", "recognise", "decode"}
    assert all(seconds >= 1.0 for seconds in engine.spent.values())
    silent = Engine(Finds(found()), always("AB12CDE"))
    silent.read(picture())
    assert silent.spent == {}


def test_a_plate_that_somebody_cut_out_is_read_whole() -> None:
    reads = always("AB12CDE", 0.999)
    (read,) = Engine(Finds(), reads).read(picture(60, 260))
    assert read.text == "AB12CDE"
    assert read.box == Box(0, 0, 260, 60)
    assert set(reads.lines) == {1}


def test_a_cut_out_in_two_lines() -> None:
    def says(_number: int, strip: Strip) -> Steps:
        return steps("AB12CDE", 0.999) if strip.lines == 2 else NOTHING

    (read,) = Engine(Finds(found(10, 10, 40, 9, score=0.4)), Reads(says)).read(picture(80, 110))
    assert read.two_line
    assert read.box == Box(0, 0, 110, 80)


def test_a_small_picture_in_which_a_plate_was_plainly_read_is_not_read_whole() -> None:
    reads = always("AB12CDE", 0.999)
    (read,) = Engine(Finds(found(10, 10, 100, 24)), reads).read(picture(160, 330))
    assert read.box == Box(10, 10, 100, 24)
    assert reads.lines == [1]


def test_of_a_cut_out_of_which_only_a_part_was_found_the_whole_is_read() -> None:
    def says(number: int, _strip: Strip) -> Steps:
        return steps("AB12CD" if number == 0 else "AB12CDE", 0.995)

    (read,) = Engine(Finds(found(5, 5, 180, 50)), Reads(says)).read(picture(60, 230))
    assert read.text == "AB12CDE"
    assert read.box == Box(0, 0, 230, 60)


@pytest.mark.parametrize("shape", [(600, 900), (8, 40), (300, 100)])
def test_other_pictures_are_no_cut_outs(shape: tuple[int, int]) -> None:
    assert Engine(Finds(), always("AB12CDE", 0.999)).read(picture(*shape), least=0.0) == []


def test_the_shipped_networks_read_drawn_plates() -> None:
    """The whole engine as it is delivered, on pictures that `make bench` measures at length."""
    engine = Engine.load(1)
    for kind in ("uk", "eu", "br"):
        sample = draw(kind, 1, 0.3)
        reads = engine.read(sample.picture)
        assert [folded(read.text) for read in reads] == [folded(sample.truths[0].text)], kind
        assert shared(reads[0].corners, sample.truths[0].corners) > 0.6
    assert engine.read(draw("none", 1, 0.3).picture) == []
