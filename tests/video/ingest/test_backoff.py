from __future__ import annotations

from beadle.video.ingest.backoff import Backoff


def test_waits_double_up_to_the_bound() -> None:
    backoff = Backoff(random=lambda: 0.5)
    assert [backoff.next() for _ in range(8)] == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 20.0, 20.0]
    backoff.reset()
    assert backoff.next() == 0.5


def test_jitter_spreads_by_half_either_way_and_keeps_the_bound() -> None:
    for value, factor in ((0.0, 0.5), (0.999, 1.499)):
        backoff = Backoff(random=lambda value=value: value)
        assert backoff.next() == 0.5 * factor
        assert max(backoff.next() for _ in range(100)) <= 30


def test_a_refused_password_waits_long() -> None:
    assert Backoff(random=lambda: 0.5).next(sign_in=True) == 60


def test_the_usual_randomness_is_random() -> None:
    assert len({Backoff().next() for _ in range(20)}) > 1
