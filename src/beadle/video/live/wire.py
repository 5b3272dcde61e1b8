"""The media socket's messages: four bytes of length (of the payload alone), one byte of kind, the payload."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any

from beadle.video.live.errors import BadMessage

JSON = 0
MEDIA = 1

INIT = 1
"""Flag of a media payload: an init segment."""
KEY = 2
"""Flag of a media payload: it starts with a key frame."""

LONGEST = 32 * 1024 * 1024
"""No honest message is longer: a GOP is cut well below it."""

_HEAD = struct.Struct(">IB")
_MEDIA_HEAD = struct.Struct(">IBBq")
HEAD_BYTES = _HEAD.size


def pack_json(content: Mapping[str, Any]) -> bytes:
    """A whole JSON message."""
    payload = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return _HEAD.pack(len(payload), JSON) + payload


def pack_media(flags: int, received_us: int, parts: Sequence[bytes]) -> bytes:
    """A whole media message: flags, the server's UTC of its first frame (microseconds since 1970), the MP4 bytes."""
    length = 9 + sum(map(len, parts))
    return b"".join((_MEDIA_HEAD.pack(length, MEDIA, flags, received_us), *parts))


def unpack_head(head: bytes | memoryview) -> tuple[int, int]:
    """(length of the payload, kind) from the first five bytes. Raises BadMessage."""
    length, kind = _HEAD.unpack(head)
    if length > LONGEST or kind not in {JSON, MEDIA}:
        raise BadMessage("What came over the media socket is not a message.", advice="Are both ends the same version?")
    return length, kind


def unpack_json(payload: bytes) -> dict[str, Any]:
    """The object in a JSON payload. Raises BadMessage."""
    try:
        content = json.loads(payload)
    except ValueError as error:
        raise BadMessage("A message on the media socket is not JSON.") from error
    if not isinstance(content, dict):
        raise BadMessage("A message on the media socket is not a JSON object.")
    return content


def unpack_media(payload: bytes) -> tuple[int, int]:
    """(flags, received_us) of a media payload; the MP4 bytes begin at byte 9. Raises BadMessage."""
    if len(payload) < 9:
        raise BadMessage("A media message on the media socket is cut short.")
    flags, received_us = struct.unpack_from(">Bq", payload)
    return flags, received_us
