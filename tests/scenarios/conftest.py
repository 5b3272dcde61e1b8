"""Stories about the whole system, with the real processes. One town serves those that do not disturb one another."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from tests.factories.simulator import small_simulator
from tests.factories.system import Person, System, system

from beadle.simulator.rtsp_messages import SignIn
from beadle.simulator.simulator import Simulator

CAMERA_USER, CAMERA_PASSWORD = "beadle", "pretend-town"
SIGN_IN = {"username": CAMERA_USER, "password": CAMERA_PASSWORD}
CAMERAS = 14


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All stories run in one worker, with all that runs a whole system, and in one event loop, the cameras'."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.xdist_group("whole systems"))
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A data folder. Not pytest's own: its path is too long for a Unix socket beside a database."""
    made = Path(tempfile.mkdtemp(prefix="beadle-story-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def cameras() -> AsyncIterator[Simulator]:
    """Tiny cameras that ask for a name and a password. Each story has numbers of its own."""
    async with small_simulator(CAMERAS, sign_in=SignIn(CAMERA_USER, CAMERA_PASSWORD)) as made:
        yield made


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def town() -> AsyncIterator[System]:
    """The system that stories share which leave it as it was."""
    made = Path(tempfile.mkdtemp(prefix="beadle-town-"))
    try:
        async with system(made) as running:
            yield running
    finally:
        shutil.rmtree(made, ignore_errors=True)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def admin(town: System) -> Person:
    """The administrator of the shared system, signed in."""
    return await town.person("administrator")
