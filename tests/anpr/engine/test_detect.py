"""The detector on pictures whose plates are known, and on pictures that have none."""

from __future__ import annotations

import random
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from beadle.anpr.engine import detect
from beadle.anpr.engine.detect import Detector
from beadle.anpr.engine.terms import Found
from beadle.anpr.terms import Box
from training.plates import draw


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector.load()


def street(wide: int, high: int) -> np.ndarray:
    """A car's rear in two tones on a grey road, in colour."""
    rng = np.random.default_rng(1)
    picture = np.full((high, wide, 3), 120, np.float32) + np.linspace(-30, 30, high)[:, None, None]
    picture[int(high * 0.15) : int(high * 0.85), int(wide * 0.08) : int(wide * 0.92)] = (70, 50, 45)
    picture[int(high * 0.2) : int(high * 0.4), int(wide * 0.2) : int(wide * 0.8)] = (30, 30, 30)
    picture += rng.normal(0, 3, picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8)


def with_plate(picture: np.ndarray, corners: np.ndarray, family: str = "uk", lines: int = 1) -> np.ndarray:
    """The picture with a plate at four corners."""
    plate = draw(random.Random(6), family, 0.0, lines).picture
    width = float(np.hypot(*(corners[1] - corners[0])))
    share = min(1.0, 1.2 * width / plate.shape[1])
    plate = cv2.resize(plate, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    high, wide = plate.shape[:2]
    flat = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, corners.astype(np.float32))
    size = (picture.shape[1], picture.shape[0])
    over = cv2.warpPerspective(plate, matrix, size)
    mask = cv2.warpPerspective(np.full((high, wide), 255, np.uint8), matrix, size)[..., None] / 255
    return (picture * (1 - mask) + over * mask).astype(np.uint8)


def quad(x: float, y: float, width: float, height: float, turn: float = 0.0) -> np.ndarray:
    """A rectangle about (x, y), turned by degrees."""
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * (width / 2, height / 2)
    return (corners @ np.array([[cos, sin], [-sin, cos]]) + (x, y)).astype(np.float32)


def shared(found: Found, corners: np.ndarray) -> float:
    inner, _ = cv2.intersectConvexConvex(found.corners, corners)
    return inner / (cv2.contourArea(found.corners) + cv2.contourArea(corners) - inner)


@pytest.mark.parametrize(
    ("size", "corners"),
    [
        pytest.param((640, 384), quad(320, 260, 130, 28), id="video"),
        pytest.param((640, 384), quad(300, 270, 60, 13), id="far off"),
        pytest.param((640, 480), quad(330, 340, 150, 33, 18), id="turned"),
        pytest.param((640, 480), np.array([[250, 300], [352, 322], [354, 352], [251, 325]], np.float32), id="slanted"),
        pytest.param((1152, 864), quad(560, 640, 230, 50), id="photograph"),
        pytest.param((320, 240), quad(160, 180, 70, 15), id="small photograph"),
        pytest.param((1200, 500), quad(600, 250, 900, 195), id="close up"),
    ],
)
def test_a_plate_is_found_once_with_its_corners(detector: Detector, size: tuple[int, int], corners: np.ndarray):
    found = detector.find(with_plate(street(*size), corners))
    assert len(found) == 1
    assert shared(found[0], corners) > 0.7
    assert found[0].corners.dtype == np.float32
    assert 0.35 <= found[0].score <= 1
    height = np.hypot(*(corners[3] - corners[0]))
    assert np.hypot(*(found[0].corners - corners).T).mean() < 0.25 * height


def test_two_lines_are_told_from_one(detector: Detector):
    one = detector.find(with_plate(street(640, 480), quad(320, 330, 150, 33)))
    two = detector.find(with_plate(street(640, 480), quad(320, 330, 100, 71), "uk", 2))
    assert one[0].two_line < 0.5 < two[0].two_line


def test_several_plates_are_all_found(detector: Detector):
    picture = street(640, 480)
    places = [quad(150, 330, 110, 24), quad(450, 320, 100, 22)]
    for corners in places:
        picture = with_plate(picture, corners)
    found = detector.find(picture)
    assert len(found) == 2
    assert all(max(shared(each, corners) for each in found) > 0.6 for corners in places)


