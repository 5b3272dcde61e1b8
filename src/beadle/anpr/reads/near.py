"""Which cameras are near a place. Pure."""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterable

from beadle.anpr.reads.terms import Place
from beadle.estate.terms import CameraPlace

_EARTH_M = 6_371_008.8
"""Mean radius of the Earth (IUGG), metres."""


def metres(latitude: float, longitude: float, other: CameraPlace) -> float | None:
    """The distance along a great circle to a camera, or None where it is not known where that stands.

    The haversine formula; on a sphere it is wrong by at most half a per cent.
    """
    if other.latitude is None or other.longitude is None:
        return None
    one, two = math.radians(latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - longitude)
    half = math.sin((two - one) / 2) ** 2 + math.cos(one) * math.cos(two) * math.sin(across / 2) ** 2
    return 2 * _EARTH_M * math.asin(min(1.0, math.sqrt(half)))


def cameras_near(place: Place, cameras: Iterable[CameraPlace]) -> list[uuid.UUID]:
    """Cameras that stand within the place's circle, the retired ones too, nearest first."""
    apart = [(metres(place.latitude, place.longitude, camera), camera.id) for camera in cameras]
    return [camera for distance, camera in sorted((d, c) for d, c in apart if d is not None and d <= place.metres)]
