from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.video.watch.judging import AGREE, CLEAR_AFTER, LOOKS, Seen, Steady, sign_of, sign_of_steered, words
from beadle.video.watch.terms import Finding, Sign

USUAL = Seen(0.97, 0.98, 1.0, 0.0)


@pytest.mark.parametrize(
    ("seen", "sign"),
    [
        (USUAL, Sign.CLEAR),
        (Seen(0.55, 0.06, 0.93, 0.6), Sign.UNSURE),  # from sun to wet night at once
        (Seen(0.01, 0.0, 1.8, 0.9), Sign.COVERED),
        (Seen(0.20, 0.2, 0.97, 0.1), Sign.MOVED),
        (Seen(0.96, 0.95, 0.55, 0.5), Sign.OUT_OF_FOCUS),
        (Seen(0.50, 0.88, 0.40, 0.8), Sign.OUT_OF_FOCUS),
        (Seen(0.55, 0.7, 1.0, 0.0, right=0.03), Sign.MOVED),
        (Seen(0.55, 0.7, 1.0, 0.0, right=0.005), Sign.UNSURE),
    ],
)
def test_what_one_look_says(seen: Seen, sign: Sign) -> None:
    assert sign_of(seen) is sign


@pytest.mark.parametrize(
    ("seen", "contrast", "sign"),
    [
        (USUAL, 0.9, Sign.CLEAR),
        (Seen(0.0, 0.0, 1.0, 0.0), 0.9, Sign.UNSURE),  # nothing is known yet
        (Seen(0.20, 0.2, 0.97, 0.9), 0.35, Sign.UNSURE),  # the sky
        (Seen(0.55, 0.7, 1.0, 0.0, right=0.2), 0.9, Sign.UNSURE),
        (Seen(0.01, 0.0, 1.8, 0.9), 0.05, Sign.COVERED),
        (Seen(0.50, 0.88, 0.40, 0.8), 0.9, Sign.OUT_OF_FOCUS),
        (Seen(0.20, 0.3, 0.40, 0.8), 0.9, Sign.UNSURE),  # blurred by its own turning
    ],
)
def test_what_one_look_of_a_steered_camera_says(seen: Seen, contrast: float, sign: Sign) -> None:
    assert sign_of_steered(seen, contrast) is sign


def test_words_say_what_happened_and_what_to_do() -> None:
    said = words(Sign.MOVED, Seen(0.5, 0.5, 1, 0, right=-0.12, down=0.03))
    assert "12% of the picture's width to the left and 3% of the picture's width down" in said
    assert "Turn it back" in said
    assert words(Sign.CLEAR, USUAL) == ""
    assert all(words(sign, USUAL).endswith(".") for sign in (Sign.COVERED, Sign.MOVED, Sign.OUT_OF_FOCUS))


def steady(*signs: Sign, start: Sign = Sign.CLEAR) -> Sign:
    made = Steady(Finding(start))
    for sign in signs:
        made.take(sign, USUAL)
    return made.finding.sign


def test_half_a_minute_begins_a_finding_and_three_clear_looks_end_it() -> None:
    assert steady(*[Sign.MOVED] * (AGREE - 1)) is Sign.CLEAR
    assert steady(*[Sign.MOVED] * AGREE) is Sign.MOVED
    assert steady(*[Sign.CLEAR] * (CLEAR_AFTER - 1), start=Sign.MOVED) is Sign.MOVED
    assert steady(*[Sign.CLEAR] * CLEAR_AFTER, start=Sign.MOVED) is Sign.CLEAR


def test_one_odd_look_does_not_begin_it_anew() -> None:
    assert steady(*[Sign.MOVED] * 3, Sign.CLEAR, *[Sign.MOVED] * 3) is Sign.MOVED


def test_one_fault_may_become_another() -> None:
    assert steady(*[Sign.COVERED] * AGREE, *[Sign.MOVED] * AGREE) is Sign.MOVED


@given(st.lists(st.sampled_from(list(Sign)), max_size=60))
def test_nothing_begins_without_most_of_the_last_looks(signs: list[Sign]) -> None:
    made = Steady(Finding(Sign.CLEAR))
    kept: list[Sign] = []
    for sign in signs:
        before = made.finding.sign
        changed = made.take(sign, USUAL)
        if sign is not Sign.UNSURE:
            kept = [*kept, sign][-LOOKS:]
        assert changed == (made.finding.sign is not before)
        if changed and made.finding.sign is not Sign.CLEAR:
            assert sum(each is not Sign.CLEAR for each in kept) >= AGREE
            assert made.finding.sign in kept
        if changed and made.finding.sign is Sign.CLEAR:
            assert kept[-CLEAR_AFTER:] == [Sign.CLEAR] * CLEAR_AFTER


@given(st.lists(st.sampled_from([Sign.CLEAR, Sign.UNSURE]), max_size=60))
def test_unsure_looks_begin_nothing(signs: list[Sign]) -> None:
    assert steady(*signs) is Sign.CLEAR
