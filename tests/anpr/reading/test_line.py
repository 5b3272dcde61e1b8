from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from beadle.anpr.reading import line
from beadle.anpr.reading.line import Line
from beadle.platform.clock import FixedClock
from beadle.video.live.wire import INIT, KEY, pack_media

KEYED, PLAIN, FORMAT = (pack_media(flags, 1, (bytes(100),))[5:] for flags in (KEY, 0, INIT))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def waiting(clock: FixedClock) -> Line:
    return Line(clock, late_s=2.0)


def taken(waiting: Line) -> list[tuple[object, bytes, int]]:
    found = []
    while (one := waiting.take(0.0)) is not None:
        found.append((one[0], one[1].payload, one[1].dropped))
    return found


def test_messages_of_a_camera_keep_their_order(waiting: Line) -> None:
    for payload in (FORMAT, KEYED, PLAIN, PLAIN):
        waiting.put("a", payload)
    assert taken(waiting) == [("a", FORMAT, 0), ("a", KEYED, 0), ("a", PLAIN, 0), ("a", PLAIN, 0)]


def test_the_camera_that_has_waited_longest_comes_first(waiting: Line, clock: FixedClock) -> None:
    for camera in ("b", "a", "b"):
        waiting.put(camera, KEYED)
        clock.advance(0.1)
    assert [one[0] for one in taken(waiting)] == ["b", "a", "b"]


def test_where_the_oldest_waited_too_long_it_goes_on_with_the_newest_key_picture(
    waiting: Line, clock: FixedClock
) -> None:
    for payload in (KEYED, PLAIN, FORMAT, KEYED, PLAIN, KEYED, PLAIN):
        waiting.put("a", payload)
    clock.advance(2.1)
    waiting.put("b", KEYED)
    assert taken(waiting) == [("a", FORMAT, 4), ("a", KEYED, 0), ("a", PLAIN, 0), ("b", KEYED, 0)]


def test_late_pictures_without_a_key_picture_behind_them_are_still_given(waiting: Line, clock: FixedClock) -> None:
    waiting.put("a", PLAIN)
    waiting.put("a", PLAIN)
    clock.advance(9)
    assert taken(waiting) == [("a", PLAIN, 0), ("a", PLAIN, 0)]


def test_a_break_is_never_left_out_by_the_pictures_behind_it(waiting: Line, clock: FixedClock) -> None:
    for payload in (KEYED, b"", PLAIN):
        waiting.put("a", payload)
    clock.advance(9)
    assert taken(waiting) == [("a", b"", 1), ("a", PLAIN, 0)]


def test_a_full_line_is_emptied_up_to_the_next_key_picture(waiting: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "MOST_BYTES", 3 * len(KEYED))
    for payload in (FORMAT, KEYED, PLAIN, PLAIN, PLAIN, KEYED, PLAIN):
        waiting.put("a", payload)
    assert taken(waiting) == [("a", FORMAT, 4), ("a", KEYED, 0), ("a", PLAIN, 0)]


def test_a_forgotten_camera_has_nothing_left(waiting: Line) -> None:
    waiting.put("a", KEYED)
    waiting.forget("a")
    assert taken(waiting) == []


def test_who_waits_is_woken_by_a_message_and_by_the_end(waiting: Line) -> None:
    found = []
    thread = threading.Thread(target=lambda: found.extend((waiting.take(30), waiting.take(30))))
    thread.start()
    waiting.put("a", KEYED)
    waiting.close()
    thread.join(60)
    assert not thread.is_alive()
    assert found[-1] is None
    assert waiting.closed
