from __future__ import annotations

import pytest

from beadle.simulator import town


def test_the_town_has_eighty_cameras_numbered_from_one() -> None:
    found = town.cameras()

    assert [one.number for one in found] == list(range(1, 81))
    assert len({one.name for one in found}) == 80


def test_every_camera_stands_within_walking_distance_of_the_market_place() -> None:
    for one in town.cameras():
        assert abs(one.latitude - town.CENTRE[0]) < 0.008, one
        assert abs(one.longitude - town.CENTRE[1]) < 0.012, one
        assert 0 <= one.bearing < 360
        assert 0 < one.field_of_view <= 120
        assert 20 <= one.range_metres <= 200


def test_each_roundabout_has_two_cameras_that_read_plates() -> None:
    by_site: dict[str, int] = {}
    for one in town.cameras():
        if one.reads_plates:
            by_site[one.site] = by_site.get(one.site, 0) + 1

    assert by_site == {"Horns Bridge": 2, "West Bars": 2}


def test_the_first_sixteen_to_stream_hold_every_plate_camera_and_every_kind_of_place() -> None:
    order = town.streaming_order()
    first = [town.camera(number) for number in order[:16]]

    assert sorted(order) == list(range(1, 81))
    assert sum(one.reads_plates for one in first) == 4
    assert {one.scene for one in first} == {one.scene for one in town.cameras()}


def test_labels_fit_the_burnt_in_line() -> None:
    assert town.camera(2).label == "002 MARKET PLACE EAST"
    assert max(len(one.label) for one in town.cameras()) <= 32


def test_an_unknown_number_is_not_found() -> None:
    with pytest.raises(town.NoSuchCamera, match="no camera 81"):
        town.camera(81)


def test_sites_are_named_once() -> None:
    assert len(set(town.sites())) == len(town.sites()) > 10


def test_the_map_has_every_kind_of_feature_and_lies_around_the_centre() -> None:
    features = town.base_map()["features"]
    kinds = {feature["properties"]["kind"] for feature in features}

    assert kinds == {"road", "pedestrian", "building", "park", "water", "rail", "boundary"}
    for feature in features:
        coordinates = feature["geometry"]["coordinates"]
        points = coordinates[0] if feature["geometry"]["type"] == "Polygon" else coordinates
        for longitude, latitude in points:
            assert abs(latitude - town.CENTRE[0]) < 0.02
            assert abs(longitude - town.CENTRE[1]) < 0.03
