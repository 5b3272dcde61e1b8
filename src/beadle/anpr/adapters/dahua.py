"""Dahua: JSON events such as TrafficJunction, what `dahua_flat` makes of the flat text, and ITSAPI's TollgateInfo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from beadle.anpr.adapters import pictures, texts
from beadle.anpr.adapters.parts import Group
from beadle.anpr.adapters.terms import Adapter, Nothing, Refused, Sighting
from beadle.anpr.terms import Box, Direction

_UNITS = 8192
MOST_EVENTS = 64
_ALIVE = frozenset({"keepalive", "heartbeat"})


def is_alive(root: object) -> bool:
    """Whether it only says that the camera lives."""
    return any(texts.text(texts.child(root, name)).casefold() in _ALIVE for name in ("Active", "Code", "Type"))


def is_tollgate(root: object) -> bool:
    """Whether it is ITSAPI's TollgateInfo, with or without its outer member."""
    picture = texts.child(root, "Picture") or root
    return texts.child(picture, "Plate") is not None and texts.child(picture, "SnapInfo", "NormalPic") is not None


def is_event(root: object) -> bool:
    """Whether it is one event, or a list of some."""
    if texts.child(root, "Events", "ReturnEvents", "eventList") is not None:
        return True
    data = texts.child(root, "Data") or root
    return texts.child(data, "TrafficCar") is not None or texts.dig(data, "Object", "ObjectType") is not None


def from_json(root: Mapping[str, Any], group: Group) -> list[Sighting | Refused | Nothing]:
    """The plates of whatever of them it is."""
    if is_tollgate(root):
        return [_tollgate(texts.child(root, "Picture") or root, group)]
    listed = texts.child(root, "Events", "ReturnEvents", "eventList")
    events = texts.items(listed) if listed is not None else [root]
    if len(events) > MOST_EVENTS:
        return [Refused(f"The message has more than {MOST_EVENTS} events.", Adapter.DAHUA)]
    if len(events) == 1:
        return [_event(events[0], group)]
    # Whose pictures they are cannot be told; the scene is the same for all.
    _, overview = pictures.sort_out(group.pictures)
    shared = Group(group.data, tuple(each for each in group.pictures if each.data is overview))
    return [_event(event, shared) for event in events]


def _event(event: object, group: Group) -> Sighting | Nothing:
    base = texts.child(event, "EventBaseInfo")
    code = texts.text(texts.child(event, "Code") or texts.child(base, "Code"))
    data = texts.child(event, "Data") or event
    car, thing = texts.child(data, "TrafficCar"), _plate_object(data)
    if car is None and thing is None:
        return Nothing(f"Not an event of plates: {texts.word(code) or 'unknown'}.")
    patch, overview = pictures.sort_out(group.pictures)
    corners = texts.child(thing, "BoundingBox")
    return Sighting(
        adapter=Adapter.DAHUA,
        text=texts.text(texts.child(thing, "Text") or texts.child(car, "PlateNumber", "PlateNo")),
        event=_name(data),
        times=_times(data),
        confidence=_confidence(texts.either(texts.child(thing, "Confidence"), texts.child(car, "Confidence"))),
        direction=_direction(data, car),
        lane=texts.lane(texts.either(texts.child(data, "Lane"), texts.child(car, "Lane"))),
        vehicle_color=texts.word(texts.child(car, "VehicleColor")),
        vehicle_kind=texts.word(
            texts.dig(data, "Vehicle", "Category") or texts.child(car, "VehicleType", "VehicleSize")
        ),
        box=_box(corners, overview),
        patch=patch,
        overview=overview,
    )


def _plate_object(data: object) -> Any:
    """The object that is a plate: the text of any other is a make of car."""
    for each in (*texts.items(texts.child(data, "Object")), *texts.items(texts.child(data, "Objects"))):
        if texts.text(texts.child(each, "ObjectType")).casefold() == "plate":
            return each
    return None


def _name(data: object) -> str:
    """The pass's name. EventID begins anew when the camera restarts, so the time goes with it.

    Several pictures of one pass have different times and one GroupID.
    """
    grouped = (texts.whole(texts.child(data, "CountInGroup")) or 1) > 1
    group = texts.text(texts.child(data, "GroupID"))
    if grouped and group:
        return f"group {group}"
    number = texts.text(texts.child(data, "EventID", "EventSeq"))
    moment = texts.text(texts.child(data, "UTC", "RealUTC"))
    return f"{number}/{moment}.{texts.text(texts.child(data, 'UTCMS'))}" if number and moment else number


def _times(data: object) -> tuple[object, ...]:
    seconds = texts.number(texts.child(data, "UTC", "RealUTC"))
    exact = None if not seconds or seconds < 0 else seconds + (texts.number(texts.child(data, "UTCMS")) or 0) / 1000
    return (exact, texts.child(data, "LocaleTime", "AccurateTime", "SnapTime"))


def _confidence(value: object) -> float | None:
    """Percent, or of 255 where it is beyond 100."""
    found = texts.number(value)
    return texts.share(value, 255 if found is not None and found > 100 else 100)


def _direction(data: object, car: object) -> Direction:
    said = texts.items(texts.child(car, "DrivingDirection"))[:1]
    for each in (texts.child(data, "JunctionDirection"), *said, texts.child(data, "Direction")):
        found = texts.direction(each)
        if found is not Direction.UNKNOWN:
            return found
    return Direction.UNKNOWN


def _box(corners: object, overview: bytes | None) -> Box | None:
    numbers = [texts.number(each) for each in texts.items(corners)]
    return pictures.scaled([each for each in numbers if each is not None], overview, _UNITS)


def _tollgate(picture: object, group: Group) -> Sighting | Nothing:
    plate, snap = texts.child(picture, "Plate"), texts.child(picture, "SnapInfo")
    if texts.child(plate, "IsExist") is False:
        return Nothing("No plate was made out.")
    patch, overview = pictures.sort_out(group.pictures)
    patch = texts.picture(texts.dig(picture, "CutoutPic", "Content")) or patch
    overview = _scene(picture) or overview
    vehicle = texts.child(picture, "Vehicle")
    times = (texts.child(snap, "AccurateTime"), texts.child(snap, "SnapTime"), texts.child(snap, "Time"))
    number = texts.text(texts.child(plate, "PlateNumber", "PlateNo"))
    return Sighting(
        adapter=Adapter.DAHUA,
        text=number,
        event=texts.text(texts.child(snap, "EventID", "SnapID", "UUID")),
        times=times,
        fallback=f"{texts.text(texts.child(snap, 'DeviceID'))}|{texts.text(times[0] or times[1])}|{number}",
        confidence=_confidence(texts.child(plate, "Confidence")),
        direction=texts.direction(texts.child(snap, "Direction", "SnapDirection")),
        lane=texts.lane(texts.child(snap, "LanNo", "LaneNo", "Lane")),
        vehicle_color=texts.word(texts.child(vehicle, "VehicleColor")),
        vehicle_kind=texts.word(texts.child(vehicle, "VehicleType", "VehicleSize")),
        box=_box(texts.child(plate, "BoundingBox"), overview),
        patch=patch,
        overview=overview,
    )


def _scene(picture: object) -> bytes | None:
    for name in ("NormalPic", "CombinedPic", "VehiclePic"):
        found = texts.picture(texts.dig(picture, name, "Content"))
        if found is not None:
            return found
    return None
