"""Dahua's JSON events, its TollgateInfo and its signs of life."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

from tests.factories.pushing import jpeg, message, nothing, one, refusal, understood

from beadle.anpr.terms import Box, Direction

SCENE = jpeg(640, 400)


def test_a_traffic_junction():
    read = one(understood("application/json", message("dahua_traffic_junction.json")))
    assert (read.text, read.adapter, read.lane, read.direction) == ("AB12CDE", "dahua", 1, Direction.AWAY)
    assert round(read.confidence, 3) == round(179 / 255, 3), "beyond 100 it is of 255"
    assert read.camera_at == datetime(2026, 6, 1, 11, 59, 59, 84_000, tzinfo=UTC)
    assert (read.vehicle_color, read.vehicle_kind) == ("black", "midpassengercar")
    assert read.event_id == "517/1780315199.84"


def test_the_text_of_an_object_that_is_no_plate_is_a_make_of_car():
    read = one(understood("application/json", message("dahua_text_is_a_make_of_car.json")))
    assert read.text == "AB12CDE"
    assert read.confidence == 0.5, "the confidence of the make is not that of the plate"
    only_make = json.loads(message("dahua_text_is_a_make_of_car.json"))
    del only_make["Data"]["TrafficCar"]
    assert nothing(understood("", json.dumps(only_make).encode())) == "Not an event of plates: trafficjunction."


def test_pictures_of_one_pass_share_their_group():
    event = json.loads(message("dahua_traffic_junction.json"))
    event["Data"] |= {"CountInGroup": 2, "IndexInGroup": 1}
    first = one(understood("", json.dumps(event).encode()))
    event["Data"] |= {"IndexInGroup": 2, "UTC": 1780315200, "EventID": 518}
    assert one(understood("", json.dumps(event).encode())).event_id == first.event_id


def test_a_list_of_events():
    event = json.loads(message("dahua_traffic_junction.json"))
    other = json.loads(message("dahua_traffic_junction.json").replace(b"AB12CDE", b"XY65ZZZ"))
    found = understood("", json.dumps({"Events": [event, {"Code": "VideoMotion"}, other]}).encode())
    assert [getattr(each, "text", "") for each in found] == ["AB12CDE", "", "XY65ZZZ"]
    assert "64 events" in refusal(understood("", json.dumps({"Events": [event] * 65}).encode()))


def test_a_confidence_of_nought_is_nought():
    event = json.loads(message("dahua_traffic_junction.json"))
    event["Data"]["Object"]["Confidence"] = 0
    assert one(understood("", json.dumps(event).encode())).confidence == 0


def test_tollgate_info():
    body = message("dahua_tollgate.json").replace(b"@OVERVIEW@", base64.b64encode(SCENE))
    read = one(understood("application/json", body))
    assert (read.text, read.confidence, read.lane) == ("AB12CDE", 0.97, 2)
    assert (read.direction, read.vehicle_color, read.vehicle_kind) == (Direction.TOWARDS, "red", "car")
    assert read.camera_at == datetime(2026, 6, 1, 11, 59, 58, 250_000, tzinfo=UTC), "local time without a zone"
    assert (read.overview, read.patch) == (SCENE, None)
    assert read.box == Box(160, 200, 80, 20)
    again = one(understood("application/json", body))
    assert again.event_id == read.event_id
    later = body.replace(b"12:59:58.250", b"12:59:59.250")
    assert one(understood("application/json", later)).event_id != read.event_id
    bare = json.dumps(json.loads(body)["Picture"]).encode()
    assert one(understood("application/json", bare)).event_id == read.event_id, "without its outer member"


def test_a_tollgate_without_a_plate():
    body = message("dahua_tollgate.json").replace(b'"IsExist": true', b'"IsExist": false')
    assert nothing(understood("application/json", body)) == "No plate was made out."


def test_a_picture_that_is_no_jpeg_costs_the_picture_and_not_the_read():
    read = one(understood("application/json", message("dahua_tollgate.json")))
    assert (read.text, read.overview, read.box) == ("AB12CDE", None, None)


def test_a_sign_of_life():
    assert "lives" in nothing(understood("application/json", message("dahua_keepalive.json")))
