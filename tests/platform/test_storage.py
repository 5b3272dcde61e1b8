"""Files: replaced whole or not at all; socket folders short and private."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from beadle.platform import storage
from beadle.platform.errors import Unavailable


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    storage.write_atomically(path, b"old")
    storage.write_atomically(path, b"new", mode=0o644)
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o644
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    storage.write_atomically(path, b"old")

    def fail(_handle: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(storage.os, "fsync", fail)
    with pytest.raises(OSError, match="Input/output"):
        storage.write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_room_on_the_disk(tmp_path: Path) -> None:
    assert 0 < storage.free_bytes(tmp_path) <= storage.total_bytes(tmp_path)


def test_sockets_lie_in_the_data_folder_when_its_path_is_short(tmp_path: Path) -> None:
    short = Path(tempfile.mkdtemp(prefix="b"))
    assert storage.runtime_dir(short) == short.resolve() / "run"
    storage.runtime_dir(short).rmdir()
    short.rmdir()


def test_a_long_path_gets_a_short_private_folder(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 100)
    folder = storage.runtime_dir(long)
    assert len(str(folder)) < 90
    assert folder == storage.runtime_dir(long)
    folder.chmod(0o755)
    with pytest.raises(Unavailable, match="open to others"):
        storage.runtime_dir(long)
    folder.rmdir()
