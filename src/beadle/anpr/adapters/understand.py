"""One message from a camera, understood: cut into parts, told apart by what it is, its plates judged one by one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from beadle.anpr.adapters import axis, dahua, dahua_flat, hikvision, mapped, onvif, parts, plate_recognizer, texts
from beadle.anpr.adapters import times as camera_times
from beadle.anpr.adapters.parts import Group, Shape
from beadle.anpr.adapters.terms import Adapter, Context, Nothing, Refused, Result, Sighting
from beadle.anpr.adapters.trees import Broken, first, parse_json, xml
from beadle.anpr.confusion import normalise
from beadle.anpr.errors import NotAPlate
from beadle.anpr.terms import Candidate, Observation, Source

_LONGEST_EVENT = 80
_MOST_CANDIDATES = 10
_DERIVED = "~"
"""What a name begins with that was made here."""
_Found = list[Sighting | Refused | Nothing]


def understand(content_type: str, body: bytes, context: Context) -> list[Result]:
    """What a message says, in order. Raises nothing, whatever the bytes are."""
    cut = parts.cut(content_type, body)
    if isinstance(cut, str):
        return [Refused(cut)]
    groups = parts.group(cut)
    if not groups:
        return [Nothing("A message without any text." if cut else "An empty message.")]
    return [_judged(found, group, context) for group in groups for found in _read(group, context)]


def _read(group: Group, context: Context) -> _Found:
    if context.adapter is Adapter.MAPPED and context.mapping is not None:
        return mapped.sightings(context.mapping, group)
    shape = group.data.shape
    if shape is Shape.XML:
        return _xml(group, context)
    if shape is Shape.JSON:
        return _json(group, context)
    return _text(group, context)


def _xml(group: Group, context: Context) -> _Found:
    root = xml(group.data.body)
    if isinstance(root, str):
        return [Refused(root)]
    if onvif.is_metadata(root):
        return _as(Adapter.ONVIF, context, lambda: onvif.from_xml(root, group))
    if root.tag == hikvision.ROOT or first(root, "ANPR") is not None:
        return _as(Adapter.HIKVISION, context, lambda: hikvision.from_xml(root, group))
    return _other(group, context)


def _json(group: Group, context: Context) -> _Found:
    found = parse_json(group.data.text)
    if isinstance(found, Broken):
        return [Refused(str(found))]
    listed = texts.items(found)
    if len(listed) > mapped.MOST_ROWS:
        return [Refused(f"The message has more than {mapped.MOST_ROWS} reads.")]
    return [each for item in listed for each in _json_item(item, group, context)]


def _json_item(item: object, group: Group, context: Context) -> _Found:
    if not isinstance(item, Mapping):
        return [Refused("A list with something in it that is no message.")]
    if dahua.is_alive(item):
        return [Nothing("The camera says that it lives.")]
    for adapter, fits, read in _JSON:
        if fits(item):
            return _as(adapter, context, lambda: read(item, group))  # noqa: B023 - called at once
    return _other(group, context)


def _is_alert(item: Mapping[str, Any]) -> bool:
    return texts.child(item, hikvision.ROOT, "ANPR") is not None or (
        texts.child(item, "eventType") is not None and texts.child(item, "eventState") is not None
    )


_JSON: tuple[tuple[Adapter, Callable[[Any], bool], Callable[[Any, Group], _Found]], ...] = (
    (Adapter.HIKVISION, _is_alert, hikvision.from_json),
    (Adapter.DAHUA, dahua.is_tollgate, dahua.from_json),
    (Adapter.AXIS, axis.is_axis, axis.from_json),
    (Adapter.PLATE_RECOGNIZER, plate_recognizer.is_hook, plate_recognizer.from_json),
    (Adapter.DAHUA, dahua.is_event, dahua.from_json),
)


def _text(group: Group, context: Context) -> _Found:
    text = group.data.text
    if dahua_flat.is_alive(text):
        return [Nothing("The camera says that it lives.")]
    if not dahua_flat.is_flat(text):
        return _other(group, context)
    tree = dahua_flat.tree(text)
    if isinstance(tree, str):
        return [Refused(tree, Adapter.DAHUA)]
    return _as(Adapter.DAHUA, context, lambda: dahua.from_json(tree, group))


def _as(adapter: Adapter, context: Context, read: Callable[[], _Found]) -> _Found:
    if context.adapter in (Adapter.AUTO, adapter):
        return read()
    return [Refused(f"The message is one of {adapter}, and the camera is set up for {context.adapter}.", adapter)]


def _other(group: Group, context: Context) -> _Found:
    """What no adapter knows: read by the columns that somebody named, where they did."""
    if context.mapping is not None and context.adapter is Adapter.AUTO:
        return mapped.sightings(context.mapping, group)
    return [Refused("Nothing that is known: neither a maker's message nor one whose columns were named.")]


def _judged(found: Sighting | Refused | Nothing, group: Group, context: Context) -> Result:
    if not isinstance(found, Sighting):
        return found
    if found.text.strip().casefold() in texts.UNREAD:
        return Nothing("A vehicle whose plate the camera could not read.")
    camera_at = _camera_at(found, context)
    judged = camera_times.judge(camera_at, context.received_at, timedelta(days=context.late_days))
    if isinstance(judged, str):
        return Refused(judged, found.adapter)
    try:
        text = normalise(found.text)
    except NotAPlate as error:
        return Refused(error.message, found.adapter)
    return Observation(
        camera_id=context.camera_id,
        event_id=_event_id(found, group),
        at=judged.at,
        received_at=context.received_at,
        camera_at=judged.camera_at,
        text=text,
        confidence=context.untold if found.confidence is None else found.confidence,
        source=Source.PUSHED,
        adapter=found.adapter.value,
        characters=found.characters if len(found.characters) == len(text) else (),
        candidates=_candidates(found),
        direction=found.direction,
        lane=found.lane,
        final=found.final,
        vehicle_color=found.vehicle_color,
        vehicle_kind=found.vehicle_kind,
        box=found.box,
        patch=found.patch,
        overview=found.overview,
        raw=context.raw,
    )


def _camera_at(found: Sighting, context: Context) -> datetime | None:
    for said in found.times:
        moment = camera_times.moment_of(said, context.zone, context.received_at, found.time_format)
        if moment is not None:
            return moment
    return None


def _event_id(found: Sighting, group: Group) -> str:
    """The pass's name: the camera's own, or one that the same message has again when it is sent again.

    A name need not be unique for ever: `reads` takes the same one, minutes later, for another pass.
    """
    event = found.event.strip()
    if not event:
        told = found.fallback.strip("| ").encode("utf-8", "surrogatepass")
        return _DERIVED + hashlib.sha256(told or group.data.body).hexdigest()[:32]
    if len(event) > _LONGEST_EVENT or not event.isprintable() or not event.isascii():
        event = hashlib.sha256(event.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return event


def _candidates(found: Sighting) -> tuple[Candidate, ...]:
    """The other ways to read it that are plates. Their probabilities together are at most 1."""
    made: list[Candidate] = []
    for each in found.candidates[:_MOST_CANDIDATES]:
        try:
            made.append(Candidate(normalise(each.text), each.probability))
        except NotAPlate:
            continue
    total = sum(each.probability for each in made)
    return tuple(made) if total <= 1 else tuple(Candidate(each.text, each.probability / total) for each in made)
