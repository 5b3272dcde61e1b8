"""Reads of the own engine on their way through the spool."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.pushing import NOON
from tests.factories.pushing import OWN_READ as READ

from beadle.anpr.errors import BadMessage
from beadle.anpr.push import own
from beadle.anpr.push.message import Kind
from beadle.anpr.terms import Observation, Source


def test_there_and_back():
    assert own.unpack(own.pack(READ), "here") == replace(READ, raw="here")
    bare = Observation(READ.camera_id, "e", NOON, NOON, text="K9", confidence=0.5, source=Source.OWN, adapter="engine")
    assert own.unpack(own.pack(bare)) == bare


def test_as_a_message():
    message = own.message(READ)
    assert (message.camera_id, message.kind, message.received_at) == (READ.camera_id, Kind.OWN, READ.received_at)
    assert own.unpack(message.body).text == "AB12CDE"


@pytest.mark.parametrize(
    "change", [{"form": 2}, {"camera": "x"}, {"at": None}, {"patch": "!"}, {"box": [1]}, {"lane": {}}]
)
def test_what_is_damaged(change: dict[str, object]):
    with pytest.raises(BadMessage):
        own.unpack(json.dumps(json.loads(own.pack(READ)) | change).encode())


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_anything_is_a_read_or_bad(body: bytes):
    with pytest.raises(BadMessage):
        own.unpack(body)
