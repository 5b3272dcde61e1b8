"""Memory figures of this process."""

from __future__ import annotations

from pathlib import Path

from beadle.video.record.memory import resident_bytes


def test_this_process_takes_some_memory():
    assert 10_000_000 < resident_bytes() < 10_000_000_000


def test_a_system_that_does_not_tell_gives_nought(tmp_path: Path):
    assert resident_bytes(tmp_path / "none") == 0
    odd = tmp_path / "odd"
    odd.write_text("what")
    assert resident_bytes(odd) == 0
