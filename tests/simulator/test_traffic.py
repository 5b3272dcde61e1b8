from __future__ import annotations

import random
import re

from beadle.simulator import traffic


def test_plates_are_in_the_current_style_and_belong_to_no_area() -> None:
    chance = random.Random(1)
    for _ in range(500):
        plate = traffic.plate(chance)
        assert re.fullmatch(r"[JTU][A-HJ-PR-Y]\d\d [A-HJ-PR-Z]{3}", plate), plate


def test_the_same_seed_gives_the_same_traffic() -> None:
    assert traffic.passes(5) == traffic.passes(5)
    assert traffic.passes(5) != traffic.passes(6)


def test_every_vehicle_passes_one_roundabout_inwards_and_the_other_outwards() -> None:
    by_plate: dict[str, set[int]] = {}
    for one in traffic.passes():
        by_plate.setdefault(one.vehicle.plate, set()).add(one.camera)
        assert 0 <= one.at < traffic.CYCLE_SECONDS

    assert len(by_plate) == 10
    assert set(map(frozenset, by_plate.values())) == {frozenset({17, 20}), frozenset({19, 18})}


def test_vehicles_in_one_lane_keep_their_distance() -> None:
    for seed in range(20):
        for camera in (17, 18, 19, 20):
            times = sorted(one.at for one in traffic.passes(seed) if one.camera == camera)
            gaps = [
                (after - before) % traffic.CYCLE_SECONDS
                for before, after in zip(times, times[1:] + times[:1], strict=True)
            ]
            assert min(gaps) > 3.9


def test_vehicles_have_a_colour_and_a_kind() -> None:
    chance = random.Random(2)
    for kind in traffic.KINDS:
        one = traffic.vehicle(chance, (kind,))
        assert one.kind == kind
        assert all(0 <= part <= 255 for part in one.paint)
