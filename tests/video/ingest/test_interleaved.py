from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.video.ingest.rtp_packets import PPS, SPS_CIF, delta, fragment_h264, idr, in_band, picture, rtp, sender_report
from tests.video.ingest.unit_lists import UnitList

from beadle.video.ingest.errors import Malformed
from beadle.video.ingest.h264_units import H264Units
from beadle.video.ingest.h265_units import H265Units
from beadle.video.ingest.interleaved import Interleaved
from beadle.video.ingest.message import Request, Response
from beadle.video.ingest.settings import IngestSettings
from beadle.video.ingest.units import UnitAssembler


class Events:
    def __init__(self) -> None:
        self.messages: list[Response | Request] = []
        self.rtcp: list[bytes] = []

    def on_message(self, message: Response | Request) -> None:
        self.messages.append(message)

    def on_rtcp(self, packet: bytes) -> None:
        self.rtcp.append(packet)


class Receiver:
    """Feeds pieces as a connection does."""

    def __init__(self, *, h265: bool = False, **limits: int) -> None:
        settings = IngestSettings.model_validate(limits)
        self.events, self.sink = Events(), UnitList()
        self.units: UnitAssembler = (H265Units if h265 else H264Units)(self.sink, 96, settings)
        self.stream = Interleaved(self.events, settings)
        self.stream.attach(self.units, 0, 1)
        self.carry = b""

    def feed(self, data: bytes) -> None:
        data = self.carry + data
        self.carry = data[self.stream.feed(data) :]

    def feed_in_pieces(self, data: bytes, sizes: list[int]) -> None:
        at = 0
        for size in sizes:
            self.feed(data[at : at + size])
            at += size
        self.feed(data[at:])

    def outcome(self) -> tuple[object, ...]:
        units = self.units
        return self.sink.units, self.sink.sources, units.lost, units.damaged, units.strange, units.extended, self.carry


def recording(start: int = 65_500, *, h265: bool = False) -> list[bytes]:
    """Packets of some pictures, over the wrap of the sequence numbers."""
    packets: list[bytes] = []
    for index in range(6):
        if h265:
            nals = [b"\x26\x01\xaf" + b"\x5a" * 6000] if index == 0 else [b"\x02\x01\xd0" + b"\x3c" * 7000]
        else:
            nals = [SPS_CIF, PPS, idr(9000)] if index == 0 else [delta(7000), b"\x41\x50" + b"\x22" * 6000]
        packets += picture(nals, start + len(packets), index * 3600, h265=h265)
    return packets


def one_by_one(packets: list[bytes], *, h265: bool = False) -> tuple[object, ...]:
    """The same packets without the fast path."""
    receiver = Receiver(h265=h265)
    for packet in packets:
        receiver.units.packet(packet, 0, len(packet))
    return receiver.outcome()


@pytest.mark.parametrize("h265", [False, True])
def test_the_fast_path_does_what_the_slow_one_does(h265: bool) -> None:
    packets = recording(h265=h265)
    receiver = Receiver(h265=h265)
    receiver.feed(b"".join(in_band(0, packet) for packet in packets))
    assert receiver.outcome() == one_by_one(packets, h265=h265)
    assert len(receiver.sink.units) == 6
    assert receiver.units.lost == 0


@settings(max_examples=80)
@given(
    st.lists(st.integers(1, 4000), max_size=60),
    st.lists(st.integers(0, 80), max_size=5),
    st.lists(st.tuples(st.integers(0, 80), st.integers(0, 20), st.integers(0, 255)), max_size=4),
    st.booleans(),
)
def test_any_pieces_any_loss_any_damage(
    sizes: list[int], missing: list[int], flips: list[tuple[int, int, int]], h265: bool
) -> None:
    packets = [bytearray(packet) for packet in recording(h265=h265)]
    for which, at, value in flips:
        packet = packets[which % len(packets)]
        packet[at % len(packet)] = value
    kept = [bytes(packet) for index, packet in enumerate(packets) if index not in missing]
    receiver = Receiver(h265=h265)
    receiver.feed_in_pieces(b"".join(in_band(0, packet) for packet in kept), sizes)
    assert receiver.outcome() == one_by_one(kept, h265=h265)


