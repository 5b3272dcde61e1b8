"""Dahua's flat text in multipart, with heartbeats between."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.factories.pushing import jpeg, message, mixed, one, reads, refusal, understood

from beadle.anpr.adapters.dahua_flat import MOST_LINES, tree
from beadle.anpr.adapters.terms import Nothing
from beadle.anpr.terms import Box, Direction

SCENE = jpeg(640, 400)


def test_events_between_heartbeats():
    kind, body = mixed(
        ("text/plain", b"Heartbeat"),
        ("text/plain", message("dahua_flat.txt")),
        ("image/jpeg", SCENE),
        ("text/plain", b"Heartbeat"),
    )
    found = understood(kind, body)
    assert [isinstance(each, Nothing) for each in found] == [True, False, True]
    (read,) = reads(found)
    assert (read.text, read.confidence, read.lane, read.direction) == ("AB12CDE", 0.96, 2, Direction.TOWARDS)
    assert read.camera_at == datetime(2026, 6, 1, 11, 59, 58, 250_000, tzinfo=UTC)
    assert (read.overview, read.box) == (SCENE, Box(160, 200, 80, 20))
    assert (read.vehicle_color, read.vehicle_kind) == ("silver", "salooncar")


def test_return_events_and_an_object_that_is_a_car():
    read = one(understood("text/plain", message("dahua_flat_return_events.txt")))
    assert read.text == "AB12CDE"
    assert read.event_id == "516/1780315198.250"


def test_a_line_with_a_code_and_json():
    assert one(understood("text/plain", message("dahua_code_line.txt"))).text == "AB12CDE"
    assert "cannot be read" in refusal(understood("text/plain", b"Code=TrafficJunction;action=Pulse;index=0;data={no}"))


def test_stray_lines_and_contradictions_are_left_out():
    lines = (
        "Success...",
        "Events[0].A=1",
        "Events[0].A.B=2",
        "Events[0].L[0]=x",
        "Events[0].L[9]=y",
        "Events[0].[1]=z",
    )
    said = tree("\r\n".join(lines))
    assert said == {"Events": [{"A": "1", "L": ["x"]}]}
    assert tree("Events[0].=1") == "The message names no event."


def test_too_many_lines():
    assert "lines" in refusal(understood("text/plain", b"Events[0].A=1\n" * (MOST_LINES + 1)))


def test_steps_without_end():
    deep = "Events[0]." + ".".join("a" for _ in range(2000)) + "=1"
    assert tree(deep) == {"Events": [{}]}
