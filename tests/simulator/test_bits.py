from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.simulator.bits import BitReader, BitWriter, protect, unprotect


@given(st.lists(st.sampled_from([0, 0, 0, 1, 2, 3, 4, 255])).map(bytes))
def test_protection_hides_every_start_code_and_can_be_undone(payload: bytes) -> None:
    hidden = protect(payload + b"\x80")

    assert not any(bytes([0, 0, last]) in hidden for last in (0, 1, 2))
    assert unprotect(hidden) == payload + b"\x80"


@given(st.lists(st.tuples(st.sampled_from(["ue", "se"]), st.integers(0, 70_000), st.booleans())))
def test_what_is_written_is_read(numbers: list[tuple[str, int, bool]]) -> None:
    writer = BitWriter()
    for kind, number, negative in numbers:
        getattr(writer, kind)(-number if negative and kind == "se" else number)
    writer.align(trailing=True)
    reader = BitReader(writer.data())

    for kind, number, negative in numbers:
        assert getattr(reader, kind)() == (-number if negative and kind == "se" else number)


def test_known_codes_of_table_9_2() -> None:
    writer = BitWriter()
    for number in (0, 1, 2, 3, 30):
        writer.ue(number)

    assert f"{writer.value:b}" == "1" + "010" + "011" + "00100" + "000011111"


def test_reading_beyond_the_end_is_an_error() -> None:
    with pytest.raises(EOFError):
        BitReader(b"\x00").ue()
