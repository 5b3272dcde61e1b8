from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.video.ingest.rtp_packets import rtp

from beadle.video.ingest.reorder import Reorder
from beadle.video.ingest.settings import IngestSettings


def numbers(packets: list[bytes]) -> list[int]:
    return [packet[2] << 8 | packet[3] for packet in packets]


def pushed(order: list[int], **settings: float) -> list[int]:
    reorder = Reorder(IngestSettings.model_validate(settings))
    out: list[int] = []
    for sequence in order:
        out += numbers(reorder.push(rtp(sequence, 0, b"x"), 0.0))
    return out


def test_order_is_kept_and_made() -> None:
    assert pushed([1, 2, 3]) == [1, 2, 3]
    assert pushed([1, 4, 3, 2, 5]) == [1, 2, 3, 4, 5]


def test_the_wrap_does_not_show() -> None:
    assert pushed([65534, 0, 65535, 1]) == [65534, 65535, 0, 1]


def test_late_and_repeated_packets_go() -> None:
    assert pushed([5, 6, 5, 4, 7, 9, 9, 8]) == [5, 6, 7, 8, 9]


def test_a_jump_is_followed_at_once() -> None:
    assert pushed([1, 3, 5000, 5001], reorder_packets=64) == [1, 3, 5000, 5001]


def test_what_waits_too_long_goes_on_without_the_missing() -> None:
    reorder = Reorder(IngestSettings(reorder_s=0.1))
    for sequence in (1, 3, 4, 6):
        reorder.push(rtp(sequence, 0, b"x"), 10.0)
    assert reorder.waiting
    assert reorder.expire(10.05) == []
    assert numbers(reorder.expire(10.2)) == [3, 4]
    assert numbers(reorder.expire(10.4)) == [6]
    assert not reorder.waiting
    assert reorder.expire(11.0) == []


@given(st.permutations(range(20)))
def test_any_order_within_the_window_comes_out_in_order(order: list[int]) -> None:
    assert pushed([0, *[number + 1 for number in order]]) == list(range(21))


@given(st.lists(st.integers(0, 65535), max_size=200))
def test_no_packet_is_held_for_ever_or_given_twice(order: list[int]) -> None:
    reorder = Reorder()
    for sequence in order:
        reorder.push(rtp(sequence, 0, b"x"), 0.0)
    for turn in range(100):
        reorder.expire(1.0 + turn)
    assert not reorder.waiting
