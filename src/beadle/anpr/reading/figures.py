"""What the server tells at each scrape of the cameras whose plates Beadle reads by itself. Pure."""

from __future__ import annotations

from collections.abc import Collection

from beadle.anpr.reading.state import ReadingState
from beadle.platform.metrics import Reading


def readings(states: Collection[ReadingState]) -> list[Reading]:
    """The figures of what the analyser said last; all 0 where it says nothing."""
    read = sum(state.reading for state in states)
    return [
        Reading(
            "beadle_plate_own_cameras",
            "Cameras whose plates are to be read from their video, by whether they are.",
            {"read": float(read), "not_read": float(len(states) - read)},
            "state",
        ),
        Reading(
            "beadle_plate_looks_left_out",
            "The largest share of looks that one of those cameras was denied in the last minute, 0 to 1.",
            {"": max((state.dropped for state in states), default=0.0)},
        ),
    ]
