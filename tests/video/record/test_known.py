"""Which volume belongs where: remembered over restarts."""

from __future__ import annotations

from pathlib import Path

import pytest

from beadle.platform.errors import DataLoss
from beadle.video.record.known import FILE, KnownVolumes


def test_remembers_over_a_restart(tmp_path: Path):
    KnownVolumes(tmp_path).remember(tmp_path / "disk", "a" * 16)
    assert KnownVolumes(tmp_path).expected(tmp_path / "disk") == "a" * 16
    assert KnownVolumes(tmp_path).expected(tmp_path / "other") is None


def test_without_a_folder_it_remembers_while_it_lives(tmp_path: Path):
    known = KnownVolumes()
    known.remember(tmp_path / "disk", "a" * 16)
    assert known.expected(tmp_path / "disk") == "a" * 16
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_not_taken_for_an_empty_one(tmp_path: Path):
    (tmp_path / FILE).write_text("{")
    with pytest.raises(DataLoss, match="swapped"):
        KnownVolumes(tmp_path)
