"""Axis and FF Group: one vehicle in several messages."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

from tests.factories.pushing import form, jpeg, message, one, understood

from beadle.anpr.terms import Box, Direction

SCENE, PLATE = jpeg(640, 400), jpeg(160, 40)


def test_one_vehicle_is_new_updated_and_lost():
    found = [one(understood("application/json", message(f"axis_{state}.json"))) for state in ("new", "updated", "lost")]
    assert {read.event_id for read in found} == {"38"}
    assert [read.final for read in found] == [False, False, True], "lost is final"
    assert [round(read.confidence, 4) for read in found] == [0.7123, 0.8712, 0.9812]
    assert [read.direction for read in found] == [Direction.TOWARDS, Direction.TOWARDS, Direction.AWAY]
    assert found[0].camera_at == datetime(2026, 6, 1, 11, 59, 58, 250_000, tzinfo=UTC)


def test_pictures_inside_and_beside():
    said = json.loads(message("axis_lost.json"))
    images = {"vehicle": SCENE, "plate": PLATE}
    said["ImageArray"] = [
        {"ImageType": kind, "ImageFormat": "jpg", "BinaryImage": base64.b64encode(data).decode()}
        for kind, data in images.items()
    ]
    inside = one(understood("application/json", json.dumps(said).encode()))
    beside = one(
        understood(
            *form(
                ("event", "application/json", message("axis_lost.json")),
                ("lp_crop.jpg", "image/jpeg", PLATE),
                ("full.jpg", "image/jpeg", SCENE),
            )
        )
    )
    for read in (inside, beside):
        assert (read.overview, read.patch) == (SCENE, PLATE)
        assert read.box == Box(160, 180, 80, 20)


def test_without_a_state_every_message_is_final():
    said = json.loads(message("axis_new.json"))
    del said["carState"]
    assert one(understood("", json.dumps(said).encode())).final


def test_a_plate_beyond_ascii_is_read_by_its_text():
    said = json.loads(message("axis_new.json")) | {"plateUTF8": "MÜ AB 123"}
    assert one(understood("", json.dumps(said).encode())).text == "MUAB123"
