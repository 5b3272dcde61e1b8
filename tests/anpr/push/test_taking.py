"""Messages of the spool as observations: each by itself, and a fault of ours is a reason like any other."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from tests.factories.pushing import CAMERA, RECEIVED, message
from tests.factories.pushing import OWN_READ as READ

from beadle.anpr.adapters.terms import Adapter, Refused
from beadle.anpr.errors import BadMessage
from beadle.anpr.push import own, taking
from beadle.anpr.push.message import Message
from beadle.anpr.push.segments import Stored
from beadle.anpr.push.taking import FAULT, Reading, Rules, as_fault, reason_of, take, zone_of
from beadle.anpr.terms import Observation

NAME = "0000000000000001-0123abcd"
RULES = Rules(7, 0.5, lambda _: None)


def stored(body: bytes, at: int = 16) -> Stored:
    return Stored(NAME, at, at + 100, Message(CAMERA, RECEIVED, body))


def test_each_message_by_itself():
    good, bad, none = take(
        [stored(message("axis_lost.json")), stored(b"?", 116), stored(message("dahua_keepalive.json"), 216)], {}, RULES
    )
    (read,) = good.observations
    assert (read.text, read.raw, good.refused) == ("AB12CDE", f"{NAME}:16", "")
    assert (bad.observations, bad.place) == ((), 116)
    assert "Nothing that is known" in bad.refused
    assert (none.observations, none.refused) == ((), "")


def test_the_cameras_own_set_up_is_used():
    (found,) = take([stored(message("axis_lost.json"))], {CAMERA: Reading(Adapter.ONVIF)}, RULES)
    assert found.refused == "The message is one of axis, and the camera is set up for onvif."
    assert found.adapter == "axis"


def test_what_the_store_would_not_take_is_refused_by_itself():
    def check(observation: Observation) -> None:
        if observation.text == "T123ABC":
            raise BadMessage("Too old.")

    (found,) = take([stored(message("plate_recognizer.json"))], {}, replace(RULES, check=check))
    assert [read.text for read in found.observations] == ["AB12CDE"]
    assert found.refused == "Too old."


def test_own_reads():
    def taken(camera: uuid.UUID, body: bytes) -> taking.Taken:
        sent = replace(own.message(READ), camera_id=camera, body=body)
        (found,) = take([Stored(NAME, 16, 100, sent)], {}, RULES)
        return found

    assert taken(READ.camera_id, own.pack(READ)).observations == (replace(READ, raw=f"{NAME}:16"),)
    assert "another camera" in taken(CAMERA, own.pack(READ)).refused
    assert "damaged" in taken(READ.camera_id, b"{}{}").refused


def test_a_fault_of_ours_holds_nothing_up(monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(taking, "understand", fail)
    first, second = take([stored(b"1"), stored(b"2", 116)], {}, RULES)
    assert (first.refused, second.refused) == (FAULT, FAULT)
    assert as_fault(first).observations == ()


def test_reasons_are_told_once_and_can_be_stored():
    assert reason_of([]) == ""
    assert reason_of([Refused("a."), Refused("a."), Refused("b.")]) == "a. b."
    many = reason_of(Refused(f"{number}.") for number in range(9))
    assert many == "0. 1. 2. And 6 more."
    assert reason_of([Refused("\0\ud800" + "x" * 900)]) == "\ufffd\ufffd" + "x" * 498


def test_a_zone_that_this_machine_does_not_know():
    assert zone_of("Mars/Olympus").key == "Europe/London"
    assert zone_of("Europe/Paris").key == "Europe/Paris"
