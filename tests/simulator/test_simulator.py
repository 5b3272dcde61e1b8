from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from tests.factories.simulator import small_simulator, tiny_clips
from tests.factories.waiting import eventually
from tests.simulator.rtsp_client import RtspClient

from beadle.platform.clock import SYSTEM
from beadle.simulator.clip_store import TINY, USUAL
from beadle.simulator.faults import Fault, FaultOptions
from beadle.simulator.readback import read_clock
from beadle.simulator.rtsp_messages import SignIn
from beadle.simulator.simulator import NotStreaming, PortTaken, Simulator, SimulatorOptions


def watch(url: str, count: int, transport: str = "tcp") -> list[tuple[np.ndarray, float]]:
    """Decoded pictures (grey) and how many seconds after their burnt-in time each was decoded."""
    found = []
    with av.open(url, options={"rtsp_transport": transport, "fflags": "nobuffer"}, timeout=10) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        for frame in container.decode(stream):
            now = SYSTEM.now().timestamp()
            gray = frame.to_ndarray(format="gray")
            clock = read_clock(gray)
            found.append((gray, now - clock[1].timestamp() if clock else np.nan))
            if len(found) >= count:
                break
    return found


@pytest.mark.parametrize("transport", ["tcp", "udp"])
async def test_a_player_sees_the_real_time_burnt_in(transport: str) -> None:
    async with small_simulator(2) as simulator:
        pictures = await asyncio.to_thread(watch, simulator.camera(2).url(), 30, transport)

    assert all(gray.shape == (240, 320) for gray, _ in pictures)
    late = [seconds for _, seconds in pictures]
    # A tenth for the clock's step and two pictures for the player's own queue; the best is free of scheduling.
    assert min(late) < 0.2
    assert min(late) > -0.05
    assert read_clock(pictures[0][0])[0] == 2  # type: ignore[index]


async def test_every_camera_has_a_main_and_a_sub_stream_and_asks_for_its_password() -> None:
    async with small_simulator(2, sign_in=SignIn("beadle", "secret")) as simulator:
        camera = simulator.camera(1)
        assert camera.url("sub", credentials=True).startswith("rtsp://beadle:secret@127.0.0.1:")
        pictures = await asyncio.to_thread(watch, camera.url("sub", credentials=True), 5)
        with pytest.raises(av.error.FFmpegError):
            await asyncio.to_thread(watch, camera.url(), 1)

    assert pictures[0][0].shape == (128, 160)


async def test_viewers_are_counted_and_each_starts_with_a_key_picture() -> None:
    async with small_simulator(1) as simulator:
        camera = simulator.camera(1)
        async with RtspClient(camera.url()) as first, RtspClient(camera.url()) as second:
            await first.play()
            assert (await first.picture())[0].nal_types()[:2] == [7, 8]
            await second.play()
            assert camera.viewers == 2
            assert (await second.picture())[0].nal_types()[:2] == [7, 8]


async def test_unknown_cameras_and_taken_ports_are_named() -> None:
    async with small_simulator(1) as simulator:
        with pytest.raises(NotStreaming):
            simulator.camera(5)
        with pytest.raises(PortTaken, match=str(simulator.port)):
            async with small_simulator(1, port=simulator.port):
                pass


