"""Holds: placing, releasing, and what happens when the disk gets in the way."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.video import volume_at

from beadle.platform.clock import FixedClock
from beadle.video.footage import holds
from beadle.video.footage.errors import BadCameraKey, BadHold, HoldsDamaged, HoldUnknown, VolumeReadOnly
from beadle.video.footage.holds import decode, encode, list_holds, load, locked, place, protecting, release, spread
from beadle.video.footage.terms import Hold
from beadle.video.footage.volume import Volume

HOLD = Hold("h-1", ("gate", "market"), 1_000_000, 9_000_000, "Assault, police log 123", 5, "pat", "CRN/1", 77)

TIMES = st.integers(0, 4_000_000_000_000_000)


@given(
    st.text(max_size=40),
    st.lists(st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True), max_size=3),
    TIMES,
    st.none() | TIMES,
    st.none() | TIMES,
)
def test_a_hold_comes_back_from_its_file(
    reason: str, cameras: list[str], begin: int, end: int | None, released: int | None
):
    hold = Hold("x", tuple(cameras), begin, end, reason, begin, reason, reason, end, released, reason, reason)
    try:
        data = encode(hold)
    except UnicodeEncodeError:  # half a surrogate cannot be written, and no browser sends one
        return
    assert decode(data) == hold


def test_a_flipped_bit_anywhere_is_noticed():
    data = encode(HOLD)
    for at in range(len(data)):
        for bit in range(8):
            broken = bytearray(data)
            broken[at] ^= 1 << bit
            with contextlib.suppress(ValueError, KeyError, TypeError):
                assert decode(bytes(broken)) == HOLD, "only white space may differ"


def test_a_hold_lies_on_every_volume_and_can_be_placed_twice(tmp_path: Path, clock: FixedClock):
    with volume_at(tmp_path / "a", clock) as one, volume_at(tmp_path / "b", clock) as other:
        place([one, other], HOLD)
        place([other, one], HOLD)
        assert load(one).holds == load(other).holds == {"h-1": HOLD}
        with pytest.raises(BadHold, match="already"):
            place([one], replace(HOLD, reason="something else"))
        ended = release([one, other], "h-1", at_us=50, by="sam", reason="case closed")
        assert (ended.released_us, ended.active) == (50, False)
        assert release([one, other], "h-1", at_us=99) == ended, "a release is final"
        with pytest.raises(BadHold):
            place([one], HOLD)
        with pytest.raises(HoldUnknown):
            release([one], "h-2", at_us=1)


def test_a_reader_places_holds_beside_the_recorder(volume: Volume, clock: FixedClock):
    with Volume.view(volume.path, clock) as view:
        place([view], HOLD)
    with locked(volume):
        assert protecting(volume) == [HOLD]


@pytest.mark.parametrize(
    "bad",
    [replace(HOLD, id="../x"), replace(HOLD, id=""), replace(HOLD, to_us=1_000_000), replace(HOLD, released_us=1)],
)
def test_holds_that_protect_nothing_are_refused(volume: Volume, bad: Hold):
    with pytest.raises(BadHold):
        place([volume], bad)
    with pytest.raises(BadCameraKey):
        place([volume], replace(HOLD, cameras=("../../etc",)))
    assert not list_holds([volume])


def test_a_volume_that_was_away_learns_of_holds_and_releases(tmp_path: Path, clock: FixedClock):
    with volume_at(tmp_path / "a", clock) as one, volume_at(tmp_path / "b", clock) as other:
        place([one, other], HOLD)
        place([one], replace(HOLD, id="h-2"))
        release([one], "h-1", at_us=9)
        assert [each.id for each in list_holds([one, other]) if each.active] == ["h-2"]
        assert spread([one, other]) == 2
        assert load(one).holds == load(other).holds
        assert spread([one, other]) == 0


def test_a_hold_that_cannot_be_written_everywhere_says_so_and_stays_where_it_is(tmp_path: Path, clock: FixedClock):
    with volume_at(tmp_path / "a", clock) as one, volume_at(tmp_path / "b", clock) as other:
        (other.path / "holds" / ".spare").unlink()
        (other.path / "holds").rmdir()
        with pytest.raises(VolumeReadOnly, match="could not be written"):
            place([one, other], HOLD)
        assert list_holds([one, other]) == [HOLD]
        with pytest.raises(HoldsDamaged):
            load(other)


def test_an_unreadable_hold_protects_everything_unless_another_volume_knows_it(tmp_path: Path, clock: FixedClock):
    with volume_at(tmp_path / "a", clock) as one, volume_at(tmp_path / "b", clock) as other:
        place([one, other], HOLD)
        (one.path / "holds" / "h-1.json").write_bytes(b"{torn")
        assert load(one).unreadable == ["h-1.json"]
        with pytest.raises(HoldsDamaged, match="nothing on that volume is deleted"):
            protecting(one)
        assert protecting(one, [one, other]) == [HOLD]
        assert spread([one, other]) == 1
        assert protecting(one) == [HOLD]


def test_a_file_under_another_holds_name_is_not_believed(volume: Volume):
    place([volume], HOLD)
    path = volume.path / "holds" / "h-1.json"
    path.rename(path.with_name("h-9.json"))
    assert load(volume).unreadable == ["h-9.json"]


def test_one_at_a_time(volume: Volume):
    entered = threading.Event()

    def second() -> None:
        place([volume], HOLD)
        entered.set()

    thread = threading.Thread(target=second)
    with locked(volume):
        thread.start()
        assert not entered.is_set()
        assert not load(volume).holds
    thread.join(60)
    assert entered.is_set()


def test_a_full_disk_gives_up_its_spare_for_a_hold(volume: Volume, monkeypatch: pytest.MonkeyPatch):
    real = holds.write_atomically

    def full(path: Path, data: bytes, mode: int = 0o600) -> None:
        if (path.parent / ".spare").exists():
            raise OSError(28, "No space left on device")
        real(path, data, mode)

    monkeypatch.setattr(holds, "write_atomically", full)
    place([volume], HOLD)
    assert list_holds([volume]) == [HOLD]
    assert (volume.path / "holds" / ".spare").stat().st_size > 0


def test_covering():
    assert HOLD.covers("gate", 8_999_999, 10**9)
    assert not HOLD.covers("gate", 9_000_000, 10**9)
    assert not HOLD.covers("gate", 0, 1_000_000)
    assert not HOLD.covers("other", 2_000_000, 3_000_000)
    assert replace(HOLD, cameras=()).covers("other", 2_000_000, 3_000_000)
    assert replace(HOLD, to_us=None).covers("gate", 1 << 60, 1 << 61)
    assert not replace(HOLD, released_us=1).covers("gate", 2_000_000, 3_000_000)
