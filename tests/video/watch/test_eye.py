"""The eye on the pretend town's scenes: what it must notice within a minute, and what it must never mistake for it."""

from __future__ import annotations

import copy
from collections.abc import Iterable

import numpy as np
import pytest
from tests.video.watch import views
from tests.video.watch.views import ALL, FAULTS, looks, lorry, pictures

from beadle.simulator.scene_light import CLOUD, DUSK, RAIN, SUN, WET_NIGHT, Light
from beadle.video.watch.eye import LEARNING, MOST_REFERENCES, Eye
from beadle.video.watch.features import look_of
from beadle.video.watch.terms import Grey, Sign

STEP_US = 5_000_000


class Watching:
    """An eye with a clock: a look each five seconds."""

    def __init__(self, eye: Eye | None = None, at_us: int = 0) -> None:
        self.eye = eye or Eye()
        self.at_us = at_us

    def see(self, shown: Iterable[Grey]) -> list[Sign]:
        """What it says after each picture."""
        said = []
        for picture in shown:
            self.at_us += STEP_US
            said.append(self.eye.look(look_of(picture), self.at_us).sign)
        return said

    def twin(self) -> Watching:
        """Another that knows the same."""
        return Watching(Eye(copy.deepcopy(self.eye.memory)), self.at_us)


def learned(number: int) -> Watching:
    made = Watching()
    made.see(pictures(number)[:LEARNING])
    return made


@pytest.mark.parametrize("number", ALL)
def test_no_scene_of_the_town_raises_a_false_alarm(number: int) -> None:
    watching = Watching()
    assert set(watching.see([*pictures(number), *pictures(number)])) == {Sign.CLEAR}
    assert not watching.eye.learning


@pytest.mark.parametrize("number", ALL)
def test_every_fault_is_known_within_a_minute_in_every_scene_and_so_is_its_end(number: int) -> None:
    sound = learned(number)
    for name, (called, fault) in FAULTS.items():
        watching = sound.twin()
        said = watching.see(fault(picture) for picture in pictures(number)[12:24])
        assert said[-1] == called, f"{name}: {watching.eye.last}"
        assert next(place for place, sign in enumerate(said) if sign is not Sign.CLEAR) * 5 < 60, name
        assert watching.see(pictures(number)[24:28])[-1] is Sign.CLEAR, f"{name} does not end"


@pytest.mark.parametrize("number", [1, 13, 10, 26, 2])
def test_a_lorry_that_waits_before_the_lens_is_no_fault(number: int) -> None:
    watching = learned(number)
    shown = pictures(number)
    for _ in range(3):
        waits = [lorry(picture) for picture in shown[12:16]]
        assert set(watching.see([*waits, *shown[16:20]])) == {Sign.CLEAR}


@pytest.mark.parametrize("number", [1, 13, 5, 21, 56])
def test_dusk_that_falls_within_ten_minutes_is_no_fault(number: int) -> None:
    watching = learned(number)
    shown = pictures(number)
    falling = [np.asarray(shown[index % 36] * (1 - 0.8 * index / 120) + 4, np.uint8) for index in range(120)]
    assert set(watching.see(falling)) == {Sign.CLEAR}


@pytest.mark.parametrize("number", [1, 10, 21, 17])
@pytest.mark.parametrize(("before", "after"), [(SUN, RAIN), (SUN, WET_NIGHT), (DUSK, CLOUD), (WET_NIGHT, SUN)])
def test_light_and_weather_that_change_at_once_are_no_fault(number: int, before: Light, after: Light) -> None:
    watching = Watching()
    watching.see(views.lit(number, before))
    assert set(watching.see(views.lit(number, after))) == {Sign.CLEAR}


def test_night_gets_a_reference_of_its_own_so_that_a_turn_at_night_is_noticed_too() -> None:
    watching = Watching()
    watching.see(views.lit(10, SUN))
    night = views.lit(10, WET_NIGHT)
    watching.see([*night, *night])
    assert len(watching.eye.memory.references) == 2
    turned = [views.turned(picture, right=0.15) for picture in night]
    assert watching.see(turned)[-1] is Sign.MOVED
    assert watching.see(views.lit(10, SUN))[-1] is Sign.CLEAR


def test_what_is_wrong_is_never_learned_however_long_it_lasts() -> None:
    watching = learned(13)
    turned = [views.turned(picture, right=0.15) for picture in pictures(13)]
    assert watching.see(turned * 10)[-1] is Sign.MOVED
    assert len(watching.eye.memory.references) == 1
    assert watching.see(pictures(13)[:4])[-1] is Sign.CLEAR


def test_a_new_view_is_learned_once_it_is_accepted() -> None:
    watching = learned(13)
    turned = [views.turned(picture, right=0.15) for picture in pictures(13)]
    watching.see(turned)
    watching.eye.forget(watching.at_us)
    assert watching.eye.finding.sign is Sign.CLEAR
    assert watching.eye.changed
    assert set(watching.see(turned)) == {Sign.CLEAR}
    assert watching.see(pictures(13)[:12])[-1] is Sign.MOVED


def test_a_camera_that_shows_nothing_from_the_start_is_covered_and_learns_when_it_is_free() -> None:
    watching = Watching()
    nothing = [np.full_like(pictures(13)[0], 20)] * 12
    assert watching.see(nothing)[-1] is Sign.COVERED
    assert watching.eye.learning
    assert watching.see(pictures(13)[:LEARNING])[-1] is Sign.CLEAR
    assert not watching.eye.learning


def test_another_shape_of_picture_is_learned_anew() -> None:
    watching = learned(13)
    watching.see([np.zeros((576, 704), np.uint8)])
    assert watching.eye.learning


def test_it_goes_on_where_another_left_off() -> None:
    watching = learned(13)
    turned = [views.turned(picture, right=0.15) for picture in pictures(13)]
    watching.see(turned)
    again = watching.twin()
    assert again.see(turned[:1]) == [Sign.MOVED]
    assert again.see(pictures(13)[:4])[-1] is Sign.CLEAR


def test_lightings_are_bounded_and_the_one_not_seen_for_longest_goes() -> None:
    watching = learned(13)
    first = watching.eye.memory.references[0]
    for number in [each for each in ALL if each != 13]:  # many more than fit: some look alike
        halves = [np.hstack((pictures(number)[index][:, :300], pictures(13)[index][:, 300:])) for index in range(14)]
        watching.see(halves)
    references = watching.eye.memory.references
    assert len(references) == MOST_REFERENCES
    assert all(each is not first for each in references)
    assert watching.eye.finding.sign is Sign.CLEAR


def test_looks_cost_little() -> None:
    assert looks(13)[0].nbytes < 100_000
