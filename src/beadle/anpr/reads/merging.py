"""What a further message about the same pass does to a read. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from beadle.anpr.reads.ids import whole_ms
from beadle.anpr.terms import Candidate, Observation

NEAR = timedelta(minutes=10)
"""The same event of the same camera within this time is the same pass; cameras begin to count anew when they start."""
AGAIN = timedelta(seconds=60)
"""A finished read is not changed into one of another plate later than this: then the camera has used a name twice."""
_OF_READING = ("confidence", "characters", "candidates", "grammar", "ambiguous", "final", "box", "adapter", "raw")
_FILLED_IN = ("direction", "lane", "vehicle_color", "vehicle_kind", "camera_at")
_NOTHING = frozenset({None, "", "unknown"})


@dataclass(frozen=True, slots=True)
class Known:
    """A read that is there already: its plate, its moment and its columns."""

    text: str
    at: datetime
    columns: dict[str, Any]


def event_key(observation: Observation) -> int:
    """The number by which the camera's event is found again, 64 bits with a sign."""
    said = observation.camera_id.bytes + observation.event_id.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(said).digest()[:8], "big", signed=True)


def columns(observation: Observation) -> dict[str, Any]:
    """What is stored of an observation beside its plate, its place in time and its pictures."""
    box = observation.box
    return {
        "camera_id": observation.camera_id,
        "event_key": event_key(observation),
        "event_id": observation.event_id,
        "received_at": observation.received_at,
        "camera_at": observation.camera_at,
        "confidence": round(observation.confidence, 4),
        "characters": [round(each, 4) for each in observation.characters] or None,
        "candidates": [[each.text, round(each.probability, 4)] for each in observation.candidates] or None,
        "grammar": observation.grammar,
        "ambiguous": observation.ambiguous,
        "direction": observation.direction.value,
        "lane": observation.lane,
        "source": observation.source.value,
        "adapter": observation.adapter,
        "raw": observation.raw,
        "final": observation.final,
        "vehicle_color": observation.vehicle_color,
        "vehicle_kind": observation.vehicle_kind,
        "box": None if box is None else [box.x, box.y, box.width, box.height],
    }


def candidates(stored: Iterable[Iterable[Any]] | None) -> list[Candidate]:
    """The candidates of a row."""
    return [Candidate(str(text), float(probability)) for text, probability in stored or ()]


def same_pass(known: Known, observation: Observation) -> bool:
    """Whether an event of the same name is the same pass, and not one that a restarted camera calls the same again."""
    apart = abs(known.at - whole_ms(observation.at))
    if apart > NEAR:
        return False
    return not known.columns["final"] or apart <= AGAIN or known.text == observation.text


def better(known: Known, observation: Observation) -> bool:
    """Whether the observation's reading takes the place of the one that is known.

    A final reading replaces a provisional one, whatever its confidence: it was made from more. Otherwise the surer one
    wins, and of two that are as sure the one that came first.
    """
    was: bool = known.columns["final"]
    if observation.final != was:
        return observation.final
    return round(observation.confidence, 4) > round(float(known.columns["confidence"]), 4)


def changes(known: Known, observation: Observation) -> dict[str, Any]:
    """The columns that change, "text" among them where another plate is read now; empty for a second delivery."""
    new = columns(observation) | {"text": observation.text}
    old = known.columns | {"text": known.text}
    wanted = {name: new[name] for name in _FILLED_IN if old[name] in _NOTHING}
    if better(known, observation):
        wanted |= {name: new[name] for name in ("text", *_OF_READING)}
    return {name: value for name, value in wanted.items() if not _equal(value, old[name])}


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) < 1e-4  # stored with seven digits
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(_equal(a, b) for a, b in zip(one, other, strict=True))
    return bool(one == other)
