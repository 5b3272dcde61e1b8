"""The pretend Chesterfield: its 80 cameras and its base map. Positions are plausible, not surveyed."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from beadle.platform.errors import NotFound

DATA = resources.files("beadle.simulator") / "data"

CENTRE = (53.2357, -1.4275)
"""Latitude and longitude (WGS 84) that a map of the town opens at."""


class NoSuchCamera(NotFound):
    """The pretend town has no camera of that number."""


@dataclass(frozen=True, slots=True)
class TownCamera:
    """One camera on a column.

    latitude, longitude: degrees, WGS 84. bearing: degrees clockwise from north, where the lens points.
    field_of_view: degrees across. range_metres: how far a person can still be made out.
    scene: the kind of place it looks at, a key of `scenes.KINDS`.
    """

    number: int
    name: str
    site: str
    latitude: float
    longitude: float
    bearing: float
    field_of_view: float
    range_metres: float
    scene: str

    @property
    def label(self) -> str:
        """What the burnt-in line of the picture says, e.g. `012 MARKET PLACE EAST`."""
        return f"{self.number:03d} {self.name.upper()}"

    @property
    def reads_plates(self) -> bool:
        """Whether it is one of the cameras at the two roundabouts that read number plates."""
        return self.scene == "anpr"


@cache
def cameras() -> tuple[TownCamera, ...]:
    """All 80 cameras, in the order of their numbers, which run from 1."""
    with (DATA / "cameras.csv").open(encoding="utf-8") as file:
        return tuple(
            TownCamera(
                number=int(row["number"]),
                name=row["name"],
                site=row["site"],
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
                bearing=float(row["bearing"]),
                field_of_view=float(row["field_of_view"]),
                range_metres=float(row["range_metres"]),
                scene=row["scene"],
            )
            for row in csv.DictReader(file)
        )


def camera(number: int) -> TownCamera:
    """The camera of that number. Raises NoSuchCamera."""
    found = cameras()
    if not 1 <= number <= len(found):
        raise NoSuchCamera(
            f"The pretend town has no camera {number}.", advice=f"Choose a number from 1 to {len(found)}."
        )
    return found[number - 1]


def sites() -> tuple[str, ...]:
    """Names of the sites, each once, in the order of their first camera."""
    return tuple(dict.fromkeys(one.site for one in cameras()))


def streaming_order() -> tuple[int, ...]:
    """All camera numbers, the liveliest mixture of places first: the first 16 make a good wall.

    The four cameras that read plates and one camera of every kind of place are among the first 16.
    """
    first = (1, 13, 10, 5, 17, 18, 19, 20, 21, 26, 23, 32, 7, 56, 29, 2)
    return first + tuple(one.number for one in cameras() if one.number not in first)


def base_map() -> dict[str, Any]:
    """The town's map as a GeoJSON FeatureCollection (longitude, latitude; WGS 84).

    Every feature has `properties.kind` (boundary, park, water, rail, pedestrian, road or building, to be drawn in
    that order) and `properties.name`, which may be empty; roads and rivers have `properties.width` in metres.
    """
    text = (DATA / "base_map.geojson").read_text(encoding="utf-8")
    collection: dict[str, Any] = json.loads(text)
    return collection
