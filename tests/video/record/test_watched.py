from __future__ import annotations

from beadle.video.footage.packing import BUCKETS_AN_HOUR
from beadle.video.footage.terms import HOUR_US, Spell
from beadle.video.record.watched import EVERY_S, Watched
from beadle.video.terms import CameraState

SECOND = 1_000_000
START = 480_000 * HOUR_US


def test_nothing_found_is_nothing_to_enter() -> None:
    watched = Watched("a")
    watched.note(None, START, None)
    watched.note(None, START + 5 * SECOND, 0)
    assert watched.take() is None


def test_the_highest_level_of_ten_seconds_is_entered_once() -> None:
    watched = Watched("a")
    for second, level in ((0, 3), (4, 90), (8, 5), (12, 300), (3599, -4)):
        watched.note(None, START + second * SECOND, level)
    notes = watched.take()
    assert notes is not None
    levels = notes.motion[480_000]
    assert len(levels) == BUCKETS_AN_HOUR
    assert (levels[0], levels[1], sum(levels)) == (90, 255, 345)
    assert watched.take() is None


def test_a_spell_is_entered_while_it_goes_on_and_when_it_has_ended() -> None:
    watched = Watched("a")
    watched.note(CameraState.COVERED, START, None)
    watched.note(CameraState.COVERED, START + 5 * SECOND, None)
    first = watched.take()
    assert first is not None
    assert first.spells == [Spell(START, START + 5 * SECOND, "covered")]
    watched.note(CameraState.MOVED, START + 10 * SECOND, None)
    watched.note(None, START + 20 * SECOND, None)
    second = watched.take()
    assert second is not None
    assert second.spells == [
        Spell(START, START + 10 * SECOND, "covered"),
        Spell(START + 10 * SECOND, START + 20 * SECOND, "moved"),
    ]
    assert watched.take() is None


def test_cameras_take_turns_within_the_minute() -> None:
    turns = [[check for check in range(EVERY_S) if Watched(f"cam-{n}").due(check)] for n in range(20)]
    assert all(len(turn) == 1 for turn in turns)
    assert len({turn[0] for turn in turns}) > 10
