"""ONVIF Profile M metadata."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from tests.factories.pushing import jpeg, message, nothing, one, reads, understood

from beadle.anpr.terms import Box

SCENE, PLATE = jpeg(640, 400), jpeg(160, 40)


def test_an_object_that_repeats_is_one_read_with_the_best_likelihood():
    first, second = reads(understood("application/xml", message("onvif_likelihood_attribute.xml")))
    assert (first.text, first.confidence, first.event_id) == ("AB12CDE", 0.93, "12")
    assert (second.text, second.confidence, second.event_id) == ("T123ABC", 0.7, "13")
    assert first.camera_at == datetime(2026, 6, 1, 11, 59, 58, 450_000, tzinfo=UTC)


def test_the_likelihood_is_an_attribute_a_child_or_absent():
    assert one(understood("", message("onvif_likelihood_child.xml"))).confidence == 0.66
    assert one(understood("", message("onvif_likelihood_absent.xml"), untold=0.4)).confidence == 0.4


def test_pictures_vehicle_and_box():
    xml = message("onvif_likelihood_attribute.xml").split(b"<tt:Frame", 2)
    frame = b"<tt:Frame" + xml[1]
    frame = frame.replace(b"<tt:Color>", b"<tt:Image>" + base64.b64encode(SCENE) + b"</tt:Image><tt:Color>")
    frame = frame.replace(b"<tt:CountryCode", b"<tt:Image>" + base64.b64encode(PLATE) + b"</tt:Image><tt:CountryCode")
    read = one(understood("", xml[0] + frame + b"</tt:VideoAnalytics></tt:MetadataStream>"))
    assert (read.overview, read.patch) == (SCENE, PLATE)
    assert read.box == Box(160, 180, 80, 20), "from -1 to 1, upwards"
    assert (read.vehicle_kind, read.vehicle_color) == ("car", "silver")


def test_metadata_without_plates_is_nothing():
    assert nothing(understood("", message("onvif_without_plates.xml"))) == "No plate was made out."
