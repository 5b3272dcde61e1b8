"""Boxes open for their use, their owner and their installation only."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from beadle.platform import sealing
from beadle.platform.settings import Secrets

KEYS = Secrets(b"0123456789abcdef0123456789abcdefghijklmnopqrstuv")
OTHER = Secrets(b"another key another key another key another key!")


@given(st.binary(max_size=200), st.binary(max_size=20))
def test_what_is_sealed_comes_out_for_its_owner(plain: bytes, owner: bytes) -> None:
    box = sealing.seal(KEYS, "a use 1", owner, plain)
    assert sealing.unseal(KEYS, "a use 1", owner, box) == plain
    assert sealing.unseal(KEYS, "a use 2", owner, box) is None
    assert sealing.unseal(KEYS, "a use 1", owner + b"x", box) is None
    assert sealing.unseal(OTHER, "a use 1", owner, box) is None
    assert sealing.seal(KEYS, "a use 1", owner, plain) != box


@given(st.binary(max_size=80), st.integers(0, 7), st.data())
def test_a_changed_or_made_up_box_stays_shut(junk: bytes, bit: int, data: st.DataObject) -> None:
    assert sealing.unseal(KEYS, "a use 1", b"me", junk) is None
    box = bytearray(sealing.seal(KEYS, "a use 1", b"me", b"secret"))
    box[data.draw(st.integers(0, len(box) - 1))] ^= 1 << bit
    assert sealing.unseal(KEYS, "a use 1", b"me", bytes(box)) is None


def test_each_use_has_a_key_of_its_own() -> None:
    assert len({sealing.key_for(keys, use) for keys in (KEYS, OTHER) for use in ("a", "b")}) == 4
