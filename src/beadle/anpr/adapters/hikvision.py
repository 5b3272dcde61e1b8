"""Hikvision ISAPI: `EventNotificationAlert` in XML, or in JSON on some models, with JPEGs beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from beadle.anpr.adapters import pictures, texts, trees
from beadle.anpr.adapters.parts import Group
from beadle.anpr.adapters.terms import Adapter, Nothing, Refused, Sighting
from beadle.anpr.adapters.trees import Element
from beadle.anpr.terms import Box, Candidate

ROOT = "EventNotificationAlert"
_THOUSANDTHS = 1000
_RECT = ("X", "Y", "width", "height")


def from_xml(root: Element, group: Group) -> list[Sighting | Refused | Nothing]:
    """The plate of one alert."""
    kind = trees.within(root, "eventType")
    plate = trees.first(root, "ANPR", "aNPR")
    if plate is None:
        return [Nothing(f"Not an event of plates: {texts.word(kind) or 'unknown'}.")]
    rect = trees.first(plate, "plateRect")
    found = {
        name: trees.within(plate, name)
        for name in ("licensePlate", "originalLicensePlate", "confidenceLevel", "plateCharBelieve", "direction", "line")
    }
    vehicle = trees.first(plate, "vehicleInfo")
    found["color"] = "" if vehicle is None else trees.within(vehicle, "color")
    found["vehicleType"] = trees.within(plate, "vehicleType")
    corners = None if rect is None else [trees.within(rect, name) for name in _RECT]
    times = (trees.within(root, "dateTime"), trees.within(plate, "absTime"), trees.within(root, "absTime"))
    return [_sighting(found, trees.within(root, "UUID", "eventID"), times, corners, group)]


def from_json(root: Mapping[str, Any], group: Group) -> list[Sighting | Refused | Nothing]:
    """The same of the JSON that newer models send."""
    alert = texts.child(root, ROOT) or root
    plate = texts.child(alert, "ANPR")
    if not isinstance(plate, Mapping):
        return [Nothing(f"Not an event of plates: {texts.word(texts.child(alert, 'eventType')) or 'unknown'}.")]
    found = {name: texts.child(plate, name) for name in ("licensePlate", "originalLicensePlate", "confidenceLevel")}
    found |= {name: texts.child(plate, name) for name in ("plateCharBelieve", "direction", "line", "vehicleType")}
    found["color"] = texts.dig(plate, "vehicleInfo", "color")
    rect = texts.child(plate, "plateRect")
    corners = None if rect is None else [texts.child(rect, name) for name in _RECT]
    times = (texts.child(alert, "dateTime"), texts.child(plate, "absTime"))
    return [_sighting(found, texts.text(texts.child(alert, "UUID", "eventID")), times, corners, group)]


def _sighting(
    found: Mapping[str, Any], event: str, times: tuple[object, ...], corners: list[Any] | None, group: Group
) -> Sighting:
    patch, overview = pictures.sort_out(group.pictures)
    plate, other = texts.text(found["licensePlate"]), texts.text(found["originalLicensePlate"])
    return Sighting(
        adapter=Adapter.HIKVISION,
        text=plate,
        event=event,
        times=times,
        confidence=texts.share(found["confidenceLevel"]),
        characters=texts.shares(found["plateCharBelieve"] or ()),
        candidates=(Candidate(other, 0.0),) if other and other != plate else (),
        direction=texts.direction(found["direction"]),
        lane=texts.lane(found["line"]),
        vehicle_color=texts.word(found["color"]),
        vehicle_kind=texts.word(found["vehicleType"]),
        box=None if corners is None else _box(corners, overview),
        patch=patch,
        overview=overview,
    )


def _box(corners: list[Any], overview: bytes | None) -> Box | None:
    """Thousandths of the picture as the protocol says, or pixels as some models write: then one is beyond 1000."""
    numbers = [texts.number(each) for each in corners]
    if None in numbers:
        return None
    x, y, width, height = (float(each or 0) for each in numbers)
    ends = (x, y, x + width, y + height)
    if max(ends) <= _THOUSANDTHS:
        return pictures.scaled(ends, overview, _THOUSANDTHS)
    return None if overview is None else pictures.in_pixels(*ends)
