from __future__ import annotations

import cv2
import numpy as np
import pytest

from beadle.simulator import scene_plates, traffic
from beadle.simulator.scene_light import DUSK, SUN
from beadle.simulator.scene_places import Setting
from beadle.simulator.scene_stage import Stage
from beadle.simulator.scene_vehicles import SHAPES
from beadle.simulator.scene_view import Image
from beadle.simulator.traffic import EACH_WAY, SLOT_SECONDS, Pass

LOOP = (EACH_WAY + 1) * SLOT_SECONDS
SIZE = (960, 512)


def stage(number: int, light: object = SUN) -> Stage:
    return Stage(scene_plates.anpr(Setting(SIZE, light, number, LOOP), number))  # type: ignore[arg-type]  # a light


def plate_width(picture: Image, number: int) -> int:
    """Pixels across the largest patch of the plate's own colour."""
    low, high = ((0, 160, 180), (120, 255, 255)) if number in (18, 20) else ((225, 225, 225), (255, 255, 255))
    shown = cv2.inRange(picture, np.array(low), np.array(high))
    count, _, stats, _ = cv2.connectedComponentsWithStats(cv2.morphologyEx(shown, cv2.MORPH_CLOSE, np.ones((9, 9))))
    return max((int(stats[n, cv2.CC_STAT_WIDTH]) for n in range(1, count)), default=0)


@pytest.mark.parametrize("number", [17, 18, 19, 20])
def test_the_road_is_empty_at_the_seams_of_all_slots(number: int) -> None:
    shown = stage(number)
    empty = shown.picture(1.0, LOOP)
    for slot in range(EACH_WAY + 1):
        for moment in (slot * SLOT_SECONDS, (slot + 1) * SLOT_SECONDS - 0.08):
            assert np.array_equal(shown.picture(moment, LOOP), empty), (slot, moment)


@pytest.mark.parametrize("number", [18, 20])
def test_a_plate_is_large_and_whole_when_it_is_nearest(number: int) -> None:
    shown = stage(number)
    for index, one in enumerate(traffic.roster(number)):
        moment = (index + 1) * SLOT_SECONDS + scene_plates.nearest(Pass(number, 0, index, one))
        width = plate_width(shown.picture(moment, LOOP), number) * 2
        assert 120 < width < 190, (one, width)


@pytest.mark.parametrize(("number", "grows"), [(17, True), (18, False)])
def test_vehicles_come_towards_the_camera_on_the_way_in_and_drive_away_on_the_way_out(number: int, grows: bool) -> None:
    shown, one = stage(number), traffic.roster(number)[0]
    moment = SLOT_SECONDS + scene_plates.nearest(Pass(number, 0, 0, one))
    empty = shown.picture(1.0, LOOP).astype(int)
    seen = [
        int((np.abs(shown.picture(moment + shift, LOOP) - empty).max(axis=2) > 20).sum()) for shift in (-1.0, 0.0, 1.0)
    ]
    assert seen[1] > 3 * seen[0 if grows else 2]


def test_a_pass_fits_its_slot_whoever_drives() -> None:
    for camera in (17, 18, 19, 20):
        for index, one in enumerate(traffic.roster(camera)):
            how = scene_plates.drive(Pass(camera, 5, index, one))
            assert how == scene_plates.drive(Pass(camera, 99, index, one))
            assert how.lead > 0
            assert 25 < how.speed * 2.237 <= 30
            assert 0 < scene_plates.nearest(Pass(camera, 5, index, one)) < SLOT_SECONDS
            assert one.kind in SHAPES


def test_at_dusk_lamps_are_lit_and_the_picture_is_dark() -> None:
    moment = SLOT_SECONDS + scene_plates.nearest(Pass(19, 0, 0, traffic.roster(19)[0]))
    day, dusk = stage(19).picture(moment, LOOP), stage(19, DUSK).picture(moment, LOOP)
    assert dusk.mean() < 0.7 * day.mean()
    assert dusk.max() > 240


def test_a_short_loop_shows_as_many_vehicles_as_fit() -> None:
    plan = scene_plates.anpr(Setting((320, 176), SUN, 17, 20.0), 17)
    assert len(plan.drivers) == 4
