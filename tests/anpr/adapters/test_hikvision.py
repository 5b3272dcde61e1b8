"""Hikvision's alerts, as several firmwares write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.factories.pushing import form, jpeg, message, nothing, one, understood

from beadle.anpr.terms import Box, Candidate, Direction, Source

PLATE, SCENE = jpeg(160, 40), jpeg(640, 400)


def with_pictures(xml: bytes) -> tuple[str, bytes]:
    return form(
        ("anpr.xml", "text/xml", xml),
        ("licensePlatePicture.jpg", "image/jpeg", PLATE),
        ("detectionPicture.jpg", "image/jpeg", SCENE),
    )


@pytest.mark.parametrize(
    "name",
    [
        "hikvision_isapi_ver20.xml",
        "hikvision_namespace_hikvision.xml",
        "hikvision_namespace_std_cgi.xml",
        "hikvision_prefix.xml",
        "hikvision_prefix_undeclared.xml",
    ],
)
def test_an_alert_with_pictures(name: str):
    read = one(understood(*with_pictures(message(name))))
    assert (read.text, read.confidence, read.adapter, read.source) == ("AB12CDE", 0.97, "hikvision", Source.PUSHED)
    assert read.characters == (0.99, 0.98, 0.97, 0.99, 0.96, 0.99, 0.95)
    assert read.event_id == "602cf998-1dd2-11b2-a842-be6ebc977415"
    assert read.camera_at == datetime(2026, 6, 1, 11, 59, 58, tzinfo=UTC)
    assert (read.direction, read.lane, read.vehicle_color, read.vehicle_kind) == (
        Direction.TOWARDS,
        2,
        "white",
        "vehicle",
    )
    assert (read.patch, read.overview) == (PLATE, SCENE)
    assert read.box == Box(160, 200, 80, 20), "thousandths of the scene"
    assert read.candidates == (Candidate("AB12CDE", 0.0),)
    assert read.final


def test_a_plate_rectangle_in_pixels():
    xml = message("hikvision_isapi_ver20.xml").replace(b"<X>250</X>", b"<X>1250</X>")
    _, scene = jpeg(160, 40), jpeg(2000, 1000)
    body = form(("anpr.xml", "text/xml", xml), ("detectionPicture.jpg", "image/jpeg", scene))
    assert one(understood(*body)).box == Box(1250, 500, 125, 50)


def test_a_second_post_with_the_same_uuid_is_the_same_event():
    first = one(understood("application/xml", message("hikvision_isapi_ver20.xml")))
    second = one(understood(*with_pictures(message("hikvision_isapi_ver20.xml"))))
    assert first.event_id == second.event_id
    assert first.overview is None
    assert second.overview == SCENE


def test_old_firmware_without_uuid_colour_or_zone():
    read = one(understood("text/xml", message("hikvision_old_firmware.xml")))
    assert (read.text, read.confidence, read.direction) == ("T123ABC", 0.885, Direction.AWAY)
    assert read.camera_at == datetime(2026, 6, 1, 12, 0, tzinfo=UTC), "British summer time"
    assert (read.vehicle_color, read.vehicle_kind, read.characters, read.box) == ("", "", (), None)
    again = one(understood("text/xml", message("hikvision_old_firmware.xml")))
    assert again.event_id == read.event_id, "the same message again is the same pass"
    other = message("hikvision_old_firmware.xml").replace(b"13:00:00", b"13:00:05")
    assert one(understood("text/xml", other)).event_id != read.event_id


def test_a_plate_that_the_camera_could_not_read_is_no_read():
    assert "could not read" in nothing(understood("text/xml", message("hikvision_plate_unknown.xml")))


def test_a_heartbeat_is_nothing():
    assert nothing(understood("application/xml", message("hikvision_heartbeat.xml"))) == (
        "Not an event of plates: videoloss."
    )


def test_the_json_of_newer_models():
    read = one(understood("application/json", message("hikvision_json.json")))
    assert (read.text, read.confidence, read.lane, read.vehicle_color) == ("AB12CDE", 0.92, 1, "blue")
    assert (read.event_id, read.direction) == ("602cf998-1dd2-11b2-a842-be6ebc977416", Direction.AWAY)
    assert len(read.characters) == 7


def test_a_confidence_for_fewer_characters_than_the_plate_has_is_left_out():
    xml = message("hikvision_isapi_ver20.xml").replace(b"99,98,97,99,96,99,95", b"99,98")
    assert one(understood("text/xml", xml)).characters == ()


def test_two_alerts_in_one_message_keep_their_own_pictures():
    first = message("hikvision_isapi_ver20.xml")
    second = first.replace(b"AB12CDE", b"XY65ZZZ").replace(b"ebc977415", b"ebc977499")
    kind, body = form(
        ("anpr.xml", "text/xml", first),
        ("detectionPicture.jpg", "image/jpeg", SCENE),
        ("anpr.xml", "text/xml", second),
        ("detectionPicture.jpg", "image/jpeg", jpeg(320, 200)),
    )
    one_, two = understood(kind, body)
    assert (one_.text, one_.overview) == ("AB12CDE", SCENE)  # type: ignore[union-attr]
    assert (two.text, two.overview) == ("XY65ZZZ", jpeg(320, 200))  # type: ignore[union-attr]
