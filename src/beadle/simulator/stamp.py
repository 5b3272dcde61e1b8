"""The machine-readable strip of the burnt-in clock: which cells are white.

80 cells fill the width of the picture, so a cell is a fixed share of it at any size. From the left: four for sync,
32 with tenths of a second since 1970 modulo 2^32 in Gray code (one cell changes a tick), 12 with the camera's
number, 8 with a checksum, four for sync; the rest is black. Most significant bit first.
"""

from __future__ import annotations

from datetime import UTC, datetime

from beadle.platform.clock import from_us, to_us

CELLS = 80
TIME_BITS, CAMERA_BITS, CHECK_BITS = 32, 12, 8
HEAD, TAIL = 0b1010, 0b1101
USED = 4 + TIME_BITS + CAMERA_BITS + CHECK_BITS + 4
TENTH_US = 100_000
_SPAN = 1 << TIME_BITS
_DEFAULT_NEAR = datetime(2031, 1, 1, tzinfo=UTC)
"""Half of the strip's period of 13.6 years lies on either side of it."""


def _checksum(number: int) -> int:
    """CRC-8 (polynomial x^8 + x^2 + x + 1, start 0xFF) of 44 bits."""
    value = 0xFF
    for byte in number.to_bytes(6, "big"):
        value ^= byte
        for _ in range(8):
            value = (value << 1 ^ 0x107) if value & 0x80 else value << 1
    return value


def strip(camera: int, tenths: int) -> int:
    """The strip as a number of USED bits, the leftmost cell first. `tenths`: of a second since 1970."""
    time = tenths % _SPAN
    payload = (time ^ time >> 1) << CAMERA_BITS | camera & ((1 << CAMERA_BITS) - 1)
    body = (HEAD << TIME_BITS + CAMERA_BITS | payload) << CHECK_BITS | _checksum(payload)
    return body << 4 | TAIL


def read(bits: int, near: datetime | None = None) -> tuple[int, datetime] | None:
    """Camera number and time (UTC, to a tenth) of a strip, or None where sync or checksum are wrong.

    near: a moment at most six years away, to tell the strip's periods apart; without it, April 2024 to September 2037.
    """
    payload = bits >> 4 + CHECK_BITS & ((1 << TIME_BITS + CAMERA_BITS) - 1)
    if bits >> USED - 4 != HEAD or bits & 0xF != TAIL or bits >> 4 & 0xFF != _checksum(payload):
        return None
    gray = payload >> CAMERA_BITS
    for shift in (1, 2, 4, 8, 16):
        gray ^= gray >> shift
    middle = to_us(near or _DEFAULT_NEAR) // TENTH_US
    tenths = middle + (gray - middle + _SPAN // 2) % _SPAN - _SPAN // 2
    return payload & ((1 << CAMERA_BITS) - 1), from_us(tenths * TENTH_US)
