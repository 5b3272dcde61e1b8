"""The calls that change a volume."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from beadle.video.footage.disk import DISK


@pytest.fixture
def at(tmp_path: Path):
    handle = os.open(tmp_path, os.O_RDONLY)
    yield handle
    os.close(handle)


def test_everything_is_relative_to_the_folders_handle(tmp_path: Path, at: int):
    assert DISK.make_folder("a", at=at)
    assert not DISK.make_folder("a", at=at)
    handle = DISK.open("a/b", os.O_WRONLY | os.O_CREAT | os.O_EXCL, at=at)
    DISK.write_all(handle, [b"one", b"", b"two"], 6)
    DISK.sync(handle)
    DISK.sync_folder("a", at=at)
    assert (tmp_path / "a" / "b").read_bytes() == b"onetwo"
    DISK.truncate(handle, 3)
    os.close(handle)
    assert (tmp_path / "a" / "b").read_bytes() == b"one"
    DISK.remove("a/b", at=at)
    DISK.remove_folder("a", at=at)
    assert not list(tmp_path.iterdir())


def test_more_parts_than_one_call_takes(tmp_path: Path, at: int):
    handle = DISK.open("a", os.O_WRONLY | os.O_CREAT, at=at)
    DISK.write_all(handle, [b"x"] * 5000, 5000)
    os.close(handle)
    assert (tmp_path / "a").stat().st_size == 5000


def test_a_link_is_not_followed(tmp_path: Path, at: int):
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with pytest.raises(OSError, match="link"):
        DISK.open("link", os.O_WRONLY | os.O_CREAT, at=at)
    assert not (tmp_path / "target").exists()
