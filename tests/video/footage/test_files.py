"""Reading recorded files for a clip."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from beadle.platform.errors import TooLate
from beadle.video.footage.errors import FootageDamaged
from beadle.video.footage.files import RecordedFiles


def handles(folder: Path) -> int:
    """How many files of a folder this process has open, removed ones too; others come and go with other threads."""
    links = []
    for each in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            links.append(str(each.readlink()))
    return sum(link.startswith(f"{folder}/") for link in links)


def test_bytes_of_many_files_with_few_handles(tmp_path: Path):
    paths = [tmp_path / str(number) for number in range(30)]
    for number, each in enumerate(paths):
        each.write_bytes(bytes([number]) * 10)
    with RecordedFiles() as files:
        for number, each in enumerate(paths):
            assert files(each, 8, 5) == bytes([number]) * 2
        assert handles(tmp_path) <= 9
        paths[-1].unlink()
        assert files(paths[-1], 0, 1) == bytes([29]), "what is open is read to its end"
        paths[0].unlink()
        with pytest.raises(TooLate):
            files(paths[0], 0, 1)
    assert handles(tmp_path) == 0


def test_a_link_or_a_folder_is_not_footage(tmp_path: Path):
    (tmp_path / "link").symlink_to("/etc/passwd")
    with RecordedFiles() as files, pytest.raises(FootageDamaged):
        files(tmp_path / "link", 0, 1)
    with RecordedFiles() as files, pytest.raises(FootageDamaged):
        files(tmp_path, 0, 1)