def test_a_small_plate_in_a_large_photograph_is_found_in_tiles(detector: Detector):
    corners = quad(1700, 1300, 70, 15)
    found = detector.find(with_plate(street(2400, 1800), corners))
    assert any(shared(each, corners) > 0.5 for each in found)


def test_grey_and_colour_give_the_same(detector: Detector):
    picture = with_plate(street(640, 384), quad(320, 260, 130, 28))
    colour, grey = detector.find(picture), detector.find(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))
    assert np.allclose(colour[0].corners, grey[0].corners)


def test_a_view_into_a_larger_array_will_do(detector: Detector):
    picture = with_plate(street(640, 384), quad(320, 260, 130, 28))
    whole = np.zeros((400, 700, 3), np.uint8)
    whole[8:392, 30:670] = picture
    assert np.allclose(detector.find(whole[8:392, 30:670])[0].corners, detector.find(picture)[0].corners)


def rings() -> np.ndarray:
    picture = street(640, 384)
    for index in range(4):
        cv2.circle(picture, (240 + 50 * index, 190), 32, (230, 230, 230), 6, cv2.LINE_AA)
    return picture


def grille() -> np.ndarray:
    picture = street(640, 384)
    picture[150:230:8, 180:460] = 220
    return picture


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(np.zeros((384, 640, 3), np.uint8), id="black"),
        pytest.param(np.full((384, 640), 255, np.uint8), id="white"),
        pytest.param(np.random.default_rng(1).integers(0, 256, (384, 640), np.uint8), id="noise"),
        pytest.param(street(640, 384), id="no plate on the car"),
        pytest.param(rings(), id="a maker's rings"),
        pytest.param(grille(), id="a grille"),
        pytest.param(np.zeros((1, 1), np.uint8), id="one pixel"),
        pytest.param(np.zeros((3, 3000), np.uint8), id="a strip"),
    ],
)
def test_nothing_is_found_where_nothing_is(detector: Detector, picture: np.ndarray):
    assert detector.find(picture) == []


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(np.zeros((0, 5, 3), np.uint8), id="empty"),
        pytest.param(np.zeros((5, 5), np.float32), id="not bytes"),
        pytest.param(np.zeros((5, 5, 4), np.uint8), id="four channels"),
        pytest.param(np.zeros(5, np.uint8), id="one dimension"),
        pytest.param([[1, 2], [3, 4]], id="no array"),
        pytest.param(None, id="none"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(detector: Detector, picture: np.ndarray):
    with pytest.raises(ValueError, match="picture"):
        detector.find(picture)
    with pytest.raises(ValueError, match="picture"):
        detector.find_in(picture, [])


def test_regions_are_looked_at_and_nothing_else(detector: Detector):
    corners = quad(1200, 700, 120, 26)
    picture = with_plate(street(1920, 1080), corners)
    found = detector.find_in(picture, [Box(1000, 560, 420, 300)])
    assert len(found) == 1
    assert shared(found[0], corners) > 0.7, "corners are those in the whole picture"
    assert detector.find_in(picture, [Box(100, 100, 300, 200)]) == []
    assert detector.find_in(picture, []) == []
    assert detector.find_in(picture, [Box(5000, 100, 300, 200), Box(-900, -900, 100, 100)]) == []


def test_regions_that_overlap_give_a_plate_once(detector: Detector):
    corners = quad(600, 400, 120, 26)
    picture = with_plate(street(1280, 720), corners)
    assert len(detector.find_in(picture, [Box(400, 300, 300, 200), Box(500, 300, 300, 200)])) == 1


def test_very_large_regions_are_reduced_and_still_come_back_in_place(detector: Detector):
    corners = quad(1900, 1500, 300, 65)
    picture = with_plate(street(3200, 2400), corners)
    found = detector.find_in(picture, [Box(0, 0, 3200, 2400)])
    assert shared(found[0], corners) > 0.7


@pytest.mark.parametrize("long_side", [700, 800, 1000, 1152, 3264])
def test_where_nothing_sure_is_found_every_photograph_larger_than_a_look_is_looked_at_finer(long_side: int):
    assert max(detect._sizes(long_side)) >= min(long_side, detect.FINEST)


@pytest.mark.parametrize("long_side", [40, 512, 640, 641, 900, 1280, 3264, 20000])
def test_the_work_is_bounded(long_side: int):
    sizes = list(detect._sizes(long_side))
    assert len(sizes) == len(set(sizes))
    assert max(sizes) <= max(2 * long_side, 64)
    assert sum((size / detect.COARSE) ** 2 for size in sizes) < 22


@pytest.mark.parametrize("length", [1, 640, 641, 1500, 2560])
def test_tiles_cover_everything(length: int):
    covered = np.zeros(length, bool)
    for start in detect._starts(length):
        assert start >= 0
        covered[start : start + detect.TILE] = True
    assert covered.all()


def test_an_evened_cut_has_its_plates_contrast_raised_and_nothing_turned_round():
    faint = np.full((80, 160), 90, np.uint8)
    faint[34:46, 40:120:4] = 70
    even = detect.evened(faint)
    assert int(even.max()) - int(even.min()) == pytest.approx(100, abs=2), "at most five times as much"
    assert (even[faint == 70] < even[faint == 90].min()).all()
    strong = np.full((80, 160), 10, np.uint8)
    strong[30:50, 30:130] = 240
    assert np.abs(detect.evened(strong).astype(int) - strong).max() <= 25
    assert len(np.unique(detect.evened(np.full((80, 160), 7, np.uint8)))) == 1


def spot(corners: np.ndarray) -> detect.Spot:
    return detect.Spot(corners.astype(np.float64), 0.9, 0.0)


def test_a_score_falls_where_both_networks_mean_different_places():
    here = spot(quad(300, 200, 100, 22))
    assert detect._agreed(here, spot(quad(302, 201, 104, 23))) == 1
    assert detect._agreed(here, spot(quad(340, 200, 100, 22))) == pytest.approx(60 / 140 / detect.AGREED, rel=1e-3)
    assert detect._agreed(here, spot(quad(600, 200, 100, 22))) == pytest.approx(0.3)


def test_the_longer_diagonal_of_a_plate_is_its_span():
    assert detect._span(spot(quad(300, 200, 300, 400, 20))) == pytest.approx(500, rel=1e-3)


def test_a_plate_on_dark_paint_of_nearly_its_own_brightness_is_found(detector: Detector):
    corners = quad(320, 260, 150, 33, 6)
    picture = street(640, 384)
    ground = np.percentile(with_plate(picture, corners)[250:270, 265:375].reshape(-1, 3), 75, axis=0)
    picture[58:326, 51:589] = ground * 0.9
    found = detector.find((with_plate(picture, corners) * 0.3).astype(np.uint8))
    assert any(shared(each, corners) > 0.6 for each in found)


def session(**facts: str) -> SimpleNamespace:
    return SimpleNamespace(get_modelmeta=lambda: SimpleNamespace(custom_metadata_map=facts))


@pytest.mark.parametrize(
    ("quick", "close"),
    [
        pytest.param({"stride": "32"}, {"width": "160", "height": "80"}, id="quick"),
        pytest.param({"stride": "8", "input": "grey uint8"}, {"width": "64", "height": "64"}, id="close"),
        pytest.param(
            {"stride": "8", "input": "grey uint8"}, {"width": "160", "height": "80"}, id="not for evened cuts"
        ),
    ],
)
def test_other_networks_are_refused(quick: dict[str, str], close: dict[str, str]):
    with pytest.raises(ValueError, match="not a network"):
        Detector(session(**quick), session(**close))  # type: ignore[arg-type]


def test_the_networks_are_small():
    sizes = [(detect.MODELS / name).stat().st_size for name in ("detector.onnx", "corners.onnx")]
    assert sum(sizes) <= 2 * 1024 * 1024
