"""Axis License Plate Verifier and FF Group: JSON, several messages a vehicle with one `carID`, the last one `lost`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from beadle.anpr.adapters import pictures, texts
from beadle.anpr.adapters.parts import Group
from beadle.anpr.adapters.terms import Adapter, Nothing, Refused, Sighting
from beadle.anpr.terms import Box, Candidate

_LAST = frozenset({"lost", "deleted", "gone"})
_MOST_CANDIDATES = 10


def is_axis(root: object) -> bool:
    """Whether it is a message of this kind."""
    marks = ("plateUTF8", "plateASCII", "plateText", "plateUnicode")
    return texts.child(root, *marks) is not None or (
        texts.child(root, "carState") is not None and texts.child(root, "carID") is not None
    )


def from_json(root: Mapping[str, Any], group: Group) -> list[Sighting | Refused | Nothing]:
    """The plate of one message."""
    patch, overview = pictures.sort_out(group.pictures)
    patch = _image(root, "plate") or texts.picture(texts.child(root, "plateImage")) or patch
    overview = _image(root, "vehicle") or texts.picture(texts.child(root, "vehicleImage", "image")) or overview
    car, state = texts.text(texts.child(root, "carID")), texts.text(texts.child(root, "carState")).casefold()
    vehicle = texts.child(root, "vehicle_info", "vehicleInfo")
    return [
        Sighting(
            adapter=Adapter.AXIS,
            text=texts.text(texts.child(root, "plateUTF8", "plateText", "plateUnicode", "plateASCII")),
            event=car,
            times=(texts.child(root, "capture_timestamp", "capture_ts"), texts.child(root, "datetime")),
            # Without a state every message is whole in itself.
            final=not state or state in _LAST,
            confidence=texts.share(texts.child(root, "plateConfidence"), 1),
            candidates=_candidates(root),
            direction=texts.direction(texts.child(root, "carMoveDirection")),
            lane=texts.lane(texts.child(root, "roiID", "lane")),
            vehicle_color=texts.word(texts.child(vehicle, "color", "vehicleColor")),
            vehicle_kind=texts.word(texts.child(vehicle, "type", "vehicleType")),
            box=_box(texts.child(root, "plateCoordinates"), overview),
            patch=patch,
            overview=overview,
        )
    ]


def _image(root: object, kind: str) -> bytes | None:
    for each in texts.items(texts.child(root, "ImageArray"))[:8]:
        if texts.text(texts.child(each, "ImageType")).casefold() == kind:
            return texts.picture(texts.child(each, "BinaryImage"))
    return None


def _candidates(root: object) -> tuple[Candidate, ...]:
    found = []
    for each in texts.items(texts.child(root, "plateList"))[:_MOST_CANDIDATES]:
        said = each if isinstance(each, str) else texts.text(texts.child(each, "plateUTF8", "plate", "plateText"))
        if said:
            found.append(Candidate(said, texts.share(texts.child(each, "plateConfidence", "confidence"), 1) or 0.0))
    return tuple(found)


def _box(corners: object, overview: bytes | None) -> Box | None:
    numbers = [found for found in map(texts.number, texts.items(corners)) if found is not None]
    if len(numbers) != 4 or overview is None:
        return None
    x, y, width, height = numbers
    return pictures.in_pixels(x, y, x + width, y + height)
