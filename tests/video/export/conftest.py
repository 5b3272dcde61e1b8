"""A little footage with a gap, and the plan of a clip over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.factories import video

from beadle.platform.clock import FixedClock
from beadle.video.export.plan import ClipPlan, plan_clips
from beadle.video.footage.find import Archive
from beadle.video.footage.terms import SECOND_US

START = 1_780_311_600_000_000


@pytest.fixture
def archive(tmp_path: Path, clock: FixedClock) -> Iterator[Archive]:
    """Camera "cam": ten seconds from START, then, after a gap of ten, ten more."""
    with video.volume_at(tmp_path / "volume", clock) as volume, Archive([volume]) as made:
        video.record(volume, "cam", START)
        video.record(volume, "cam", START + 20 * SECOND_US)
        yield made


@pytest.fixture
def plan(archive: Archive) -> ClipPlan:
    """The whole of it."""
    span = START, START + 30 * SECOND_US
    (made,) = plan_clips(archive.recorded("cam", *span), *span)
    return made
