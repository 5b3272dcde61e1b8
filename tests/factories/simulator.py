"""A running simulator with tiny cameras, for any test that needs real RTSP over real sockets.

    async with small_simulator(3) as simulator:
        url = simulator.camera(1).url()
        simulator.camera(1).fault("stall", seconds=5)

Pictures are 320x240 (sub: 160x128) at 25 a second with a key picture a second, and carry the burnt-in clock, which
`beadle.simulator.readback.read_clock` reads (main stream). The loops are made once and shared by all test workers.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from beadle.platform.clock import SYSTEM, Clock
from beadle.simulator.clip_store import TINY, ClipStore
from beadle.simulator.rtsp_messages import SignIn
from beadle.simulator.simulator import Simulator, SimulatorOptions


def tiny_clips(numbers: list[int]) -> Path:
    """A folder with the tiny loops of those cameras; made under a lock where they are missing."""
    folder = Path(tempfile.gettempdir()) / f"beadle-test-clips-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        store = ClipStore(folder, TINY)
        store.make_common()
        for number in numbers:
            if not store.has(number):
                store.make(number)
    return folder


@contextlib.asynccontextmanager
async def small_simulator(
    cameras: int = 1,
    *,
    sign_in: SignIn | None = None,
    session_seconds: float = 60.0,
    clock: Clock = SYSTEM,
    port: int = 0,
) -> AsyncIterator[Simulator]:
    """Cameras 1 to `cameras` on a free port of the loopback address, all of them streaming already."""
    numbers = list(range(1, cameras + 1))
    options = SimulatorOptions(
        tiny_clips(numbers), TINY, port=port, sign_in=sign_in, session_seconds=session_seconds, workers=0
    )
    async with Simulator(numbers, options, clock=clock) as simulator:
        await simulator.ready()
        yield simulator
