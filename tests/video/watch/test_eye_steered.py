"""The eye of a steered camera (PTZ): it turns as it likes, and still a cloth and a blurred lens are noticed."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from tests.video.watch import views
from tests.video.watch.views import ALL, pictures

from beadle.simulator.scene_light import WET_NIGHT
from beadle.video.watch.eye import LEARNING, MOST_VIEWS, RESTED, Eye
from beadle.video.watch.features import look_of
from beadle.video.watch.terms import Grey, Sign

STEP_US = 5_000_000
PRESETS = (13, 10, 26, 2)
"""Scenes of the town that stand for the presets of one camera."""


class Steering:
    """An eye with a clock: a look each five seconds."""

    def __init__(self) -> None:
        self.eye = Eye()
        self.at_us = 0

    def see(self, shown: Iterable[Grey], *, ptz: bool = True) -> list[Sign]:
        """What it says after each picture."""
        said = []
        for picture in shown:
            self.at_us += STEP_US
            said.append(self.eye.look(look_of(picture), self.at_us, ptz=ptz).sign)
        return said


def toured(presets: Iterable[int] = PRESETS) -> Steering:
    """One that has rested at each preset."""
    made = Steering()
    for number in presets:
        made.see(pictures(number)[: RESTED + 2])
    return made


def test_a_tour_of_presets_is_never_another_view_and_each_is_learned() -> None:
    steering = toured()
    assert len(steering.eye.memory.references) == len(PRESETS)
    for number in PRESETS * 2:
        assert set(steering.see(pictures(number)[12:18])) == {Sign.CLEAR}
        assert steering.eye.last is not None
        assert steering.eye.last.kept > 0.65
    assert len(steering.eye.memory.references) == len(PRESETS)


def test_a_camera_that_pans_without_rest_is_clear_and_learns_nothing() -> None:
    steering = Steering()
    shown = pictures(13)
    panning = [views.turned(shown[index], right=-0.3 + 0.05 * (index % 13)) for index in range(36)]
    assert set(steering.see(panning)) == {Sign.CLEAR}
    assert steering.eye.learning
    assert steering.eye.turned


def test_the_same_turn_is_told_of_a_camera_that_stands_still() -> None:
    steering = Steering()
    steering.see(pictures(13)[:LEARNING], ptz=False)
    turned = [views.turned(picture, right=0.15) for picture in pictures(13)[:12]]
    assert steering.see(turned, ptz=False)[-1] is Sign.MOVED
    assert steering.see(turned[:1]) == [Sign.CLEAR], "said to be steered, it has no wrong view"


@pytest.mark.parametrize("number", ALL)
@pytest.mark.parametrize("kind", ["a cloth", "black", "paint"])
def test_a_covered_lens_is_known_within_a_minute_and_its_end_even_at_a_view_that_nobody_knows(
    number: int, kind: str
) -> None:
    steering = toured((number,))
    said = steering.see(views.FAULTS[kind][1](picture) for picture in pictures(number)[12:24])
    assert said[-1] is Sign.COVERED
    other = next(each for each in ALL if each != number)
    assert steering.see(pictures(other)[:4])[-1] is Sign.CLEAR


def test_a_lens_that_is_covered_from_the_start_is_known() -> None:
    steering = Steering()
    assert steering.see([np.full_like(pictures(13)[0], 20)] * 8)[-1] is Sign.COVERED
    assert steering.see(pictures(13)[:3])[-1] is Sign.CLEAR


@pytest.mark.parametrize("number", PRESETS)
def test_out_of_focus_is_known_at_every_view_that_was_learned(number: int) -> None:
    steering = toured()
    said = steering.see(views.blurred(picture, 3.5) for picture in pictures(number)[12:24])
    assert said[-1] is Sign.OUT_OF_FOCUS
    assert steering.see(pictures(number)[24:28])[-1] is Sign.CLEAR
    assert len(steering.eye.memory.references) == len(PRESETS), "a blurred view is not learned"


@pytest.mark.parametrize("number", ALL)
def test_night_at_a_known_view_is_no_fault(number: int) -> None:
    steering = toured((number,))
    assert set(steering.see(views.lit(number, WET_NIGHT))) == {Sign.CLEAR}


def test_views_are_bounded_and_the_one_not_seen_for_longest_goes() -> None:
    steering = Steering()
    for number in ALL:
        for left in (0.0, 0.3):
            steering.see(views.turned(picture, right=left) for picture in pictures(number)[: RESTED + 2])
    references = steering.eye.memory.references
    assert len(references) == MOST_VIEWS
    assert min(each.seen_us for each in references) > 2 * (RESTED + 2) * STEP_US


def test_a_camera_that_is_no_longer_steered_learns_its_one_view_anew() -> None:
    steering = toured()
    steering.see(pictures(13)[:LEARNING], ptz=False)
    assert len(steering.eye.memory.references) == 1
    assert steering.see(pictures(10)[:12], ptz=False)[-1] is Sign.MOVED


def test_turning_is_told_so_that_it_is_not_taken_for_movement() -> None:
    steering = toured((13,))
    told = []
    for picture in [*pictures(13)[12:15], *pictures(10)[:3]]:
        steering.see([picture])
        told.append(steering.eye.turned)
    assert told == [False, False, False, True, False, False]


def test_another_shape_of_picture_is_learned_anew() -> None:
    steering = toured((13,))
    steering.see([np.zeros((576, 704), np.uint8)])
    assert steering.eye.learning
    assert steering.eye.memory.ptz
