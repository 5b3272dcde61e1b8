from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.video.ingest.bits import BitReader, OutOfBits, remove_emulation


def exp_golomb(number: int) -> str:
    text = f"{number + 1:b}"
    return "0" * (len(text) - 1) + text


def packed(bits: str) -> bytes:
    bits += "0" * (-len(bits) % 8)
    return int(bits or "0", 2).to_bytes(len(bits) // 8, "big")


def test_fixed_widths_and_flags() -> None:
    bits = BitReader(b"\xa5\x0f")
    assert [bits.u(4), bits.flag(), bits.u(3), bits.u(8)] == [10, False, 5, 15]
    with pytest.raises(OutOfBits):
        bits.u(1)


def test_codes_of_the_standard() -> None:
    """Table 9-2 and 9-3 of H.264."""
    bits = BitReader(packed("1" + "010" + "011" + "00100" + "00101"))
    assert [bits.ue() for _ in range(5)] == [0, 1, 2, 3, 4]
    bits = BitReader(packed("1" + "010" + "011" + "00100" + "00101"))
    assert [bits.se() for _ in range(5)] == [0, 1, -1, 2, -2]


def test_a_code_without_end_is_refused() -> None:
    with pytest.raises(OutOfBits):
        BitReader(bytes(100)).ue()
    with pytest.raises(OutOfBits):
        BitReader(b"\x00").ue()


def test_emulation_prevention_goes() -> None:
    assert remove_emulation(b"\x00\x00\x03\x01\x00\x00\x03\x00\x00\x03") == b"\x00\x00\x01\x00\x00\x00\x00"
    assert remove_emulation(b"\x00\x00\x04") == b"\x00\x00\x04"


def with_emulation(payload: bytes) -> bytes:
    out, zeros = bytearray(), 0
    for byte in payload:
        if zeros >= 2 and byte <= 3:
            out.append(3)
            zeros = 0
        out.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes(out)


@given(st.lists(st.sampled_from(b"\x00\x01\x02\x03\x04"), max_size=50).map(bytes))
def test_emulation_prevention_round_trip(payload: bytes) -> None:
    assert remove_emulation(with_emulation(payload)) == payload


@given(st.lists(st.integers(0, 2**32 - 2), max_size=20))
def test_codes_round_trip(numbers: list[int]) -> None:
    bits = BitReader(with_emulation(packed("".join(map(exp_golomb, numbers)))))
    assert [bits.ue() for _ in numbers] == numbers
