from __future__ import annotations

import asyncio
import gc

from tests.video.ingest.rtp_packets import delta, in_band, picture
from tests.video.ingest.unit_lists import UnitList

from beadle.video.ingest.breath import LONG_BREATH_S, Breath, breath_of
from beadle.video.ingest.connection import Connection
from beadle.video.ingest.h264_units import H264Units


class Reader(asyncio.Transport):
    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []
        self.closing = False
        self.resumed = asyncio.Event()

    def pause_reading(self) -> None:
        self.calls.append("pause")

    def resume_reading(self) -> None:
        self.calls.append("resume")
        self.resumed.set()

    def is_closing(self) -> bool:
        return self.closing


async def test_readers_are_held_for_a_moment_and_together() -> None:
    breath = Breath(asyncio.get_running_loop())
    first, second = Reader(), Reader()
    breath.hold(first)
    breath.hold(second)
    assert first.calls == second.calls == ["pause"]
    async with asyncio.timeout(60):
        await second.resumed.wait()
    assert first.calls == second.calls == ["pause", "resume"]
    first.resumed.clear()
    breath.hold(first)
    async with asyncio.timeout(60):
        await first.resumed.wait()


async def test_a_closing_reader_is_left_alone() -> None:
    breath = Breath(asyncio.get_running_loop())
    gone, going, staying = Reader(), Reader(), Reader()
    gone.closing = True
    breath.hold(gone)
    breath.hold(going)
    breath.hold(staying)
    going.closing = True
    async with asyncio.timeout(60):
        await staying.resumed.wait()
    assert gone.calls == []
    assert going.calls == ["pause"]


async def test_one_breath_for_a_loop_and_none_for_a_loop_that_is_gone() -> None:
    loop = asyncio.get_running_loop()
    assert breath_of(loop) is breath_of(loop)
    other = asyncio.new_event_loop()
    assert breath_of(other) is not breath_of(loop)
    other.close()
    del other
    gc.collect()


async def test_only_a_small_read_in_mid_picture_is_held() -> None:
    connection, reader = Connection(), Reader()
    connection.connection_made(reader)
    connection.stream.attach(H264Units(UnitList(), 96), 0, 1)
    packets = [in_band(0, packet) for packet in picture([delta(40_000)], 0, 0)]
    connection.data_received(b"".join(packets[:10]))
    assert reader.calls == []
    connection.data_received(packets[10])
    assert reader.calls == ["pause"]
    async with asyncio.timeout(60):
        await reader.resumed.wait()
    connection.data_received(b"".join(packets[11:]))
    assert reader.calls == ["pause", "resume"]


async def test_an_encrypted_camera_that_nobody_watches_is_read_in_long_breaths() -> None:
    """Its transport has no socket that could be read in turn."""
    connection, reader = Connection(), Reader()
    connection.connection_made(reader)
    connection.relaxed = True
    packets = [in_band(0, packet) for packet in picture([delta(40_000)], 0, 0)]
    connection.data_received(packets[0])
    assert reader.calls == []  # what is not pictures yet is never held
    connection.stream.attach(H264Units(UnitList(), 96), 0, 1)
    connection.data_received(b"".join(packets[1:]))
    assert reader.calls == ["pause"]  # also at the end of a picture
    async with asyncio.timeout(60):
        await reader.resumed.wait()
    connection.relaxed = False
    connection.data_received(b"".join(in_band(0, each) for each in picture([delta(40_000)], 3600, len(packets))))
    assert reader.calls == ["pause", "resume"]


async def test_a_full_buffer_is_read_on_at_once() -> None:
    connection, reader = Connection(), Reader()
    connection.connection_made(reader)
    connection.relaxed = True
    connection.stream.attach(H264Units(UnitList(), 96), 0, 1)
    connection.data_received(b"".join(in_band(0, packet) for packet in picture([delta(250_000)], 0, 0)))
    assert reader.calls == []


async def test_breaths_of_two_lengths_are_two() -> None:
    loop = asyncio.get_running_loop()
    assert breath_of(loop, LONG_BREATH_S) is breath_of(loop, LONG_BREATH_S)
    assert breath_of(loop, LONG_BREATH_S) is not breath_of(loop)
