"""What the tests of hotlists share."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.factories.hotlists import Watched, watched

from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets


@pytest.fixture
async def town(database: Database, clock: FixedClock, secrets: Secrets, data_dir: Path) -> Watched:
    """Two cameras that read plates, and no list yet."""
    return await watched(database, clock, secrets, data_dir)
