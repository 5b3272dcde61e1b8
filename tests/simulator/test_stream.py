"""Faults on the wire, over real sockets."""

from __future__ import annotations

import asyncio
import itertools

import pytest
from tests.factories.simulator import small_simulator
from tests.simulator.rtsp_client import RtspClient

from beadle.simulator.faults import FaultOptions


async def test_a_stall_keeps_the_connection_and_sends_nothing() -> None:
    async with small_simulator(1) as simulator:
        camera = simulator.camera(1)
        async with RtspClient(camera.url()) as client:
            await client.play()
            await client.picture()
            camera.fault("stall")
            while await client.read_some(0.3):
                pass
            assert camera.viewers == 1
            camera.mend("stall")
            assert 7 in (await client.picture())[0].nal_types()


async def test_a_stall_of_some_seconds_ends_by_itself() -> None:
    async with small_simulator(1) as simulator:
        camera = simulator.camera(1)
        async with RtspClient(camera.url()) as client:
            await client.play()
            await client.picture()
            camera.fault("stall", seconds=0.5)
            assert await client.read_some(10)


@pytest.mark.parametrize("kind", ["drop", "refuse", "not_found", "unauthorised", "no_video", "audio_too", "h265"])
async def test_faults_that_end_connections(kind: str) -> None:
    async with small_simulator(2) as simulator:
        async with RtspClient(simulator.camera(1).url()) as client, RtspClient(simulator.camera(2).url()) as other:
            await client.play()
            await other.play()
            simulator.camera(1).fault(kind)
            assert await client.ended()
            assert await other.picture()
        assert simulator.camera(1).viewers == 0


async def test_after_a_drop_one_can_connect_again() -> None:
    async with small_simulator(1) as simulator:
        simulator.camera(1).fault("drop")
        async with RtspClient(simulator.camera(1).url()) as client:
            await client.play()
            assert await client.picture()


@pytest.mark.parametrize(("kind", "status"), [("not_found", 404), ("unauthorised", 401)])
async def test_refusals_that_answer(kind: str, status: int) -> None:
    async with small_simulator(1) as simulator:
        simulator.camera(1).fault(kind)
        async with RtspClient(simulator.camera(1).url(), ("beadle", "x")) as client:
            assert (await client.ask("DESCRIBE")).status == status
            assert (await client.ask("DESCRIBE")).status == status


async def test_a_refusal_closes_the_connection() -> None:
    async with small_simulator(1) as simulator:
        simulator.camera(1).fault("refuse")
        async with RtspClient(simulator.camera(1).url()) as client:
            with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
                await client.ask("DESCRIBE")


async def test_offers_change() -> None:
    async with small_simulator(1) as simulator:
        camera = simulator.camera(1)
        camera.fault("no_video")
        async with RtspClient(camera.url()) as client:
            assert "m=video" not in (await client.ask("DESCRIBE")).body
        camera.mend()
        camera.fault("audio_too")
        async with RtspClient(camera.url()) as client:
            assert "m=audio" in (await client.ask("DESCRIBE")).body
            await client.play()
            headers = {"Transport": "RTP/AVP/TCP;unicast;interleaved=2-3"}
            assert (await client.ask("SETUP", f"{client.url}/track2", headers)).status == 200
            assert await client.picture()


async def test_loss_leaves_gaps_in_the_sequence_numbers() -> None:
    async with small_simulator(1) as simulator:
        camera = simulator.camera(1)
        camera.fault("loss", options=FaultOptions(ratio=0.3))
        async with RtspClient(camera.url()) as client:
            await client.play()
            numbers = [(await client.rtp()).sequence for _ in range(60)]

    gaps = [(after - before) % 65536 for before, after in itertools.pairwise(numbers)]
    assert max(gaps) > 1


async def test_a_camera_without_key_pictures_sends_none() -> None:
    async with small_simulator(1) as simulator:
        camera = simulator.camera(1)
        camera.fault("no_keyframe")
        async with RtspClient(camera.url()) as client:
            described = await client.ask("DESCRIBE")
            assert "sprop" not in described.body
            await client.play()
            kinds = [kind for _ in range(30) for packet in await client.picture() for kind in packet.nal_types()]

    assert set(kinds) == {1}


async def test_a_slow_camera_sends_a_byte_at_a_time_and_recovers() -> None:
    async with small_simulator(1) as simulator:
        camera = simulator.camera(1)
        async with RtspClient(camera.url()) as client:
            await client.play()
            await client.picture()
            camera.fault("slow")
            while len(await client.read_some(3)) > 1:
                pass
            assert len(await client.read_some(5)) == 1
            camera.mend()
            assert len(await client.read_some(5)) > 1


async def test_a_clock_that_runs_fast_spreads_its_pictures_as_before() -> None:
    """RTP time counts the camera's own oscillator: 3600 ticks a picture, whatever its rate."""
    async with small_simulator(1) as simulator:
        camera = simulator.camera(1)
        camera.fault("wrong_clock", options=FaultOptions(hours=0, ppm=500))
        async with RtspClient(camera.url()) as client:
            await client.play()
            times = [(await client.picture())[0].timestamp for _ in range(20)]

    assert {(after - before) % 2**32 for before, after in itertools.pairwise(times)} == {3600}
