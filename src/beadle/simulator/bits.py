"""Bits of an H.264 stream: Exp-Golomb codes (ITU-T H.264 section 9.1) and emulation prevention (section 7.4.1)."""

from __future__ import annotations

import re

_FORBIDDEN = re.compile(rb"\x00\x00(?=[\x00-\x03])")
_PROTECTED = re.compile(rb"\x00\x00\x03")


def protect(rbsp: bytes) -> bytes:
    """Insert emulation prevention bytes: the result holds no 00 00 00, 00 00 01 or 00 00 02."""
    return _FORBIDDEN.sub(b"\0\0\3", rbsp)


def unprotect(nal: bytes) -> bytes:
    """Take the emulation prevention bytes out again."""
    return _PROTECTED.sub(b"\0\0", nal)


class BitReader:
    """Reads a payload (without emulation prevention) from its first bit on."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = len(data) * 8

    @property
    def left(self) -> int:
        """Bits that have not been read."""
        return self._left

    def u(self, count: int) -> int:
        """An unsigned number of `count` bits. Raises EOFError beyond the end."""
        if count > self._left:
            raise EOFError("The payload ends before its syntax does.")
        self._left -= count
        return (self._value >> self._left) & ((1 << count) - 1)

    def ue(self) -> int:
        """An unsigned Exp-Golomb number."""
        zeros = 0
        while self.u(1) == 0:
            zeros += 1
            if zeros > 32:
                raise EOFError("An Exp-Golomb number is longer than 32 bits.")
        return (1 << zeros) - 1 + self.u(zeros)

    def se(self) -> int:
        """A signed Exp-Golomb number."""
        number = self.ue()
        return (number + 1) // 2 if number % 2 else -(number // 2)


class BitWriter:
    """Collects bits; the counterpart of BitReader."""

    def __init__(self) -> None:
        self.value = 0
        self.count = 0

    def u(self, count: int, number: int) -> None:
        """Append `number` in `count` bits."""
        self.value = (self.value << count) | number
        self.count += count

    def ue(self, number: int) -> None:
        """Append an unsigned Exp-Golomb number."""
        self.u(2 * (number + 1).bit_length() - 1, number + 1)

    def se(self, number: int) -> None:
        """Append a signed Exp-Golomb number."""
        self.ue(2 * number - 1 if number > 0 else -2 * number)

    def align(self, *, trailing: bool = False) -> None:
        """Fill the last byte with zeros; `trailing` writes the stop bit first (rbsp_trailing_bits)."""
        if trailing:
            self.u(1, 1)
        self.u(-self.count % 8, 0)

    def data(self) -> bytes:
        """The bits so far, which must fill whole bytes."""
        return self.value.to_bytes(self.count // 8, "big")
