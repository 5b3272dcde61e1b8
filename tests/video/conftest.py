"""The town that tests of the video room's server side live in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.factories import accounts

from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets, Settings


@pytest.fixture
def video_settings() -> Settings:
    """Settings of the town; a test module overrides what it is about."""
    return Settings({"video": {"export": {"reserve_megabytes": 16}, "relay": {"right_check_seconds": 0.2}}})


@pytest.fixture
async def town(
    database: Database, clock: FixedClock, video_settings: Settings, secrets: Secrets, data_dir: Path
) -> AsyncIterator["Town"]:  # noqa: F821, UP037 - imported late: only these tests need the database's libraries
    """Two cameras, one volume, the routes."""
    from tests.factories.town import town as made

    async with made(accounts.make_deps(database, clock, video_settings, secrets, data_dir)) as ready:
        yield ready
