"""What the plate cameras really showed: who passed, when. This is what reads are measured against."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beadle.platform.clock import from_us, to_us
from beadle.simulator import town, traffic
from beadle.simulator.clip_store import PLATES
from beadle.simulator.scene_plates import LANES, nearest
from beadle.simulator.stream import pictures_ahead, stagger_of

CAMERAS = tuple(number for route in traffic.ROUTES for number in route)
"""The numbers of the cameras that read plates."""


@dataclass(frozen=True, slots=True)
class Passed:
    """A vehicle that passed a plate camera. at: UTC, when its plate was largest, to a tenth of a second.

    direction: as the camera sees it, towards or away. plate: without its space.
    """

    camera: int
    at: datetime
    plate: str
    direction: str
    color: str
    kind: str

    def as_json(self) -> dict[str, Any]:
        """For one line of JSON."""
        return {
            "camera": self.camera,
            "name": town.camera(self.camera).name,
            "at": self.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "plate": self.plate,
            "direction": self.direction,
            "color": self.color,
            "kind": self.kind,
        }


def passed(cameras: Sequence[int], since: datetime, until: datetime) -> list[Passed]:
    """Everybody who passed these plate cameras between two moments, in the order of time."""
    found = [one for camera in cameras for one in _passed(camera, since, until) if since <= one.at < until]
    return sorted(found, key=lambda one: (one.at, one.camera))


def _passed(camera: int, since: datetime, until: datetime) -> list[Passed]:
    fps, stagger = PLATES[0].fps, stagger_of(camera)
    # A picture goes out half a picture late on average, and its camera's share of a picture after the full one.
    early = pictures_ahead(stagger, fps) / fps - stagger % (1 / fps) - 0.5 / fps
    slot_s = traffic.SLOT_SECONDS
    first = math.floor((to_us(since) / 1e6 + early) / slot_s) - 1
    last = math.ceil((to_us(until) / 1e6 + early) / slot_s) + 1
    found = []
    for one in traffic.passes(camera, first, last):
        at_us = round((one.slot * slot_s + nearest(one) - early) * 1e6)
        vehicle = one.vehicle
        direction = "towards" if LANES[camera].towards else "away"
        plate = vehicle.plate.replace(" ", "")
        found.append(Passed(camera, from_us(at_us), plate, direction, vehicle.color, vehicle.kind))
    return found
