"""From one pass to the next."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from beadle.anpr.journeys.legs import is_odd, legs
from beadle.anpr.journeys.terms import Pass, Place, Usual

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
A, B, C = (uuid.UUID(int=n) for n in (1, 2, 3))
SITE_A, SITE_B = uuid.UUID(int=11), uuid.UUID(int=12)
PLACES = {
    A: Place(A, SITE_A, "Horns Bridge", 53.2307, -1.4196),
    B: Place(B, SITE_B, "West Bars", 53.2344, -1.4367),
    C: Place(C, SITE_A, "Horns Bridge", None, None),
}
USUAL = Usual(100, 120, 150, 50)


def seen(*way: tuple[uuid.UUID, float]) -> list[Pass]:
    return [Pass(uuid.uuid4(), camera, NOON + timedelta(seconds=s), "AB12CDE", confirmed=True) for camera, s in way]


def test_legs_go_from_camera_to_camera() -> None:
    passes = seen((A, 0), (A, 5), (B, 125), (C, 125))
    found = legs(passes, PLACES, lambda a, b: USUAL if (a, b) == (SITE_A, SITE_B) else None)
    assert [(leg.origin.camera, leg.destination.camera, leg.seconds) for leg in found] == [(A, B, 120), (B, C, 0)]
    # Each names the pass that it ends with: between the first two, at one camera, there is none.
    assert [leg.arrives for leg in found] == [passes[2].read, passes[3].read]
    assert found[0].usual == USUAL
    assert found[0].kmh == pytest.approx(36, abs=2)
    assert not found[0].odd
    assert (found[1].usual, found[1].metres, found[1].kmh) == (None, None, None)


def test_within_a_site_nothing_is_usual() -> None:
    (leg,) = legs(seen((A, 0), (C, 3)), PLACES, lambda *_: USUAL)
    assert leg.usual is None


@pytest.mark.parametrize(("seconds", "odd"), [(60, True), (70, False), (120, False), (220, False), (240, True)])
def test_odd_is_far_out_of_the_usual(seconds: float, odd: bool) -> None:
    assert is_odd(seconds, USUAL) is odd
    assert not is_odd(seconds, None)
