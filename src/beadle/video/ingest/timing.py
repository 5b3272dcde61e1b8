"""Times of pictures: RTP time stamps on one unbroken line, and the camera's own clock. No I/O.

Three clocks meet here and are kept apart: the RTP clock (32 bits at 90 kHz, starting anywhere), the camera's wall clock
(from its RTCP sender reports, right or wrong) and the server's.
"""

from __future__ import annotations

from dataclasses import dataclass

from beadle.video.terms import RTP_CLOCK_HZ

_JUMP_TICKS = 10 * RTP_CLOCK_HZ
_MOST_BEHIND = 16
"""Pictures in a row that may lie before an earlier one: the deepest reordering of H.264 and H.265."""
_NTP_TO_UNIX = 2_208_988_800
_ERA = 1 << 32


def signed32(difference: int) -> int:
    """A difference of two 32-bit counters as the nearer of the two ways round."""
    return (difference + 0x8000_0000 & 0xFFFF_FFFF) - 0x8000_0000


class PictureLine:
    """Places RTP time stamps on a line that begins at 0 and survives wraps, jumps and new senders.

    Pictures may lie before earlier ones only as B-frames do: never a key frame, and not more than 16 in a row.
    Anything else (a jump ahead of more than 10 s that the server did not wait for, a clock set back, a new sender)
    anchors the line anew: the picture is put as far behind the last one as the server's clock says.
    """

    __slots__ = ("_arrived", "_behind", "_broken", "_highest", "_pts", "_stamp", "anchors")

    def __init__(self) -> None:
        self._stamp = -1
        self._pts = 0
        self._highest = 0
        self._arrived = 0.0
        self._behind = 0
        self._broken = False
        self.anchors = 0
        """How often the line had to be anchored anew."""

    def break_off(self) -> None:
        """The next time stamp has nothing to do with those before it."""
        self._broken = True

    def place(self, stamp: int, arrived: float, *, key: bool) -> int:
        """The place, in ticks, of a picture with this time stamp that arrived at this second of a monotonic clock."""
        step = stamp - self._stamp & 0xFFFF_FFFF
        if 0 < step <= _JUMP_TICKS and self._pts == self._highest and not self._broken and self._stamp >= 0:
            # The usual picture: a little after the last one.
            self._pts = self._highest = pts = self._pts + step
            self._stamp, self._arrived = stamp, arrived
            return pts
        return self._place_unusual(stamp, arrived, key=key)

    def _place_unusual(self, stamp: int, arrived: float, *, key: bool) -> int:
        if self._stamp < 0:
            self._stamp, self._arrived = stamp, arrived
            self._broken = False
            return 0
        elapsed = max(0, round((arrived - self._arrived) * RTP_CLOCK_HZ))
        step = signed32(stamp - self._stamp)
        pts = self._pts + step
        self._behind = self._behind + 1 if pts <= self._highest else 0
        if (
            self._broken
            or step > elapsed + _JUMP_TICKS
            or step < -_JUMP_TICKS
            or (self._behind and (key or self._behind > _MOST_BEHIND))
        ):
            pts = self._highest + min(max(elapsed, 1), _JUMP_TICKS)
            self._broken = False
            self._behind = 0
            self.anchors += 1
        self._stamp, self._pts, self._arrived = stamp, pts, arrived
        self._highest = max(self._highest, pts)
        return pts


@dataclass(frozen=True, slots=True)
class _Report:
    camera_us: int
    stamp: int


class CameraTime:
    """The camera's wall clock for RTP time stamps, by its last sender report.

    A report holds for the 6 hours in which its 32-bit distance is beyond doubt; each new one replaces it, so drift of
    the RTP clock never adds up beyond the time between two reports.
    """

    __slots__ = ("_report",)

    _HOLDS_TICKS = 6 * 3600 * RTP_CLOCK_HZ

    def __init__(self) -> None:
        self._report: _Report | None = None

    def forget(self) -> None:
        """A new sender: the last report does not apply to it."""
        self._report = None

    def report(self, ntp: int, stamp: int) -> None:
        """Take up a sender report: 64-bit NTP time and the RTP time stamp that belongs to it."""
        camera_us = ntp_to_us(ntp)
        self._report = None if camera_us is None else _Report(camera_us, stamp)

    def at(self, stamp: int) -> int | None:
        """Microseconds since 1970, by the camera, of a time stamp; None while unknown."""
        report = self._report
        if report is None:
            return None
        ticks = signed32(stamp - report.stamp)
        if abs(ticks) > self._HOLDS_TICKS:
            return None
        return report.camera_us + ticks * 1_000_000 // RTP_CLOCK_HZ


def ntp_to_us(ntp: int) -> int | None:
    """Microseconds since 1970 of a 64-bit NTP time; None for 0, which means "no clock".

    Seconds below 2^31 count from 2036 (RFC 4330 section 3), so that the camera's time goes on in that year.
    """
    if ntp == 0:
        return None
    seconds = ntp >> 32
    if seconds < 1 << 31:
        seconds += _ERA
    return (seconds - _NTP_TO_UNIX) * 1_000_000 + ((ntp & 0xFFFF_FFFF) * 1_000_000 >> 32)
