from __future__ import annotations

import asyncio
import socket

from tests.video.ingest.rtp_packets import PPS, SPS_CIF, delta, idr, picture, rtp, sender_report, with_lengths
from tests.video.ingest.unit_lists import UnitList

from beadle.platform.errors import BeadleError
from beadle.video.ingest.datagrams import Datagrams
from beadle.video.ingest.errors import Malformed
from beadle.video.ingest.h264_units import H264Units
from beadle.video.ingest.settings import IngestSettings


class WaitingList(UnitList):
    def __init__(self) -> None:
        super().__init__()
        self.changed = asyncio.Event()

    def on_unit(self, parts: list[bytes], stamp: int, *, key: bool, lost: int, sets: list[bytes]) -> None:
        super().on_unit(parts, stamp, key=key, lost=lost, sets=sets)
        self.changed.set()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(60):
            while len(self.units) < count:
                self.changed.clear()
                await self.changed.wait()


class Track:
    def __init__(self, **settings: float) -> None:
        self.sink = WaitingList()
        limits = IngestSettings.model_validate({"reorder_s": 0.02} | settings)
        self.units = H264Units(self.sink, 96, limits)
        self.trouble: asyncio.Queue[BeadleError] = asyncio.Queue()
        self.datagrams = Datagrams(self.units, limits, on_trouble=self.trouble.put_nowait)


def sender(port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    sock.connect(("127.0.0.1", port))
    return sock


async def test_packets_arrive_in_whatever_order_and_become_pictures() -> None:
    track = Track()
    rtp_port, rtcp_port = await track.datagrams.open("127.0.0.1", "127.0.0.1")
    assert rtp_port % 2 == 0
    assert rtcp_port == rtp_port + 1
    packets = picture([SPS_CIF, PPS, idr(5000)], 9, 0)
    with sender(rtp_port) as sock:
        for index in (0, 2, 1, 3, 5, 4, *range(6, len(packets))):
            sock.send(packets[index])
        await track.sink.until(1)
    assert track.sink.units[0].data == with_lengths(SPS_CIF, PPS, idr(5000))
    assert track.datagrams.octets == sum(map(len, packets))
    track.datagrams.close()


async def test_a_lost_datagram_holds_nothing_up() -> None:
    track = Track()
    port, _ = await track.datagrams.open("127.0.0.1", "127.0.0.1")
    with sender(port) as sock:
        for sequence in (0, 2, 4):
            sock.send(rtp(sequence, sequence * 3600, delta(100), marker=True))
        await track.sink.until(3)
    assert track.units.lost == 2
    track.datagrams.close()


async def test_reports_go_both_ways_and_firewalls_are_opened() -> None:
    track = Track()
    seen: asyncio.Queue[bytes] = asyncio.Queue()
    track.datagrams.rtcp = seen.put_nowait
    _, port = await track.datagrams.open("127.0.0.1", "127.0.0.1")
    with sender(port) as sock, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as rtp_sock:
        rtp_sock.bind(("127.0.0.1", 0))
        for one in (sock, rtp_sock):
            one.setblocking(False)
        track.datagrams.send_rtcp(b"nowhere to go yet")
        track.datagrams.punch((rtp_sock.getsockname()[1], sock.getsockname()[1]))
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(60):
            assert (await loop.sock_recv(rtp_sock, 100))[:1] == b"\x80"
            assert (await loop.sock_recv(sock, 100))[:2] == b"\x80\xc9"
            track.datagrams.send_rtcp(b"report")
            assert await loop.sock_recv(sock, 100) == b"report"
            sock.send(sender_report(1, 2))
            assert await seen.get() == sender_report(1, 2)
    track.datagrams.close()


async def test_packets_from_another_address_are_dropped() -> None:
    track = Track()
    port, _ = await track.datagrams.open("127.0.0.1", "127.0.0.2")
    with sender(port) as sock:
        sock.send(rtp(0, 0, idr(100), marker=True))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as camera:
        camera.bind(("127.0.0.2", 0))
        camera.sendto(b"short", ("127.0.0.1", port))
        camera.sendto(rtp(7, 7, delta(100), marker=True), ("127.0.0.1", port))
        await track.sink.until(1)
    assert [unit.stamp for unit in track.sink.units] == [7]
    track.datagrams.close()


async def test_pictures_over_the_bound_are_trouble() -> None:
    track = Track(unit_bytes=1000)
    port, _ = await track.datagrams.open("127.0.0.1", "127.0.0.1")
    with sender(port) as sock:
        for sequence in range(3):
            sock.send(rtp(sequence, 0, delta(900)))
        async with asyncio.timeout(60):
            assert isinstance(await track.trouble.get(), Malformed)
    track.datagrams.close()


async def test_closing_twice_or_before_opening_is_fine() -> None:
    track = Track()
    track.datagrams.close()
    await track.datagrams.open("127.0.0.1", "127.0.0.1")
    track.datagrams.close()
    track.datagrams.close()
