from __future__ import annotations

import random
import re
from collections import defaultdict
from itertools import pairwise

import pytest

from beadle.simulator import traffic

HOUR = 3600 // 4
START = 1_795_363_200 // 4
PLATE_CAMERAS = (17, 18, 19, 20)


def an_hour(seed: int = traffic.SEED) -> dict[str, list[tuple[int, int]]]:
    """Slot and camera of all passes of an hour, by plate, in order."""
    found = defaultdict(list)
    for camera in PLATE_CAMERAS:
        for one in traffic.passes(camera, START, START + HOUR, seed):
            found[one.vehicle.plate].append((one.slot, camera))
    return {plate: sorted(rows) for plate, rows in found.items()}


def test_plates_are_in_the_current_style_and_belong_to_no_area() -> None:
    chance = random.Random(1)
    for _ in range(500):
        plate = traffic.plate(chance)
        assert re.fullmatch(r"[JTU][A-HJ-PR-Y]\d\d [A-HJ-PR-Z]{3}", plate), plate


def test_the_same_seed_gives_the_same_traffic() -> None:
    assert an_hour(5) == an_hour(5)
    assert an_hour(5) != an_hour(6)


def test_many_different_vehicles_pass() -> None:
    assert len(an_hour()) == 2 * traffic.EACH_WAY
    assert all(len(set(traffic.roster(camera))) == traffic.EACH_WAY for camera in PLATE_CAMERAS)


@pytest.mark.parametrize("seed", [2026, 7])
def test_a_vehicle_drives_in_past_one_roundabout_and_out_past_the_other_and_then_comes_back(seed: int) -> None:
    for rows in an_hour(seed).values():
        for (before, camera), (after, other) in pairwise(rows):
            assert (camera, other) in {(17, 20), (20, 17), (19, 18), (18, 19)}
            seconds = (after - before) * traffic.SLOT_SECONDS
            if camera in {17, 19}:
                assert 76 <= seconds <= 116
            else:
                assert seconds >= 84


def test_a_slot_shows_one_vehicle_or_none_whoever_asks() -> None:
    for camera in PLATE_CAMERAS:
        rows = list(traffic.passes(camera, START, START + HOUR))
        assert 0.3 < len(rows) / HOUR < 0.5
        assert all(traffic.passing(camera, one.slot) == one for one in rows)


def test_traffic_never_repeats_itself_exactly() -> None:
    first, later = (
        [one.slot % 60 for one in traffic.passes(17, START + shift, START + shift + 60)] for shift in (0, 60)
    )
    assert first != later


def test_other_cameras_read_no_plates() -> None:
    with pytest.raises(ValueError, match="does not read plates"):
        traffic.passing(1, 0)


def test_vehicles_have_a_colour_and_a_kind() -> None:
    chance = random.Random(2)
    for kind in traffic.KINDS:
        one = traffic.vehicle(chance, (kind,))
        assert one.kind == kind
        assert all(0 <= part <= 255 for part in one.paint)
