from __future__ import annotations

import struct

from tests.video.ingest.rtp_packets import SSRC, delta, rtp, sender_report
from tests.video.ingest.sinks import KeepingSink

from beadle.platform.clock import FixedClock
from beadle.video.ingest.h264_units import H264Units
from beadle.video.ingest.pictures import Pictures
from beadle.video.ingest.reports import Reports
from beadle.video.terms import Codec

NTP = (2_208_988_800 + 1000) << 32


class Track:
    def __init__(self, clock: FixedClock) -> None:
        self.pictures = Pictures(Codec.H264, KeepingSink(), clock)
        self.units = H264Units(self.pictures, 96)
        self.sent: list[bytes] = []
        self.reports = Reports(self.units, self.pictures, clock, self.sent.append)

    def packet(self, sequence: int) -> None:
        data = rtp(sequence, 0, delta(30))
        self.units.packet(data, 0, len(data))


def test_a_sender_report_is_answered_and_sets_the_cameras_time(clock: FixedClock) -> None:
    track = Track(clock)
    track.packet(10)
    track.reports.on_rtcp(sender_report(NTP, 0))
    assert track.pictures.camera_time.at(90_000) == 1_001_000_000
    head = struct.unpack_from(">BBHIIIIIII", track.sent[0])
    assert (head[1], head[4], head[6], head[8]) == (201, SSRC, 10, NTP >> 16 & 0xFFFF_FFFF)


def test_loss_is_told_in_sum_and_as_a_fraction_of_the_interval(clock: FixedClock) -> None:
    track = Track(clock)
    track.packet(10)
    track.reports.on_rtcp(sender_report(NTP, 0))
    for sequence in (11, 14):
        track.packet(sequence)
    clock.advance(5)
    track.reports.on_rtcp(sender_report(NTP, 0))
    assert struct.unpack_from(">I", track.sent[1], 12)[0] == 128 << 24 | 2


def test_a_flood_of_reports_is_answered_once_a_second(clock: FixedClock) -> None:
    track = Track(clock)
    track.packet(10)
    for _ in range(50):
        track.reports.on_rtcp(sender_report(NTP, 0))
        clock.advance(0.1)
    assert len(track.sent) == 5


def test_another_senders_report_is_ignored(clock: FixedClock) -> None:
    track = Track(clock)
    track.packet(10)
    track.reports.on_rtcp(sender_report(NTP, 0, ssrc=5))
    track.reports.on_rtcp(b"rubbish")
    assert track.sent == []
    assert track.pictures.camera_time.at(0) is None


def test_before_the_first_packet_there_is_nothing_to_report(clock: FixedClock) -> None:
    track = Track(clock)
    track.reports.on_rtcp(sender_report(NTP, 0))
    assert track.sent == []
    assert track.pictures.camera_time.at(0) == 1_000_000_000