def test_one_byte_at_a_time() -> None:
    packets = recording()[:12]
    receiver = Receiver()
    for byte in b"".join(in_band(0, packet) for packet in packets):
        receiver.feed(bytes((byte,)))
    assert receiver.outcome() == one_by_one(packets)


def test_messages_and_reports_between_packets() -> None:
    receiver = Receiver()
    packets = recording()
    report, answer = sender_report(1, 2), b"RTSP/1.0 200 OK\r\nCSeq: 9\r\nContent-Length: 2\r\n\r\n$$"
    data = b"".join(
        in_band(0, packet) + (in_band(1, report) if index % 3 == 0 else b"") + (answer if index == 4 else b"")
        for index, packet in enumerate(packets)
    )
    receiver.feed_in_pieces(data, [100] * 200)
    assert receiver.outcome()[:-1] == one_by_one(packets)[:-1]
    assert set(receiver.events.rtcp) == {report}
    assert [message.body for message in receiver.events.messages] == [b"$$"]


def test_line_breaks_between_messages_are_read_over() -> None:
    receiver = Receiver()
    receiver.feed(b"\r\n\r\nRTSP/1.0 200 OK\r\n\r\n\r\nOPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n")
    assert [type(message) for message in receiver.events.messages] == [Response, Request]


def test_odd_channels_are_counted_and_dropped() -> None:
    receiver = Receiver()
    for channel in (2, 3, 77, 255):
        receiver.feed(in_band(channel, b"x" * 100))
    assert receiver.stream.stray == 4
    assert receiver.sink.units == []


def test_packets_before_the_track_is_set_up_are_dropped() -> None:
    stream = Interleaved(Events())
    data = in_band(0, rtp(0, 0, idr(50)))
    assert stream.feed(data) == len(data)
    assert stream.stray == 1


def test_a_length_of_65535_waits_for_its_bytes_and_no_longer() -> None:
    receiver = Receiver()
    receiver.feed(b"\x24\x00\xff\xff" + b"x" * 65_534)
    assert len(receiver.carry) == 65_538
    receiver.feed(b"x")
    assert receiver.carry == b""
    assert receiver.units.strange == 1


def test_lengths_of_nought_and_little_are_survived_in_mid_fragment() -> None:
    first, middle, *_ = (rtp(index, 0, payload) for index, payload in enumerate(fragment_h264(delta(5000))))
    receiver = Receiver()
    short = b"".join(in_band(0, middle[:size]) for size in range(15))
    receiver.feed(in_band(0, first) + short + in_band(0, middle) + in_band(2, bytes(20)))
    slow = Receiver()
    for packet in (first, *(middle[:size] for size in range(15)), middle):
        slow.units.packet(packet, 0, len(packet))
    assert receiver.units.parts == slow.units.parts
    assert receiver.units.strange == slow.units.strange


def test_bytes_of_no_kind_are_refused() -> None:
    for noise in (b"\x00\x00\x00\x00", b"\xff" * 10, b"rtsp"):
        with pytest.raises(Malformed):
            Receiver().feed(noise)


def test_middle_fragments_without_end_meet_the_bound_on_the_fast_path() -> None:
    head, middle, *_ = fragment_h264(delta(9000))
    receiver = Receiver(unit_bytes=100_000)
    receiver.feed(in_band(0, rtp(0, 0, head)))
    with pytest.raises(Malformed):
        receiver.feed(b"".join(in_band(0, rtp(index, 0, middle)) for index in range(1, 200)))


@settings(max_examples=100)
@given(st.binary(max_size=500))
def test_any_bytes_are_taken_waited_on_or_refused(data: bytes) -> None:
    for start in (b"", b"\x24\x00", b"RTSP/1.0 200 OK\r\n"):
        receiver = Receiver(head_bytes=200)
        try:
            receiver.feed(start + data)
        except Malformed:
            continue
        assert len(receiver.carry) <= 65_539
