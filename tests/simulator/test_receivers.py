from __future__ import annotations

import asyncio
import socket

import pytest

from beadle.simulator.receivers import MOST_WAITING, TcpReceiver, UdpReceiver
from beadle.simulator.rtp import RtpSender, packetise


class Sink(asyncio.Transport):
    """Keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.data = bytearray()
        self.waiting = 0

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.data += data

    def get_write_buffer_size(self) -> int:
        return self.waiting


PARTS = [packetise([bytes([0x65]) + bytes(9000)])]


def test_a_viewer_with_too_much_waiting_is_dropped() -> None:
    sink, ended = Sink(), []
    receiver = TcpReceiver(sink, RtpSender(1, 0), lambda: ended.append(True))
    receiver.send(PARTS, 0, 0.0)
    sink.waiting = MOST_WAITING + 1
    receiver.send(PARTS, 0, 0.0)

    assert ended == [True]
    assert len(sink.data) == len(PARTS[0].data)


def test_lost_packets_leave_the_framing_whole() -> None:
    sink = Sink()
    receiver = TcpReceiver(sink, RtpSender(1, 0), lambda: None)
    for _ in range(20):
        receiver.send(PARTS, 0, 0.5)
    numbers, at = [], 0
    while at < len(sink.data):
        assert sink.data[at] == 0x24
        numbers.append(int.from_bytes(sink.data[at + 6 : at + 8], "big"))
        at += 4 + int.from_bytes(sink.data[at + 2 : at + 4], "big")

    assert at == len(sink.data)
    assert 40 < len(numbers) < 100
    assert numbers == sorted(numbers)


def test_what_a_slow_spell_left_over_is_sent_before_the_next_picture() -> None:
    sink = Sink()
    receiver = TcpReceiver(sink, RtpSender(1, 0), lambda: None)
    for _ in range(5):
        receiver.trickle(PARTS, 0)
    receiver.report(0, 0)
    assert len(sink.data) == 5
    receiver.send(PARTS, 0, 0.0)

    assert len(sink.data) == 2 * len(PARTS[0].data)


@pytest.fixture
def viewer():
    links = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
    for link in links:
        link.bind(("127.0.0.1", 0))
        link.settimeout(5)
    yield links
    for link in links:
        link.close()


def test_udp_sends_one_datagram_a_packet(viewer: list[socket.socket]) -> None:
    ports = (viewer[0].getsockname()[1], viewer[1].getsockname()[1])
    receiver = UdpReceiver(("127.0.0.1", "127.0.0.1"), ports, RtpSender(1, 0), lambda: None)
    receiver.send(PARTS, 99, 0.0)
    sizes = [len(viewer[0].recv(2048)) for _ in PARTS[0].sizes]
    receiver.report(0, 99)
    report, source = viewer[1].recvfrom(2048)

    assert sizes == [size - 4 for size in PARTS[0].sizes]
    assert report[1] == 200
    assert receiver.server_ports[1] == receiver.server_ports[0] + 1
    assert receiver.server_ports[0] % 2 == 0
    assert not receiver.heard()
    viewer[1].sendto(b"\x81\xc9\x00\x01", source)
    viewer[1].sendto(b"\x81\xc9\x00\x01", source)
    assert receiver.heard()
    receiver.release()


def test_a_viewer_that_has_gone_is_no_error() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as gone:
        gone.bind(("127.0.0.1", 0))
        port = gone.getsockname()[1]
    receiver = UdpReceiver(("127.0.0.1", "127.0.0.1"), (port, port), RtpSender(1, 0), lambda: None)
    for _ in range(3):
        receiver.send(PARTS, 0, 0.0)
        receiver.trickle(PARTS, 0)
        receiver.report(0, 0)
    receiver.release()
