"""Records of the spool: what goes in comes out, and nothing that is damaged does."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from beadle.anpr.push.message import LONGEST_BODY, PREFIX_BYTES, Kind, Message, decode, encode, length_at

MARK = b"12345678"
MESSAGE = Message(
    uuid.UUID(int=7), datetime(2026, 6, 1, 12, tzinfo=UTC), b"<a/>\x00\xff", content_type="text/xml", sender="192.0.2.9"
)


def test_there_and_back():
    record = encode(MESSAGE, MARK)
    found = decode(b"xx" + record + b"yy", 2, MARK)
    assert found is not None
    assert (found.message, found.length) == (MESSAGE, len(record))
    assert length_at(record[:PREFIX_BYTES], 0, MARK) == len(record)


@settings(deadline=None)
@given(st.binary(max_size=200), st.text(max_size=400), st.sampled_from(Kind))
def test_any_message(body: bytes, kind: str, who: Kind):
    message = Message(uuid.UUID(int=1), MESSAGE.received_at, body, content_type=kind, kind=who, sender=kind)
    found = decode(encode(message, MARK), 0, MARK)
    assert found is not None
    assert (found.message.body, found.message.kind) == (body, who)
    assert found.message.content_type == kind[:300]


def test_any_bit_that_is_turned_is_noticed():
    record = encode(MESSAGE, MARK)
    for bit in range(len(record) * 8):
        damaged = bytearray(record)
        damaged[bit // 8] ^= 1 << bit % 8
        assert decode(bytes(damaged), 0, MARK) is None


def test_a_record_that_is_cut_short_does_not_count():
    record = encode(MESSAGE, MARK)
    assert all(decode(record[:end], 0, MARK) is None for end in range(len(record)))


def test_a_length_that_cannot_be_is_no_record():
    record = bytearray(encode(MESSAGE, MARK))
    record[12:16] = (LONGEST_BODY + 1).to_bytes(4, "big")
    assert length_at(bytes(record), 0, MARK) is None


def test_another_segments_mark_is_none():
    assert decode(encode(MESSAGE, MARK), 0, b"87654321") is None
