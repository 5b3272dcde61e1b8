"""Figures of cameras that Beadle reads by itself."""

from __future__ import annotations

from beadle.anpr.reading.figures import readings
from beadle.anpr.reading.state import ReadingState


def told(*states: ReadingState) -> dict[str, dict[str, float]]:
    return {each.name: dict(each.values) for each in readings(states)}


def test_cameras_by_how_they_are_read() -> None:
    found = told(
        ReadingState(12.0, 12.0, 0.0, reading=True),
        ReadingState(9.0, 12.0, 0.25, reading=True),
        ReadingState(0.0, 12.0, 0.1, reading=False, detail="No pictures come."),
    )
    assert found["beadle_plate_own_cameras"] == {"read": 2.0, "not_read": 1.0}
    assert found["beadle_plate_looks_left_out"] == {"": 0.25}


def test_an_analyser_that_says_nothing() -> None:
    assert told() == {
        "beadle_plate_own_cameras": {"read": 0.0, "not_read": 0.0},
        "beadle_plate_looks_left_out": {"": 0.0},
    }
