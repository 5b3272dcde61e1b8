"""The analyser in a process of its own, beside a real recorder and cameras that go wrong."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from tests.factories.recorder import RecorderProcess, recording
from tests.factories.simulator import small_simulator
from tests.factories.system import launch
from tests.factories.waiting import until

from beadle.anpr.push.plan import OwnCamera, write_plan
from beadle.anpr.reading.state import ReadingState, read_state
from beadle.platform.clock import SYSTEM
from beadle.simulator.simulator import Simulator
from beadle.video.watch.store import Store

pytestmark = pytest.mark.asyncio(loop_scope="session")

PATIENCE_S = 90.0
SETTINGS = "[video.watch]\nseconds = 0.2\n"


@dataclass
class Place:
    """Cameras, a recorder and an analyser."""

    cameras: Simulator
    recorder: RecorderProcess
    folder: Path
    analyser: Any = None

    def start(self) -> None:
        """Start the analyser."""
        arguments = ("analyser", "--data", str(self.folder), "--socket", str(self.recorder.socket))
        self.analyser = launch(self.folder / "analyser.log", *arguments)

    async def camera(self, key: str = "cam-1") -> dict[str, Any]:
        """One camera's line of the recorder's status."""
        status = await self.recorder.link.status()
        return next(row for row in status["cameras"] if row["key"] == key)

    async def until(self, state: str, key: str = "cam-1") -> dict[str, Any]:
        """Wait until a camera is in that state."""

        async def look() -> dict[str, Any] | None:
            found = await self.camera(key)
            return found if found["state"] == state else None

        log = self.folder / "analyser.log"
        found = await until(look, seconds=PATIENCE_S, what=state, more=lambda: log.read_text()[-3000:])
        assert found is not None
        return found

    async def learned(self) -> None:
        """Wait until the analyser knows every camera's normal."""

        store = Store(self.folder / "watch")

        async def look() -> bool:
            return all(store.load(f"cam-{number}", "main").references for number in self.cameras.streaming())

        await until(look, seconds=PATIENCE_S, what="references")

    async def accepts_the_view(self) -> None:
        """Somebody says that camera 1 is right as it is, and it is learned."""
        before = Store(self.folder / "watch").load("cam-1", "main").learned_us
        await self.recorder.link.accept_view("cam-1")
        await self.until("online")

        async def look() -> bool:
            return Store(self.folder / "watch").load("cam-1", "main").learned_us > before

        await until(look, seconds=PATIENCE_S, what="a new beginning")
        await self.learned()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    folder = tmp_path_factory.mktemp("watch")
    (folder / "beadle.toml").write_text(SETTINGS)
    async with small_simulator(2) as cameras:
        urls = [cameras.camera(number).url() for number in cameras.streaming()]
        async with recording(folder, urls) as recorder:
            await recorder.written()
            made = Place(cameras, recorder, folder)
            made.start()
            try:
                await made.learned()
                yield made
            finally:
                made.analyser.kill()
                made.analyser.wait()


@pytest.mark.parametrize(
    ("fault", "state", "words"),
    [
        ("covered", "covered", "covered or dark"),
        ("moved", "moved", "another view"),
        ("defocused", "out_of_focus", "blur"),
    ],
)
async def test_a_bad_view_is_told_and_so_is_its_end(place: Place, fault: str, state: str, words: str) -> None:
    camera = place.cameras.camera(1)
    await place.until("online")
    camera.fault(fault)
    found = await place.until(state)
    assert words in found["detail"]
    assert (await place.camera("cam-2"))["state"] == "online"
    camera.mend()
    await place.until("online")


async def test_a_new_view_can_be_accepted(place: Place) -> None:
    camera = place.cameras.camera(1)
    await place.until("online")
    camera.fault("moved")
    await place.until("moved")
    await place.accepts_the_view()
    camera.mend()
    await place.until("moved")  # the old view is now the wrong one
    await place.accepts_the_view()


async def test_killing_the_analyser_costs_no_frame_and_it_goes_on_where_it_was(place: Place) -> None:
    await place.until("online")
    place.cameras.camera(2).fault("covered")
    await place.until("covered", "cam-2")
    place.analyser.kill()
    place.analyser.wait()
    before = await place.camera("cam-2")
    place.start()

    async def more() -> dict[str, Any] | None:
        found = await place.camera("cam-2")
        return (
            found
            if found["frames"] > before["frames"] + 75 and found["written_bytes"] > before["written_bytes"]
            else None
        )

    after = await until(more, seconds=PATIENCE_S, what="three more seconds of recording")
    assert after is not None
    assert (after["lost_packets"], after["dropped_groups"]) == (0, 0)
    assert after["state"] == "covered", "what was found is not forgotten because the analyser was killed"
    place.cameras.camera(2).mend()
    await place.until("online", "cam-2")


async def test_plates_are_read_beside_the_watch_from_the_recorders_own_pictures(place: Place) -> None:
    camera_id = uuid.UUID(int=1)
    write_plan(place.folder, [OwnCamera(camera_id, "cam-1", 1, "Cam 1", (), "", 12.0)])

    async def look() -> ReadingState | None:
        found = read_state(place.folder, SYSTEM.now()).get(camera_id)
        return found if found is not None and found.reading and found.fps > 0 else None

    log = place.folder / "analyser.log"
    state = await until(look, seconds=PATIENCE_S, what="reading", more=lambda: log.read_text()[-3000:])
    assert state is not None
    assert state.detail == ""
    assert state.wanted_fps == 12.0
    assert place.cameras.camera(1).viewers == 1, "only the recorder has a connection to the camera"
