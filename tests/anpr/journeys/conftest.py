"""What the tests of journeys share."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.factories import journeys

from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets


@pytest.fixture
async def road(database: Database, clock: FixedClock, secrets: Secrets, data_dir: Path) -> journeys.Road:
    """Horns Bridge and West Bars."""
    return await journeys.road(database, clock, secrets, data_dir)
