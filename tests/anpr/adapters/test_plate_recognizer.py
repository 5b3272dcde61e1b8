"""Plate Recognizer Stream: results as JSON, and as a form with a picture."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from tests.factories.pushing import form, jpeg, message, nothing, reads, refusal, understood

from beadle.anpr.terms import Box, Candidate, Direction

SCENE = jpeg(640, 400)


def test_two_results():
    first, second = reads(understood("application/json", message("plate_recognizer.json")))
    assert (first.text, first.confidence, first.box) == ("AB12CDE", 0.902, Box(160, 180, 80, 20))
    assert first.candidates == (Candidate("AB12CDE", 0.902), Candidate("AB12CDF", 0.05))
    assert (first.direction, first.vehicle_color, first.vehicle_kind) == (Direction.TOWARDS, "green", "sedan")
    assert first.camera_at == datetime(2026, 6, 1, 11, 59, 58, 250_000, tzinfo=UTC)
    assert (second.text, second.direction) == ("T123ABC", Direction.UNKNOWN)
    assert first.event_id != second.event_id
    again = reads(understood("application/json", message("plate_recognizer.json")))
    assert [read.event_id for read in again] == [first.event_id, second.event_id]


def test_as_a_form():
    kind, body = form(("json", "application/json", message("plate_recognizer.json")), ("upload", "image/jpeg", SCENE))
    assert [read.overview for read in reads(understood(kind, body))] == [SCENE, SCENE]


def test_the_newer_form_with_the_plate_one_level_deeper():
    said = json.loads(message("plate_recognizer.json"))
    said["data"]["results"] = [
        {
            "plate": {
                "box": {"xmin": 1, "ymin": 2, "xmax": 31, "ymax": 12},
                "props": {"plate": [{"value": "ab12cde", "score": 0.9}]},
            }
        }
    ]
    (read,) = reads(understood("", json.dumps(said).encode()))
    assert (read.text, read.confidence, read.box) == ("AB12CDE", 0.9, Box(1, 2, 30, 10))


def test_no_results_and_too_many():
    said = json.loads(message("plate_recognizer.json"))
    said["data"]["results"] = []
    assert nothing(understood("", json.dumps(said).encode())) == "No plate was made out."
    said["data"]["results"] = [{}] * 65
    assert "64 results" in refusal(understood("", json.dumps(said).encode()))
