"""Reads of Beadle's own engine as the body of a message in the spool: JSON, pictures in base64. No I/O.

The analyser sends what `message` gives to the spool, and the pump takes it out with `unpack`. One message holds one
observation.
"""

from __future__ import annotations

import base64
import binascii
import json
import uuid
from collections.abc import Mapping
from typing import Any

from beadle.anpr.errors import BadMessage
from beadle.anpr.push.message import Kind, Message
from beadle.anpr.terms import Box, Candidate, Direction, Observation, Source
from beadle.platform.clock import from_us, to_us

CONTENT_TYPE = "application/vnd.beadle.read+json"
FORM = 1
MOST_CANDIDATES = 10


def message(observation: Observation) -> Message:
    """The observation as a message for the spool."""
    return Message(
        observation.camera_id, observation.received_at, pack(observation), content_type=CONTENT_TYPE, kind=Kind.OWN
    )


def pack(observation: Observation) -> bytes:
    """The message's body. Moments are microseconds since 1970, UTC."""
    box = observation.box
    said: dict[str, Any] = {
        "form": FORM,
        "camera": str(observation.camera_id),
        "event": observation.event_id,
        "at": to_us(observation.at),
        "received": to_us(observation.received_at),
        "camera_at": None if observation.camera_at is None else to_us(observation.camera_at),
        "text": observation.text,
        "confidence": observation.confidence,
        "adapter": observation.adapter,
        "characters": list(observation.characters),
        "candidates": [[each.text, each.probability] for each in observation.candidates[:MOST_CANDIDATES]],
        "grammar": observation.grammar,
        "ambiguous": observation.ambiguous,
        "direction": observation.direction.value,
        "lane": observation.lane,
        "final": observation.final,
        "vehicle_color": observation.vehicle_color,
        "vehicle_kind": observation.vehicle_kind,
        "box": None if box is None else [box.x, box.y, box.width, box.height],
        "patch": _text(observation.patch),
        "overview": _text(observation.overview),
    }
    return json.dumps(said, separators=(",", ":")).encode()


def unpack(body: bytes, raw: str = "") -> Observation:
    """The observation that `pack` wrote; raw: the message's name in the spool. Raises BadMessage."""
    try:
        said = json.loads(body)
        if not isinstance(said, dict) or said.get("form") != FORM:
            raise BadMessage("This is not a read of Beadle's own engine.")
        return _observation(said, raw)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError, binascii.Error) as error:
        raise BadMessage("A read of Beadle's own engine is damaged.", cause=type(error).__name__) from error


def _observation(said: Mapping[str, Any], raw: str) -> Observation:
    camera_at, box = said["camera_at"], said["box"]
    return Observation(
        camera_id=uuid.UUID(said["camera"]),
        event_id=str(said["event"]),
        at=from_us(said["at"]),
        received_at=from_us(said["received"]),
        camera_at=None if camera_at is None else from_us(camera_at),
        text=str(said["text"]),
        confidence=float(said["confidence"]),
        source=Source.OWN,
        adapter=str(said["adapter"]),
        characters=tuple(float(each) for each in said["characters"]),
        candidates=tuple(Candidate(str(text), float(share)) for text, share in said["candidates"]),
        grammar=str(said["grammar"]),
        ambiguous=bool(said["ambiguous"]),
        direction=Direction(said["direction"]),
        lane=None if said["lane"] is None else int(said["lane"]),
        final=bool(said["final"]),
        vehicle_color=str(said["vehicle_color"]),
        vehicle_kind=str(said["vehicle_kind"]),
        box=None if box is None else Box(*(int(each) for each in box)),
        patch=_bytes(said["patch"]),
        overview=_bytes(said["overview"]),
        raw=raw,
    )


def _text(picture: bytes | None) -> str | None:
    return None if picture is None else base64.b64encode(picture).decode("ascii")


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text, validate=True)
