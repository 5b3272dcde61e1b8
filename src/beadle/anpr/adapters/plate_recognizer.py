"""Plate Recognizer Stream: a hook with a list of results, as JSON or as the field `json` of a form with a picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from beadle.anpr.adapters import pictures, texts
from beadle.anpr.adapters.parts import Group
from beadle.anpr.adapters.terms import Adapter, Nothing, Refused, Sighting
from beadle.anpr.terms import Box, Candidate, Direction

_MOST_RESULTS = 64
_MOST_CANDIDATES = 10


def is_hook(root: object) -> bool:
    """Whether it is a message of this kind."""
    data = texts.child(root, "data") or root
    return isinstance(data, Mapping) and isinstance(data.get("results"), list)


def from_json(root: Mapping[str, Any], group: Group) -> list[Sighting | Refused | Nothing]:
    """The plates of all results."""
    data = texts.child(root, "data") or root
    results = texts.items(texts.child(data, "results"))
    if len(results) > _MOST_RESULTS:
        return [Refused(f"The message has more than {_MOST_RESULTS} results.", Adapter.PLATE_RECOGNIZER)]
    if not results:
        return [Nothing("No plate was made out.")]
    file = texts.text(texts.child(data, "filename") or texts.dig(root, "hook", "filename"))
    times = (
        texts.child(data, "timestamp"),
        texts.child(data, "timestamp_local"),
        texts.child(data, "timestamp_camera"),
    )
    patch, overview = pictures.sort_out(group.pictures)
    made: list[Sighting | Refused | Nothing] = []
    for place, result in enumerate(results):
        name, score, candidates = _plate(result)
        made.append(
            Sighting(
                adapter=Adapter.PLATE_RECOGNIZER,
                text=name,
                event=f"{file}#{place}" if file else "",
                times=times,
                fallback=f"{texts.text(times[0] or times[1])}|{place}|{name}",
                confidence=texts.share(score, 1),
                candidates=candidates,
                direction=_direction(result),
                vehicle_color=texts.word(_best(texts.child(result, "color"), "color")),
                vehicle_kind=texts.word(texts.dig(result, "vehicle", "type")),
                box=_box(texts.child(result, "box") or texts.dig(result, "plate", "box")),
                patch=patch,
                overview=overview,
            )
        )
    return made


def _plate(result: object) -> tuple[str, object, tuple[Candidate, ...]]:
    """Text, score and other ways to read it; newer versions put them one level deeper."""
    plate = texts.child(result, "plate")
    ways = texts.items(texts.child(result, "candidates") or texts.dig(plate, "props", "plate"))[:_MOST_CANDIDATES]
    candidates = [
        Candidate(texts.text(texts.child(way, "plate", "value")), texts.share(texts.child(way, "score"), 1) or 0.0)
        for way in ways
    ]
    score: object = texts.child(result, "score")
    if not isinstance(plate, str):
        best = candidates[0] if candidates else Candidate("", 0.0)
        return best.text, best.probability, tuple(candidates)
    return plate, 0.0 if score is None else score, tuple(candidates)


def _best(listed: object, name: str) -> object:
    found = texts.items(listed)
    return texts.child(found[0], name) if found else None


def _direction(result: object) -> Direction:
    """By which end of the vehicle is seen: the front of one that comes."""
    return texts.direction(_best(texts.child(result, "orientation"), "orientation"))


def _box(box: object) -> Box | None:
    corners = [texts.number(texts.child(box, name)) for name in ("xmin", "ymin", "xmax", "ymax")]
    found = [0.0 if each is None else each for each in corners]
    return None if corners.count(None) > 2 else pictures.in_pixels(*found)
