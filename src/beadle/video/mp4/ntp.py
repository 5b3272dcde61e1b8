"""The 64-bit NTP time stamps of `prft` boxes and RTCP, exact to the microsecond from 1968 to 2104."""

from __future__ import annotations

NTP_TO_UNIX_S = 2_208_988_800
"""Seconds from 1900 to 1970."""

_ERA_S = 1 << 32
_PIVOT_S = 1 << 31
"""Seconds below this belong to the era that begins in February 2036 (RFC 4330, section 3)."""


def to_ntp(unix_us: int) -> int:
    """A moment in microseconds since 1970, UTC, as NTP seconds and fraction; the era is dropped."""
    seconds, micros = divmod(unix_us, 1_000_000)
    fraction = ((micros << 32) + 999_999) // 1_000_000
    return ((seconds + NTP_TO_UNIX_S) % _ERA_S) << 32 | fraction


def from_ntp(ntp: int) -> int:
    """Microseconds since 1970, UTC."""
    seconds = ntp >> 32
    if seconds < _PIVOT_S:
        seconds += _ERA_S
    return (seconds - NTP_TO_UNIX_S) * 1_000_000 + (((ntp & 0xFFFFFFFF) * 1_000_000) >> 32)
