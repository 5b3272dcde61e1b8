"""ONVIF Profile M metadata: `LicensePlateInfo` in frames of objects; one ObjectId comes again and again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from beadle.anpr.adapters import pictures, texts, trees
from beadle.anpr.adapters.parts import Group
from beadle.anpr.adapters.terms import Adapter, Nothing, Refused, Sighting
from beadle.anpr.adapters.trees import Element
from beadle.anpr.terms import Box

_MOST_PLATES = 200


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the document an element stands."""

    time: str = ""
    object_id: str = ""
    object: Element | None = None


def is_metadata(root: Element) -> bool:
    """Whether it holds a plate, or is metadata without one."""
    return root.tag == "MetadataStream" or trees.first(root, "LicensePlateInfo", "MetadataStream") is not None


def from_xml(root: Element, group: Group) -> list[Sighting | Refused | Nothing]:
    """The plates of all frames; of one object that comes several times, the most likely one."""
    found: dict[str, Sighting] = {}
    unnamed: list[Sighting] = []
    for plate, place in _plates(root):
        sighting = _sighting(plate, place, group)
        before = found.get(place.object_id)
        if not place.object_id:
            unnamed.append(sighting)
        elif before is None or (sighting.confidence or 0) >= (before.confidence or 0):
            found[place.object_id] = sighting if before is None else _with_pictures(sighting, before)
    made = [*found.values(), *unnamed]
    if len(made) > _MOST_PLATES:
        return [Refused(f"The message has more than {_MOST_PLATES} plates.", Adapter.ONVIF)]
    return list(made) if made else [Nothing("No plate was made out.")]


def _with_pictures(sighting: Sighting, before: Sighting) -> Sighting:
    """Pictures come with one frame only."""
    return replace(sighting, patch=sighting.patch or before.patch, overview=sighting.overview or before.overview)


def _plates(root: Element) -> list[tuple[Element, _Place]]:
    found = []
    waiting = [(root, _Place())]
    while waiting:
        element, place = waiting.pop()
        if element.tag == "Frame":
            place = replace(place, time=element.get("UtcTime", ""))
        elif element.tag == "Object":
            place = replace(place, object_id=element.get("ObjectId", "")[:60], object=element)
        elif element.tag == "Message" and not place.time:
            place = replace(place, time=element.get("UtcTime", ""))
        if element.tag == "LicensePlateInfo":
            found.append((element, place))
            continue
        waiting.extend((below, place) for below in reversed(element))
    return found


def _sighting(plate: Element, place: _Place, group: Group) -> Sighting:
    patch, overview = pictures.sort_out(group.pictures)
    vehicle = None if place.object is None else trees.first(place.object, "VehicleInfo")
    number = trees.first(plate, "PlateNumber")
    name = "" if number is None else (number.text or "").strip()
    scene = "" if vehicle is None else trees.within(vehicle, "Image")
    overview = texts.picture(scene) or overview
    return Sighting(
        adapter=Adapter.ONVIF,
        text=name,
        event=place.object_id,
        times=(place.time,),
        fallback=f"{place.time}|{name}",
        confidence=_likelihood(plate, number),
        vehicle_color="" if vehicle is None else texts.word(trees.within(vehicle, "Color")),
        vehicle_kind="" if vehicle is None else texts.word(trees.within(vehicle, "Type")),
        box=_box(place.object, overview),
        patch=texts.picture(trees.within(plate, "Image")) or patch,
        overview=overview,
    )


def _likelihood(plate: Element, number: Element | None) -> float | None:
    """An attribute of the number, a child of it or of the plate, or not there at all."""
    said = [] if number is None else [number.get("Likelihood"), trees.within(number, "Likelihood")]
    for each in (*said, plate.get("Likelihood"), trees.within(plate, "Likelihood")):
        found = texts.number(each) if each else None
        if found is not None:
            return texts.share(found, 1 if found <= 1 else 100)
    return None


def _box(thing: Element | None, overview: bytes | None) -> Box | None:
    """ONVIF's picture runs from -1 to 1, upwards; it is the object's box, which for most cameras is the plate's."""
    box = None if thing is None else trees.first(thing, "BoundingBox")
    if box is None:
        return None
    numbers = [texts.number(box.get(name)) for name in ("left", "top", "right", "bottom")]
    if None in numbers:
        return None
    left, top, right, bottom = (float(each or 0) for each in numbers)
    low, high = min(top, bottom), max(top, bottom)
    return pictures.scaled((left + 1, 1 - high, right + 1, 1 - low), overview, 2)
