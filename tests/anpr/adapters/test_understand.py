"""Whole messages: told apart, judged plate by plate, and never an error, whatever the bytes are."""

from __future__ import annotations

import json
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.anpr.adapters.test_mapped import CSV, JSON, XML
from tests.factories.pushing import CAMERA, MESSAGES, RECEIVED, form, jpeg, message, nothing, one, refusal, understood

from beadle.anpr.adapters.terms import Adapter, Nothing, Refused
from beadle.anpr.terms import LONGEST_PLATE, Observation

EVERY = sorted(path.name for path in MESSAGES.iterdir())
KINDS = {
    "hikvision": Adapter.HIKVISION,
    "dahua": Adapter.DAHUA,
    "axis": Adapter.AXIS,
    "plate": Adapter.PLATE_RECOGNIZER,
    "onvif": Adapter.ONVIF,
}


@pytest.mark.parametrize("name", [name for name in EVERY if name.split("_")[0] in KINDS])
def test_the_kind_is_told_by_the_message(name: str):
    for each in understood("", message(name)):
        assert isinstance(each, Nothing) or each.adapter == KINDS[name.split("_", maxsplit=1)[0]]
    named = understood("", message(name), adapter=KINDS[name.split("_", maxsplit=1)[0]])
    assert named == understood("", message(name))


def test_a_message_of_another_kind_than_the_camera_is_set_up_for():
    said = refusal(understood("", message("axis_new.json"), adapter=Adapter.HIKVISION))
    assert said == "The message is one of axis, and the camera is set up for hikvision."


def test_what_goes_with_every_observation():
    read = one(understood("", message("axis_new.json")))
    assert (read.camera_id, read.received_at, read.raw) == (CAMERA, RECEIVED, "0000000000000001-00000000:16")


@pytest.mark.parametrize(
    ("plate", "words"),
    [
        ("АВ12СDE", "cyrillic"),  # noqa: RUF001 - homoglyphs are the point
        ("A" * 200, "200 characters"),
        ("AB12\x00CDE", "control character (U+0000)"),
        ("AB12\u202eCDE", "control character (U+202E)"),
        ("AB12\ud800", "U+D800"),
        ("<script>", "less-than"),
    ],
)
def test_what_is_no_plate_is_refused_with_its_reason(plate: str, words: str):
    said = json.loads(message("axis_new.json")) | {"plateUTF8": plate}
    assert words in refusal(understood("", json.dumps(said).encode()))


@pytest.mark.parametrize("moment", ["2036-01-01T00:00:00Z", "1970-01-01T00:00:05Z", "2099-06-01T12:00:00+01:00"])
def test_plainly_wrong_clocks_are_refused(moment: str):
    xml = message("hikvision_isapi_ver20.xml").replace(b"2026-06-01T12:59:58+01:00", moment.encode())
    assert "its clock is wrong" in refusal(understood("", xml))


def test_a_time_that_cannot_be_read_leaves_the_servers():
    xml = message("hikvision_old_firmware.xml").replace(b"2026-06-01T13:00:00", b"yesterday")
    read = one(understood("", xml))
    assert (read.at, read.camera_at) == (RECEIVED, None)


def test_a_long_or_odd_event_name_is_kept_as_its_hash():
    for name in ("x" * 500, "ünïcode", "a\nb"):
        read = one(understood("", json.dumps(json.loads(message("vaxtor.json")) | {"id": name}).encode(), mapping=JSON))
        assert len(read.event_id) == 32
        assert read.event_id.isascii()


def test_nothing_at_all():
    assert nothing(understood("", b"")) == "A message without any text."
    assert "empty" in nothing(understood("multipart/mixed; boundary=b", b"--b--"))
    assert nothing(understood(*form(("a.jpg", "image/jpeg", jpeg())))) == "A message without any text."


@pytest.mark.parametrize("body", [b"[1, 2]", b'"AB12CDE"', b"AB12CDE", b"<html/>", b"{}", b"5"])
def test_what_nobody_knows(body: bytes):
    assert all(isinstance(each, Refused) for each in understood("", body))


def test_one_bad_message_does_not_cost_its_neighbours():
    good, bad = json.loads(message("axis_lost.json")), json.loads(message("axis_lost.json")) | {"plateUTF8": "?" * 99}
    found = understood("", json.dumps([good, bad, 7, good | {"carID": "39"}]).encode())
    assert [type(each) for each in found] == [Observation, Refused, Refused, Observation]


def sound(content_type: str, body: bytes) -> None:
    """Whatever it is, nothing is raised and every observation can be stored."""
    for mapping, adapter in (
        (None, Adapter.AUTO),
        (CSV, Adapter.MAPPED),
        (XML, Adapter.MAPPED),
        (JSON, Adapter.MAPPED),
    ):
        for each in understood(content_type, body, mapping=mapping, adapter=adapter):
            if isinstance(each, Observation):
                assert 1 <= len(each.text) <= LONGEST_PLATE
                assert 0 <= each.confidence <= 1
                assert 1 <= len(each.event_id) <= 80
                assert sum(candidate.probability for candidate in each.candidates) <= 1.0001
                assert each.characters == () or len(each.characters) == len(each.text)
            else:
                assert str(each)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(body: bytes):
    sound("", body)
    sound("multipart/form-data; boundary=b", b"--b\r\nA: b\r\n\r\n" + body)


@settings(deadline=None)
@given(st.sampled_from(EVERY), st.lists(st.tuples(st.integers(0, 4000), st.binary(max_size=12)), max_size=6))
def test_real_messages_with_bytes_exchanged(name: str, changes: list[tuple[int, bytes]]):
    body = bytearray(message(name))
    for at, data in changes:
        body[at : at + len(data)] = data
    sound("", bytes(body))


_LEAF = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.just({}), st.just([]))


@settings(deadline=None)
@given(st.sampled_from([name for name in EVERY if name.endswith(".json")]), st.data())
def test_real_messages_with_other_values(name: str, data: st.DataObject):
    said = json.loads(message(name))

    def other(value: object) -> object:
        if isinstance(value, dict):
            return {key: other(each) for key, each in value.items()}
        if isinstance(value, list):
            return [other(each) for each in value]
        return data.draw(_LEAF) if data.draw(st.integers(0, 3)) == 0 else value

    sound("application/json", json.dumps(other(said)).encode())


def test_identifiers_of_messages_stay_in_bounds():
    assert one(understood("", message("axis_new.json"), camera_id=uuid.UUID(int=1))).camera_id == uuid.UUID(int=1)
