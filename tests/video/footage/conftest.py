"""A volume for each test, with room for itself however small the disk is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.factories.video import volume_at
from tests.video.footage.faulty_disk import FaultyDisk

from beadle.platform.clock import FixedClock
from beadle.video.footage.volume import Volume


@pytest.fixture
def volume(tmp_path: Path, clock: FixedClock) -> Iterator[Volume]:
    """A new volume, open for recording."""
    with volume_at(tmp_path / "volume", clock) as made:
        yield made


@pytest.fixture
def disk() -> FaultyDisk:
    """A disk that does what it should until it is told otherwise."""
    return FaultyDisk()


@pytest.fixture
def faulty(tmp_path: Path, clock: FixedClock, disk: FaultyDisk) -> Iterator[Volume]:
    """A volume on such a disk."""
    with Volume.create(tmp_path / "faulty", clock, disk=disk) as made:
        made.reserve_bytes = 0
        yield made
