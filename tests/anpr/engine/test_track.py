"""Looks become reads: early, corrected, for good."""

from __future__ import annotations

from collections.abc import Iterable

from tests.factories.plate_reads import read

from beadle.anpr.engine.terms import Event, News, PlateRead, Region
from beadle.anpr.engine.track import GAP_S, SETTLED_S, STANDING_S, Tracker
from beadle.anpr.terms import Direction

EACH_S = 0.08
"""Twelve and a half pictures a second."""


def drive(
    tracker: Tracker, text: str, count: int, *, at_s: float = 0.0, x: int = 100, pixels: int = 20
) -> tuple[list[Event], float]:
    """A plate that drives down the picture and grows. Its events, and the moment after the last look."""
    told: list[Event] = []
    for number in range(count):
        look = read(text, (x + pixels * number, 100 + 6 * number, 80 + 2 * number, 20 + number // 2))
        told += tracker.step([look], at_s + number * EACH_S)
    return told, at_s + count * EACH_S


def idle(tracker: Tracker, since: float, until: float) -> list[Event]:
    told: list[Event] = []
    for number in range(int((until - since) / EACH_S) + 1):
        told += tracker.step([], since + number * EACH_S)
    return told


def kinds(events: Iterable[Event]) -> list[tuple[News, str]]:
    return [(event.kind, event.text) for event in events]


def test_provisional_after_two_agreeing_looks_and_final_a_second_after_the_last() -> None:
    tracker = Tracker()
    assert tracker.step([read("AB12CDE")], 0.0) == []
    (early,) = tracker.step([read("AB12CDE")], EACH_S)
    assert (early.kind, early.text, early.looks) == (News.PROVISIONAL, "AB12CDE", 2)
    assert idle(tracker, 2 * EACH_S, EACH_S + SETTLED_S - 0.05) == []
    (final,) = tracker.step([], EACH_S + SETTLED_S)
    assert (final.kind, final.text, final.track) == (News.FINAL, "AB12CDE", early.track)
    assert final.first_s == 0.0
    assert final.last_s == EACH_S
    assert idle(tracker, 2.0, 5.0) == []


def test_a_pass_is_one_track_with_its_direction_and_its_best_look() -> None:
    tracker = Tracker()
    told, end = drive(tracker, "AB12CDE", 12)
    told += idle(tracker, end, end + 1.2)
    assert kinds(told) == [(News.PROVISIONAL, "AB12CDE"), (News.FINAL, "AB12CDE")]
    assert told[-1].direction is Direction.TOWARDS
    assert told[-1].looks == 12
    assert told[-1].best.box.height >= 25
    assert told[-1].confidence > 0.99


def test_one_look_alone_is_still_told_at_the_end() -> None:
    tracker = Tracker()
    tracker.step([read("AB12CDE")], 0.0)
    assert kinds(tracker.finish()) == [(News.FINAL, "AB12CDE")]
    assert tracker.finish() == []


def test_looks_that_do_not_agree_are_told_only_at_the_end() -> None:
    tracker = Tracker()
    assert tracker.step([read("AB12CDE")], 0.0) == []
    assert tracker.step([read("AB12CDF")], EACH_S) == []
    assert len(tracker.finish()) == 1


def test_a_provisional_read_is_corrected() -> None:
    tracker = Tracker()
    small = read("AB12CDF", (100, 100, 44, 10), sure=0.8, sharpness=0.1)
    told = [*tracker.step([small], 0.0), *tracker.step([small], EACH_S)]
    for number in range(4):
        told += tracker.step([read("AB12CDE", (100, 100, 46 + number, 11), sharpness=0.9)], (2 + number) * EACH_S)
    assert kinds(told) == [(News.PROVISIONAL, "AB12CDF"), (News.PROVISIONAL, "AB12CDE")]
    assert len({event.track for event in told}) == 1


def test_two_vehicles_side_by_side() -> None:
    tracker = Tracker()
    told: list[Event] = []
    for number in range(6):
        left = read("AB12CDE", (100 + 15 * number, 100, 80, 20))
        right = read("XY99ZZZ", (400 - 15 * number, 100, 80, 20))
        told += tracker.step([left, right] if number % 2 else [right, left], number * EACH_S)
    told += tracker.finish()
    finals = {event.text: event for event in told if event.kind is News.FINAL}
    assert set(finals) == {"AB12CDE", "XY99ZZZ"}
    assert finals["AB12CDE"].looks == finals["XY99ZZZ"].looks == 6


def test_a_short_gap_is_bridged() -> None:
    tracker = Tracker()
    _, end = drive(tracker, "AB12CDE", 5)
    tracker.step([], end)
    after = end + GAP_S - 2 * EACH_S
    ahead = round((after + EACH_S) / EACH_S)
    tracker.step([read("XB12CDE", (100 + 20 * ahead, 100 + 6 * ahead, 80 + 2 * ahead, 20 + ahead // 2))], after)
    (final,) = tracker.finish()
    assert final.text == "AB12CDE"
    assert final.looks == 6


def test_a_plate_back_from_behind_a_lorry_is_the_same_vehicle() -> None:
    tracker = Tracker()
    drive(tracker, "AB12CDE", 3)
    tracker.step([read("AB12CDE", (600, 300, 100, 26))], 0.16 + 0.8)
    assert tracker.joined[0].track == 1
    (final,) = tracker.finish()
    assert final.looks == 4


def test_the_next_vehicle_in_the_same_place_is_another() -> None:
    tracker = Tracker()
    told, end = drive(tracker, "AB12CDE", 6)
    told += idle(tracker, end, end + 0.6)
    more, end = drive(tracker, "XY99ZZZ", 6, at_s=end + 0.7)
    told += more + tracker.finish()
    assert [event.text for event in told if event.kind is News.FINAL] == ["AB12CDE", "XY99ZZZ"]


def test_a_fast_plate_at_few_pictures_a_second_is_followed_by_its_text() -> None:
    tracker = Tracker()
    for number in range(5):
        tracker.step([read("AB12CDE", (100 + 130 * number, 100, 80, 20))], number * 0.2)
    (final,) = tracker.finish()
    assert final.looks == 5


def test_a_vehicle_that_stands_is_final_after_ten_seconds_and_only_once() -> None:
    tracker = Tracker()
    told: list[Event] = []
    for number in range(int(30 / EACH_S)):
        told += tracker.step([read("AB12CDE")], number * EACH_S)
    told += tracker.finish()
    assert kinds(told) == [(News.PROVISIONAL, "AB12CDE"), (News.FINAL, "AB12CDE")]
    assert STANDING_S <= told[-1].last_s < STANDING_S + 0.5
    assert told[-1].direction is Direction.UNKNOWN


def test_which_track_each_read_joined_and_whether_it_is_the_best() -> None:
    tracker = Tracker()
    tracker.step([read("AB12CDE")], 0.0)
    assert [(joined.track, joined.best) for joined in tracker.joined] == [(1, True)]
    better = read("AB12CDE", (100, 100, 84, 26))
    tracker.step([read("XY99ZZZ", (400, 100, 80, 20)), better], EACH_S)
    assert [(joined.track, joined.best) for joined in tracker.joined] == [(2, True), (1, True)]
    tracker.step([read("AB12CDE", (100, 100, 60, 15), sharpness=0.1)], 2 * EACH_S)
    assert [(joined.track, joined.best) for joined in tracker.joined] == [(1, False)]
    tracker.step([], 3 * EACH_S)
    assert tracker.joined == []


def test_the_region_counts_in_the_vote() -> None:
    looks: list[PlateRead] = [read("AB12CDE", doubts={2: ("I", 0.52)})] * 3
    tracker = Tracker(Region.GB)
    for number, look in enumerate(looks):
        tracker.step([look], number * EACH_S)
    assert tracker.finish()[0].text == "AB12CDE"
