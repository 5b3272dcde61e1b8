from __future__ import annotations

import numpy as np
import pytest

from beadle.simulator import scenes
from beadle.simulator.clips import planes_of
from beadle.simulator.faults import VIEW_FAULTS, Fault
from beadle.simulator.view_faults import altered

SIZE = (160, 96)


def bright(kind: Fault | None) -> np.ndarray:
    plain = scenes.pictures(1, SIZE, 2)
    shown = next(plain) if kind is None else next(altered(plain, kind))
    return planes_of(shown)[0].astype(float)


@pytest.mark.parametrize("kind", sorted(VIEW_FAULTS))
def test_the_picture_keeps_its_size_and_changes(kind: Fault) -> None:
    changed, plain = bright(kind), bright(None)
    assert changed.shape == plain.shape
    assert float(np.abs(changed - plain).mean()) > 3


def test_a_cloth_is_dark_and_has_grain() -> None:
    one, two = list(altered(scenes.pictures(1, SIZE, 2), Fault.COVERED))
    assert float(planes_of(one)[0].mean()) < 60
    assert not np.array_equal(one, two)


def test_out_of_focus_there_are_fewer_steps() -> None:
    assert float(np.abs(np.diff(bright(Fault.DEFOCUSED))).mean()) < 0.8 * float(np.abs(np.diff(bright(None))).mean())
