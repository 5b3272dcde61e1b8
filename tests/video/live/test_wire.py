"""Messages of the media socket: packed, unpacked, and refused when they are none."""

from __future__ import annotations

import pytest

from beadle.video.live.errors import BadMessage
from beadle.video.live.wire import (
    HEAD_BYTES,
    JSON,
    KEY,
    LONGEST,
    MEDIA,
    pack_json,
    pack_media,
    unpack_head,
    unpack_json,
    unpack_media,
)


def test_json_there_and_back():
    message = pack_json({"name": "Queen's Park, östlich", "n": 1})
    length, kind = unpack_head(message[:HEAD_BYTES])
    assert (length, kind) == (len(message) - HEAD_BYTES, JSON)
    assert unpack_json(message[HEAD_BYTES:]) == {"name": "Queen's Park, östlich", "n": 1}


def test_media_there_and_back():
    message = pack_media(KEY, 1_780_315_200_000_000, [b"moof", b"mdat"])
    length, kind = unpack_head(message[:HEAD_BYTES])
    payload = message[HEAD_BYTES:]
    assert (length, kind) == (len(payload), MEDIA)
    assert unpack_media(payload) == (KEY, 1_780_315_200_000_000)
    assert payload[9:] == b"moofmdat"


def test_a_time_before_1970_survives():
    assert unpack_media(pack_media(0, -5, [])[HEAD_BYTES:]) == (0, -5)


@pytest.mark.parametrize("head", [(LONGEST + 1).to_bytes(4, "big") + b"\0", b"\0\0\0\1\2", b"GET /"])
def test_what_is_no_message_is_refused(head: bytes):
    with pytest.raises(BadMessage):
        unpack_head(head)


@pytest.mark.parametrize("payload", [b"", b"[]", b"3", b"{", b"\xff"])
def test_what_is_no_object_is_refused(payload: bytes):
    with pytest.raises(BadMessage):
        unpack_json(payload)


def test_a_short_media_payload_is_refused():
    with pytest.raises(BadMessage):
        unpack_media(b"12345678")
