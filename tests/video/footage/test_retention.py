"""What may be deleted, and when holds starve recording: rules without a disk."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from beadle.video.footage.retention import Candidate, ClockGuard, Held, Policy, Reason, Stock, decide, outlook
from beadle.video.footage.terms import DAY_US, HOUR_US, Hold

NOW = 100 * DAY_US
GIB = 1 << 30


def hold(camera: str, begin: int, end: int | None, *, released: bool = False) -> Hold:
    return Hold(
        f"{camera}{begin}{end}", (camera,) if camera else (), begin, end, "why", 0, released_us=1 if released else None
    )


def day_old(days: float, camera: str = "gate", size: int = 10) -> Candidate:
    start = NOW - int(days * DAY_US)
    return Candidate(start, start + 60_000_000, camera, size)


def test_footage_goes_when_its_cameras_days_are_over():
    stock = [day_old(40), day_old(32, "market"), day_old(31, "market"), day_old(8), day_old(7), day_old(1)]
    policy = Policy({"gate": 7})
    decision = decide(stock, policy, Held([]), age_now_us=NOW, wanted_bytes=0)
    assert [each for each, _ in decision.delete] == [stock[0], stock[1], stock[3]]
    assert {reason for _, reason in decision.delete} == {Reason.AGE}


def test_a_segment_is_kept_until_its_last_moment_is_of_age():
    edge = Candidate(NOW - 31 * DAY_US - 60_000_000, NOW - 31 * DAY_US, "gate", 1)
    late = Candidate(NOW - 31 * DAY_US - 60_000_000, NOW - 31 * DAY_US + 1, "gate", 1)
    decision = decide([edge, late], Policy(), Held([]), age_now_us=NOW, wanted_bytes=0)
    assert [each for each, _ in decision.delete] == [edge]


def test_for_room_the_oldest_go_first_and_no_more_than_needed():
    stock = [day_old(20), day_old(19, "market"), day_old(18), day_old(17)]
    decision = decide(stock, Policy(), Held([]), age_now_us=NOW, wanted_bytes=25)
    assert [each for each, _ in decision.delete] == stock[:3]
    assert {reason for _, reason in decision.delete} == {Reason.SPACE}
    assert decision.short_bytes == 0


def test_held_footage_stays_and_what_that_costs_is_told():
    stock = [day_old(40), day_old(39), day_old(20, "market")]
    held = Held([hold("gate", 0, NOW)])
    decision = decide(stock, Policy(), held, age_now_us=NOW, wanted_bytes=100)
    assert [each for each, _ in decision.delete] == [stock[2]]
    assert (decision.held_segments, decision.held_bytes, decision.short_bytes) == (2, 20, 90)


def test_no_more_is_read_than_matters():
    def endless() -> Iterator[Candidate]:
        for n in range(10**9):
            assert n < 5, "looked further than needed"
            yield day_old(40 - n * 8)

    decision = decide(endless(), Policy(), Held([]), age_now_us=NOW, wanted_bytes=0)
    assert len(decision.delete) == 2


HOLDS = st.lists(
    st.builds(
        hold,
        st.sampled_from(["gate", "market", ""]),
        st.integers(0, 50),
        st.none() | st.integers(51, 99),
        released=st.booleans(),
    ),
    max_size=5,
)


@given(
    HOLDS,
    st.lists(st.tuples(st.integers(0, 90), st.integers(1, 20), st.sampled_from(["gate", "market"])), max_size=20),
    st.none() | st.integers(0, 10**14),
    st.integers(0, 1000),
    st.integers(0, 3),
)
def test_nothing_held_is_ever_chosen(holds: list[Hold], rows: list, age: int | None, wanted: int, days: int):
    stock = sorted(Candidate(begin, begin + size, camera, size) for begin, size, camera in rows)
    policy = Policy({"gate": days}, default_days=days)
    decision = decide(stock, policy, Held(holds), age_now_us=age, wanted_bytes=wanted)
    for each, _ in decision.delete:
        assert not any(one.covers(each.camera, each.start_us, each.end_us) for one in holds)
    assert [each for each, _ in decision.delete] == sorted(each for each, _ in decision.delete)
    free = [c for c in stock if not any(one.covers(c.camera, c.start_us, c.end_us) for one in holds)]
    won = sum(each.bytes for each, _ in decision.delete)
    assert won + decision.short_bytes >= min(wanted, won + decision.short_bytes)
    assert decision.short_bytes == max(0, wanted - won)
    if decision.short_bytes:
        assert [each for each, _ in decision.delete] == free, "short of room, yet something was left"


@given(HOLDS, st.integers(0, 120), st.integers(1, 30), st.sampled_from(["gate", "market"]))
def test_the_quick_answer_is_the_plain_one(holds: list[Hold], begin: int, size: int, camera: str):
    plain = any(each.covers(camera, begin, begin + size) for each in holds)
    assert Held(holds).covers(camera, begin, begin + size) == plain


RATES = {"gate": 500_000.0, "market": 500_000.0}


def room_for(hours: float, rate: float = 1_000_000.0) -> int:
    return int(hours * 3600 * rate)


def test_without_holds_nothing_starves_however_small_the_disk():
    answer = outlook(Stock(room_for(1), 0, 0, RATES), [], NOW)
    assert (answer.starved_us, answer.alarm) == (None, False)
    assert answer.ring_us == HOUR_US


def test_the_alarm_comes_72_hours_before_an_open_hold_uses_up_the_room():
    forever = [hold("gate", NOW - DAY_US, None)]
    early = outlook(Stock(0, GIB, room_for(73, 500_000), RATES), forever, NOW)
    late = outlook(Stock(0, GIB, room_for(72, 500_000), RATES), forever, NOW)
    assert early.starved_us == 73 * HOUR_US
    assert late.starved_us == 72 * HOUR_US
    assert late.alarm


def test_a_hold_that_ends_before_the_room_does_starves_nothing():
    stock = Stock(0, 0, room_for(100, 500_000), RATES)
    assert outlook(stock, [hold("gate", NOW - DAY_US, NOW + 99 * HOUR_US)], NOW).starved_us is None
    assert outlook(stock, [hold("gate", NOW - DAY_US, NOW + 101 * HOUR_US)], NOW).starved_us == 100 * HOUR_US


def test_two_holds_with_ends_of_their_own():
    holds = [hold("gate", 0, NOW + 10 * HOUR_US), hold("market", 0, None)]
    answer = outlook(Stock(0, 1, room_for(30, 500_000), RATES), holds, NOW)
    assert answer.starved_us == 20 * HOUR_US  # ten hours of both, then ten of one
    assert answer.alarm


def test_holds_that_squeeze_the_rest_below_72_hours_raise_the_alarm_too():
    past = [hold("gate", 0, NOW - DAY_US)]
    assert outlook(Stock(0, room_for(40), room_for(50), RATES), past, NOW).alarm
    assert not outlook(Stock(0, room_for(10), room_for(50), RATES), past, NOW).alarm, "a small disk is no hold's fault"
    assert not outlook(Stock(0, room_for(10), room_for(80), RATES), past, NOW).alarm


def test_a_disk_that_is_all_held_is_starved_now():
    answer = outlook(Stock(0, GIB, 0, RATES), [hold("", 0, NOW - 1)], NOW)
    assert (answer.starved_us, answer.alarm) == (0, True)


def test_nothing_written_means_no_forecast():
    assert outlook(Stock(GIB, 0, 0, {}), [hold("", 0, None)], NOW) == (None, None, False)


def test_the_clock_is_believed_as_it_goes_on():
    guard = ClockGuard(NOW)
    for minute in range(100):
        assert guard.age_now(NOW + minute * 60_000_000, minute * 60.0) == NOW + minute * 60_000_000


def test_a_leap_forward_stops_deletion_by_age_for_a_day():
    guard = ClockGuard(NOW)
    assert guard.age_now(NOW, 0.0) == NOW
    year = 365 * DAY_US
    assert guard.age_now(NOW + year, 60.0) is None
    assert guard.age_now(NOW + year + 80_000_000_000, 80_000.0) is None
    assert guard.age_now(NOW + year + DAY_US, 86_400.0 + 61) == NOW + year + DAY_US


def test_a_clock_that_comes_back_is_believed_at_once():
    guard = ClockGuard(NOW)
    assert guard.age_now(NOW, 0.0) == NOW
    assert guard.age_now(NOW + DAY_US, 60.0) is None
    assert guard.age_now(NOW + 120_000_000, 120.0) == NOW + 120_000_000


def test_an_hour_back_is_believed_and_deletes_less():
    guard = ClockGuard(NOW)
    assert guard.age_now(NOW, 0.0) == NOW
    assert guard.age_now(NOW - HOUR_US, 60.0) == NOW - HOUR_US


def test_a_restart_far_behind_the_newest_footage_waits():
    assert ClockGuard(NOW).age_now(NOW + 10 * DAY_US, 5.0) is None
    assert ClockGuard(NOW).age_now(NOW + DAY_US, 5.0) == NOW + DAY_US
    assert ClockGuard(None).age_now(NOW, 5.0) == NOW
