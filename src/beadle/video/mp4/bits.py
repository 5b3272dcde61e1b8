"""Reading single bits of a parameter set; everything in one comes from a camera and may be nonsense."""

from __future__ import annotations


def unescape(payload: bytes) -> bytes:
    """A NAL unit's payload without its emulation prevention bytes (00 00 03 becomes 00 00)."""
    parts = []
    begin = 0
    at = payload.find(b"\x00\x00\x03")
    while at >= 0:
        parts.append(payload[begin : at + 2])
        begin = at + 3
        at = payload.find(b"\x00\x00\x03", begin)
    parts.append(payload[begin:])
    return b"".join(parts)


class Bits:
    """Bits from the front. Raises ValueError behind the end or at a number of more than 32 bits."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = len(data) * 8

    def take(self, count: int) -> int:
        """The next bits as an unsigned number."""
        if count > self._left:
            raise ValueError("The parameter set ends too early.")
        self._left -= count
        return (self._value >> self._left) & ((1 << count) - 1)

    def skip(self, count: int) -> None:
        """Pass over bits."""
        if count > self._left:
            raise ValueError("The parameter set ends too early.")
        self._left -= count

    def exp_golomb(self) -> int:
        """An unsigned Exp-Golomb number: ue(v)."""
        zeros = 0
        while not self.take(1):
            zeros += 1
            if zeros > 32:
                raise ValueError("A number in the parameter set is absurd.")
        return (1 << zeros) - 1 + self.take(zeros)
