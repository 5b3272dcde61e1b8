"""Bits of a NAL unit's payload: fixed widths and Exp-Golomb codes (H.264 and H.265, clause 9). No I/O."""

from __future__ import annotations


class OutOfBits(ValueError):
    """The payload ended, or a code is longer than any that the standards allow."""


class BitReader:
    """Reads a payload from its first bit, after taking the emulation prevention bytes out."""

    __slots__ = ("_at", "_bits", "_end")

    def __init__(self, payload: bytes) -> None:
        plain = remove_emulation(payload)
        self._bits = int.from_bytes(plain, "big")
        self._end = len(plain) * 8
        self._at = 0

    def u(self, width: int) -> int:
        """An unsigned number of `width` bits. Raises OutOfBits."""
        stop = self._at + width
        if stop > self._end:
            raise OutOfBits("past the end")
        self._at = stop
        return (self._bits >> (self._end - stop)) & ((1 << width) - 1)

    def flag(self) -> bool:
        """One bit."""
        return self.u(1) == 1

    def ue(self) -> int:
        """An unsigned Exp-Golomb code, below 2^32. Raises OutOfBits."""
        zeros = 0
        while not self.flag():
            zeros += 1
            if zeros > 31:
                raise OutOfBits("a code without end")
        return (1 << zeros) - 1 + self.u(zeros)

    def se(self) -> int:
        """A signed Exp-Golomb code. Raises OutOfBits."""
        code = self.ue()
        return (code + 1) // 2 if code & 1 else -(code // 2)


def remove_emulation(payload: bytes) -> bytes:
    """The payload with each 00 00 03 turned into 00 00."""
    if b"\x00\x00\x03" not in payload:
        return payload
    plain = bytearray()
    at = 0
    while (found := payload.find(b"\x00\x00\x03", at)) >= 0:
        plain += payload[at : found + 2]
        at = found + 3
    return bytes(plain + payload[at:])
