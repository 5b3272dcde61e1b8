from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from beadle.video.ingest.timing import CameraTime, PictureLine, ntp_to_us, signed32

STEP = 3600
UNIX = 2_208_988_800


def placed(stamps: list[int], *, arrivals: list[float] | None = None, keys: set[int] | None = None) -> list[int]:
    line = PictureLine()
    times = arrivals or [index / 25 for index in range(len(stamps))]
    return [
        line.place(stamp & 0xFFFF_FFFF, times[index], key=index in (keys or {0})) for index, stamp in enumerate(stamps)
    ]


def test_begins_at_nought_and_follows_the_time_stamps() -> None:
    assert placed([1000, 4600, 8200]) == [0, 3600, 7200]


def test_the_32_bit_wrap_does_not_show() -> None:
    start = 2**32 - 2 * STEP
    assert placed([start + index * STEP for index in range(5)]) == [index * STEP for index in range(5)]


def test_b_frames_may_lie_before() -> None:
    assert placed([0, 4 * STEP, 2 * STEP, STEP, 3 * STEP, 8 * STEP]) == [
        0,
        4 * STEP,
        2 * STEP,
        STEP,
        3 * STEP,
        8 * STEP,
    ]


def test_a_jump_ahead_that_the_server_did_not_wait_for_is_not_followed() -> None:
    assert placed([0, STEP, STEP + 3600 * 90_000, 2 * STEP + 3600 * 90_000]) == [0, STEP, 2 * STEP, 3 * STEP]


def test_a_pause_that_the_server_saw_is_followed() -> None:
    pause = 30 * 90_000
    assert placed([0, STEP, STEP + pause], arrivals=[0, 0.04, 30.04]) == [0, STEP, STEP + pause]


def test_a_stall_and_its_burst_keep_the_cameras_spacing() -> None:
    stamps = [index * STEP for index in range(6)]
    assert placed(stamps, arrivals=[0, 0.04, 4.0, 4.0, 4.0, 4.01]) == stamps


def test_a_clock_set_back_by_an_hour_is_anchored_at_once() -> None:
    back = -3600 * 90_000
    assert placed([0, STEP, back, back + STEP]) == [0, STEP, 2 * STEP, 3 * STEP]


def test_a_clock_set_back_a_little_is_anchored_at_the_key_frame() -> None:
    line = PictureLine()
    line.place(900_000, 0.0, key=True)
    line.place(900_000 + STEP, 0.04, key=False)
    assert line.place(855_000, 0.08, key=True) == 2 * STEP
    assert line.anchors == 1


def test_or_at_the_latest_after_sixteen_pictures() -> None:
    stamps = [900_000] + [450_000 + index * STEP for index in range(30)]
    places = placed(stamps)
    assert all(later > earlier for earlier, later in itertools.pairwise(places[17:]))
    assert places[-1] > 0


def test_a_new_sender_goes_on_by_the_servers_clock() -> None:
    line = PictureLine()
    line.place(5, 0.0, key=True)
    line.break_off()
    assert line.place(4_000_000_000, 0.5, key=False) == 45_000
    assert line.place(4_000_000_000 + STEP, 0.54, key=False) == 45_000 + STEP


def test_a_break_before_the_first_picture_is_nothing() -> None:
    line = PictureLine()
    line.break_off()
    assert line.place(77, 1.0, key=True) == 0
    assert line.place(77 + STEP, 1.04, key=False) == STEP


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.floats(0, 3)), min_size=1, max_size=60))
def test_key_frames_only_go_forward_and_nothing_leaps(steps: list[tuple[int, float]]) -> None:
    line, now, highest = PictureLine(), 0.0, -1
    for stamp, wait in steps:
        now += wait
        pts = line.place(stamp, now, key=True)
        assert pts > highest
        assert pts - max(highest, 0) <= 10 * 90_000 + wait * 90_000 + 1
        highest = pts


@given(st.integers(0, 2**32 - 1), st.integers(-(2**31), 2**31 - 1))
def test_differences_take_the_shorter_way_round(start: int, difference: int) -> None:
    assert signed32((start + difference & 0xFFFF_FFFF) - start) == difference


def test_camera_time_follows_the_last_report() -> None:
    time = CameraTime()
    assert time.at(5) is None
    time.report((UNIX + 1_000_000) << 32, 90_000)
    assert time.at(90_000) == 1_000_000_000_000
    assert time.at(180_000) == 1_000_001_000_000
    assert time.at(0) == 999_999_000_000
    assert time.at(2**32 - 90_000) == 999_998_000_000
    time.report((UNIX + 500) << 32, 90_000)
    assert time.at(90_000) == 500_000_000
    time.forget()
    assert time.at(90_000) is None


def test_camera_time_is_unknown_long_after_a_report() -> None:
    time = CameraTime()
    time.report(UNIX << 32, 0)
    assert time.at(5 * 3600 * 90_000) is not None
    assert time.at(7 * 3600 * 90_000 & 0xFFFF_FFFF) is None


def test_ntp_times() -> None:
    assert ntp_to_us(0) is None
    assert ntp_to_us(UNIX << 32) == 0
    assert ntp_to_us(UNIX << 32 | 1 << 31) == 500_000
    assert ntp_to_us(0x0000_0001_0000_0000) == (2**32 + 1 - UNIX) * 1_000_000  # 2036
