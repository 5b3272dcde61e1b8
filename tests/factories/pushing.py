"""Messages as cameras push them, and what is known of them beside their bytes."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import cv2
import numpy as np

from beadle.anpr.adapters.terms import Context, Nothing, Refused, Result
from beadle.anpr.adapters.understand import understand
from beadle.anpr.terms import Box, Candidate, Direction, Observation, Source

MESSAGES = Path(__file__).parents[1] / "anpr" / "adapters" / "messages"
CAMERA = uuid.UUID("6f0c4d5e-0000-4000-8000-000000000001")
RECEIVED = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
CONTEXT = Context(CAMERA, RECEIVED, ZoneInfo("Europe/London"), raw="0000000000000001-00000000:16")
BOUNDARY = "----beadle-test"


def message(name: str) -> bytes:
    """A camera's message by the name of its case."""
    return (MESSAGES / name).read_bytes()


@cache
def jpeg(width: int = 640, height: int = 360, seed: int = 0) -> bytes:
    """A real JPEG."""
    pixels = np.random.default_rng(seed).integers(0, 255, (height, width, 3), dtype=np.uint8)
    done, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 30])
    assert done
    return data.tobytes()


def form(*parts: tuple[str, str, bytes], boundary: str = BOUNDARY) -> tuple[str, bytes]:
    """A multipart message of (name, type, body): its content type and its bytes."""
    pieces = []
    for name, kind, body in parts:
        head = f'Content-Disposition: form-data; name="{name}"; filename="{name}"\r\nContent-Type: {kind}\r\n'
        pieces.append(f"--{boundary}\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n")
    return f"multipart/form-data; boundary={boundary}", b"".join(pieces) + f"--{boundary}--\r\n".encode()


def mixed(*parts: tuple[str, bytes], boundary: str = "myboundary") -> tuple[str, bytes]:
    """A multipart stream as Dahua sends it, of (type, body), without names and without an end."""
    pieces = [
        f"--{boundary}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n"
        for kind, body in parts
    ]
    return f"multipart/x-mixed-replace; boundary={boundary}", b"".join(pieces)


def understood(content_type: str, body: bytes, **changes: Any) -> list[Result]:
    """What the message is understood as, in a context that differs by `changes`."""
    return understand(content_type, body, replace(CONTEXT, **changes))


def reads(results: Sequence[Result]) -> list[Observation]:
    """The observations among them."""
    return [each for each in results if isinstance(each, Observation)]


def one(results: Sequence[Result]) -> Observation:
    """The only result, which is an observation."""
    (found,) = results
    assert isinstance(found, Observation), found
    return found


def refusal(results: Sequence[Result]) -> str:
    """The reason of the only result, which is a refusal."""
    (found,) = results
    assert isinstance(found, Refused), found
    return found.reason


def nothing(results: Sequence[Result]) -> str:
    """Why the only result is nothing."""
    (found,) = results
    assert isinstance(found, Nothing), found
    return found.why


def axis(car: int, plate: str = "AB12CDE", **more: Any) -> bytes:
    """A final read of an Axis camera a moment ago."""
    said = json.loads(message("axis_lost.json")) | {"carID": str(car), "plateUTF8": plate} | more
    return json.dumps(said).encode()


NOON = datetime(2026, 6, 1, 12, 0, 0, 123_456, tzinfo=UTC)
OWN_READ = Observation(
    camera_id=uuid.UUID(int=5),
    event_id="track-1",
    at=NOON,
    received_at=NOON + timedelta(milliseconds=400),
    text="AB12CDE",
    confidence=0.91,
    source=Source.OWN,
    adapter="engine",
    camera_at=NOON - timedelta(seconds=2),
    characters=(0.9, 0.8, 0.7, 0.99, 0.9, 0.9, 0.9),
    candidates=(Candidate("AB12CDE", 0.91), Candidate("A812CDE", 0.05)),
    grammar="gb-current",
    ambiguous=True,
    direction=Direction.TOWARDS,
    lane=2,
    final=False,
    box=Box(1, 2, 30, 9),
    patch=jpeg(64, 64),
    overview=jpeg(),
)
"""A provisional read of Beadle's own engine, with everything that there can be."""
