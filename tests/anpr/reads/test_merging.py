from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.factories.reads import NOON, observation

from beadle.anpr.reads.merging import Known, better, candidates, changes, columns, event_key, same_pass
from beadle.anpr.terms import Candidate, Direction, Observation


def known(told: Observation, **more: Any) -> Known:
    return Known(told.text, told.at, columns(told) | more)


def test_the_surer_reading_wins_and_a_final_one_whatever_its_confidence() -> None:
    provisional = observation(final=False, confidence=0.6)
    surer, final = replace(provisional, confidence=0.7), replace(provisional, final=True, confidence=0.3)
    assert better(known(provisional), surer)
    assert not better(known(surer), provisional)
    assert not better(known(provisional), provisional), "of two that are as sure the first stays"
    assert better(known(surer), final)
    assert not better(known(final), surer)
    assert better(known(final), replace(final, confidence=0.4))


def test_a_second_delivery_changes_nothing_even_as_the_database_rounds_it() -> None:
    told = observation(confidence=0.123456, characters=(0.987654, 0.1), candidates=(Candidate("AB12CDE", 0.55555),))
    stored = known(told, confidence=0.12349999696016312, characters=[0.9876999855041504, 0.10000000149011612])
    assert changes(stored, told) == {}


def test_what_was_not_known_is_filled_in_and_what_was_is_left() -> None:
    first = observation(lane=1, final=True)
    second = replace(first, direction=Direction.AWAY, vehicle_color="red", lane=2, confidence=0.1)
    assert changes(known(first), second) == {"direction": "away", "vehicle_color": "red"}
    better_one = replace(second, confidence=0.99, text="AB12CDF", grammar="uk current")
    found = changes(known(first), better_one)
    assert (found["text"], found["grammar"], found["confidence"]) == ("AB12CDF", "uk current", 0.99)
    assert "lane" not in found


def test_the_same_event_is_the_same_pass_only_near_in_time() -> None:
    first = observation(final=False)
    at = NOON
    assert same_pass(known(first), replace(first, at=at + timedelta(minutes=10), text="OTHER1"))
    assert not same_pass(known(first), replace(first, at=at + timedelta(minutes=10, milliseconds=1)))
    ended = replace(first, final=True)
    assert same_pass(known(ended), replace(first, at=at + timedelta(minutes=9)))
    assert same_pass(known(ended), replace(first, at=at + timedelta(seconds=60), text="OTHER1"))
    assert not same_pass(known(ended), replace(first, at=at + timedelta(seconds=61), text="OTHER1"))


def test_events_of_different_cameras_are_different() -> None:
    one = observation(event_id="1")
    assert event_key(one) == event_key(replace(one, text="X1"))
    assert event_key(one) != event_key(replace(one, camera_id=one.camera_id.__class__(int=12)))
    assert event_key(one) != event_key(replace(one, event_id="2"))
    assert -(2**63) <= event_key(one) < 2**63
    assert event_key(replace(one, event_id="\ud800")) != event_key(one), "whatever a camera sends"


def test_candidates_come_back_as_they_went() -> None:
    told = observation(candidates=(Candidate("AB12CDE", 0.9), Candidate("A812CDE", 0.05)))
    assert candidates(columns(told)["candidates"]) == list(told.candidates)
    assert candidates(None) == []
