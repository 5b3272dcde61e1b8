"""RTCP of one track: the camera's clock in, our receiver reports out."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from beadle.platform.clock import Clock
from beadle.video.ingest.pictures import Pictures
from beadle.video.ingest.rtcp import Reception, build_receiver_report, find_sender_report
from beadle.video.ingest.units import UnitAssembler

_LEAST_INTERVAL_S = 1.0
"""A camera that floods us with reports is not answered as often."""


class Reports:
    """Answers each sender report: many cameras drop a client that never reports."""

    def __init__(self, units: UnitAssembler, pictures: Pictures, clock: Clock, send: Callable[[bytes], None]) -> None:
        self._units = units
        self._pictures = pictures
        self._clock = clock
        self._send = send
        self._own_ssrc = secrets.randbits(32)
        self._sent_at: float | None = None
        self._lost = 0
        self._extended: int | None = None

    def on_rtcp(self, packet: bytes) -> None:
        """Take an RTCP packet of the track; one from another sender than the track's is ignored."""
        report = find_sender_report(packet)
        units = self._units
        if report is None or units.ssrc not in (-1, report.ssrc):
            return
        self._pictures.on_report(report)
        now = self._clock.monotonic()
        if units.ssrc < 0 or (self._sent_at is not None and now - self._sent_at < _LEAST_INTERVAL_S):
            return
        self._sent_at = now
        expected = units.extended - self._extended if self._extended is not None else 0
        missing = units.lost - self._lost
        self._extended, self._lost = units.extended, units.lost
        fraction = min(255, missing * 256 // expected) if expected > 0 else 0
        self._send(
            build_receiver_report(
                self._own_ssrc, Reception(units.ssrc, units.extended, units.lost, fraction), report, 0.0
            )
        )
