from __future__ import annotations

import os
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from beadle.anpr.reads.ids import new_read_id
from beadle.anpr.reads.pictures import PictureStore
from beadle.anpr.reads.terms import Picture

AT = datetime(2026, 6, 1, 9, 59, 59, tzinfo=UTC)


def test_pictures_lie_by_day_and_hour_and_nobody_else_reads_them(data_dir: Path) -> None:
    store = PictureStore(data_dir)
    one = new_read_id(AT)
    store.put({(one, Picture.PATCH): b"patch", (one, Picture.OVERVIEW): b"overview"})
    path = store.path(one, Picture.PATCH)
    assert path == data_dir / "anpr" / "pictures" / "2026-06-01" / "09" / f"{one.hex}.patch.jpg"
    assert (store.read(one, Picture.PATCH), store.read(one, Picture.OVERVIEW)) == (b"patch", b"overview")
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    assert store.read(new_read_id(AT), Picture.PATCH) is None


def test_a_picture_is_replaced_as_a_whole(data_dir: Path) -> None:
    store = PictureStore(data_dir)
    one = new_read_id(AT)
    store.put({(one, Picture.PATCH): b"first"})
    store.put({(one, Picture.PATCH): b"second, longer"})
    assert store.read(one, Picture.PATCH) == b"second, longer"
    assert len(list(store.path(one, Picture.PATCH).parent.iterdir())) == 1
    store.put({})


def test_what_fails_leaves_nothing_behind(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = PictureStore(data_dir)
    several = [new_read_id(AT) for _ in range(20)]
    failing = iter(range(100))

    def full(_handle: int) -> None:
        if next(failing) == 12:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put({(each, Picture.PATCH): b"x" for each in several})
    hour = store.hour(AT)
    assert not hour.exists() or list(hour.iterdir()) == []


def test_removing_takes_the_folders_that_are_left_empty(data_dir: Path) -> None:
    store = PictureStore(data_dir)
    one, other, later = new_read_id(AT), new_read_id(AT), new_read_id(AT + timedelta(hours=1))
    store.put({(each, Picture.PATCH): b"x" for each in (one, other, later)} | {(one, Picture.OVERVIEW): b"y"})
    assert store.remove([one]) == 2
    assert store.read(other, Picture.PATCH) == b"x"
    assert store.remove([other, new_read_id(AT)]) == 1
    assert not store.hour(AT).exists()
    assert store.remove([later]) == 1
    assert list(store.folder.iterdir()) == []


def test_files_are_listed_with_whose_they_are(data_dir: Path) -> None:
    store = PictureStore(data_dir)
    assert store.hours() == []
    one = new_read_id(AT)
    store.put({(one, Picture.PATCH): b"x"})
    hour = store.hour(AT)
    (hour / ".left.patch.jpg.0123").write_bytes(b"half")
    (hour / f"{uuid.uuid4()}.patch.jpg").write_bytes(b"with hyphens")
    (store.folder / "not-a-day").mkdir()
    (store.folder / "2026-99-99" / "77").mkdir(parents=True)
    assert store.hours() == [(datetime(2026, 6, 1, 9, tzinfo=UTC), hour)]
    found = {file.key: file.path.name for file in store.listed(hour)}
    assert found[(one, Picture.PATCH)] == f"{one.hex}.patch.jpg"
    assert len([file for file in store.listed(hour) if file.key is None]) == 2
    assert store.listed(hour.parent / "23") == []
    store.remove_files([file.path for file in store.listed(hour)])
    assert not hour.exists()