async def test_loops_that_are_missing_are_made_and_reported(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    options = SimulatorOptions(tmp_path, TINY, workers=0)
    async with Simulator([1, 2], options, progress=lambda done, total: seen.append((done, total))) as simulator:
        await simulator.ready()
        assert simulator.streaming() == (1, 2)

    assert seen[0] == (0, 2)
    assert seen[-1] == (2, 2)


async def test_worker_processes_give_up_when_the_simulator_ends(tmp_path: Path) -> None:
    async with asyncio.timeout(60):
        async with Simulator([1], SimulatorOptions(tmp_path, USUAL, workers=1)) as simulator:
            assert simulator.streaming() == ()
        workers = multiprocessing.active_children()
        await asyncio.gather(*(asyncio.to_thread(worker.join) for worker in workers))

    assert not list(tmp_path.glob("*scene*"))


async def test_running_ends_when_it_is_told_to() -> None:
    stop = asyncio.Event()
    async with small_simulator(1) as simulator:
        running = asyncio.gather(simulator.run(stop))
        stop.set()
        await running


async def test_a_wrong_clock_shows_and_ends() -> None:
    async with small_simulator(1) as simulator:
        camera = simulator.camera(1)
        camera.fault("wrong_clock", options=FaultOptions(hours=-3))
        off = await asyncio.to_thread(watch, camera.url(), 5)
        camera.mend("wrong_clock")
        right = await asyncio.to_thread(watch, camera.url(), 5)

    assert off[-1][1] == pytest.approx(3 * 3600, abs=2)
    assert right[-1][1] == pytest.approx(0, abs=2)


async def test_a_frozen_camera_repeats_one_picture_with_its_clock() -> None:
    async with small_simulator(1) as simulator:
        camera = simulator.camera(1)
        camera.fault("frozen")
        pictures = [gray for gray, _ in await asyncio.to_thread(watch, camera.url(), 60)]

    assert all(np.array_equal(gray, pictures[0]) for gray in pictures)


async def test_a_black_camera_is_black_above_a_running_clock() -> None:
    async with small_simulator(1) as simulator:
        camera = simulator.camera(1)
        camera.fault("black")
        pictures = await asyncio.to_thread(watch, camera.url(), 30)

    assert all(gray[:190].max() <= 20 for gray, _ in pictures)
    assert min(late for _, late in pictures) < 0.3


async def test_the_size_changes_in_mid_stream() -> None:
    async with small_simulator(1) as simulator:
        camera = simulator.camera(1)
        async with RtspClient(camera.url()) as client:
            await client.play()
            before = (await client.picture())[0].payload
            camera.fault("sps_change", seconds=1)
            sizes = {_parameter_set(before)}
            while len(sizes) < 2:
                packets = await client.picture()
                if 7 in packets[0].nal_types():
                    sizes.add(_parameter_set(packets[0].payload))
            after = _parameter_set(before)
            while True:
                packets = await client.picture()
                if 7 in packets[0].nal_types() and _parameter_set(packets[0].payload) == after:
                    break


def _parameter_set(payload: bytes) -> bytes:
    """The first NAL unit of a STAP-A."""
    size = int.from_bytes(payload[1:3], "big")
    return payload[3 : 3 + size]


async def test_h265_is_offered_and_decodes_and_h264_comes_back() -> None:
    async with small_simulator(1) as simulator:
        camera = simulator.camera(1)
        camera.fault("h265")

        def codec() -> tuple[str, int]:
            with av.open(camera.url(), options={"rtsp_transport": "tcp"}, timeout=10) as container:
                next(container.decode(video=0))
                return container.streams.video[0].codec_context.name, container.streams.video[0].width

        assert (await asyncio.to_thread(codec))[0] == "hevc"
        async with RtspClient(camera.url()) as client:
            await client.play()
            camera.mend()
            assert await client.ended()
        assert (await asyncio.to_thread(codec))[0] == "h264"


@pytest.fixture
def no_decoder_errors() -> Iterator[list[str]]:
    """What libav logs while the test runs."""
    av.logging.set_level(av.logging.ERROR)
    with av.logging.Capture(local=False) as lines:
        yield lines
    av.logging.set_level(None)


async def test_two_loops_decode_without_a_single_error(no_decoder_errors: list[str]) -> None:
    async with small_simulator(1) as simulator:
        pictures = await asyncio.to_thread(watch, simulator.camera(1).url(), 110)

    assert not no_decoder_errors
    assert not any(np.isnan(late) for _, late in pictures)


def test_tiny_loops_are_shared(tmp_path: Path) -> None:
    assert tiny_clips([1]) == tiny_clips([2])


async def test_a_bad_view_is_made_on_demand_and_then_shown() -> None:
    async with small_simulator(1) as simulator:
        camera = simulator.camera(1)
        usual = (await asyncio.to_thread(watch, camera.url(), 1))[0][0][:150]
        camera.fault("covered")
        source = camera.served.streams["main"].source
        await eventually(lambda: source.knows(Fault.COVERED))
        covered = (await asyncio.to_thread(watch, camera.url(), 1))[0][0][:150]
        camera.mend()
    assert float(covered.mean()) < 70
    assert float(covered.std()) < float(usual.std()) / 3
