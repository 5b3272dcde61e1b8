"""Opening an index."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from beadle.video.footage.errors import IndexDamaged, IndexTooNew
from beadle.video.footage.schema import VERSION, open_for_reading, open_for_writing


def test_a_new_index_has_its_version(tmp_path: Path):
    writing = open_for_writing(tmp_path / "index.db")
    assert writing.execute("PRAGMA user_version").fetchone() == (VERSION,)
    reading = open_for_reading(tmp_path / "index.db")
    assert reading.execute("SELECT count(*) FROM segment").fetchone() == (0,)
    with pytest.raises(sqlite3.OperationalError):
        reading.execute("DELETE FROM segment")
    reading.close()
    writing.close()
    open_for_writing(tmp_path / "index.db").close()


def test_a_newer_index_is_left_alone(tmp_path: Path):
    writing = open_for_writing(tmp_path / "index.db")
    writing.execute(f"PRAGMA user_version = {VERSION + 1}")
    writing.close()
    for opened in (open_for_writing, open_for_reading):
        with pytest.raises(IndexTooNew, match="newer"):
            opened(tmp_path / "index.db")


def test_missing_empty_and_damaged_ones_say_what_to_do(tmp_path: Path):
    path = tmp_path / "index.db"
    with pytest.raises(IndexDamaged, match="--repair"):
        open_for_reading(path)
    path.write_bytes(b"")
    with pytest.raises(IndexDamaged, match="--repair"):
        open_for_reading(path)
    path.write_bytes(b"not a database, not at all, but long enough to look like one" * 50)
    for opened in (open_for_writing, open_for_reading):
        with pytest.raises(IndexDamaged, match="--repair"):
            opened(path)


def test_what_recovery_asks_does_not_read_the_archive(tmp_path: Path):
    writing = open_for_writing(tmp_path / "index.db")
    for question in (
        "SELECT start_us FROM segment WHERE state <> 1",
        "SELECT start_us FROM segment WHERE state <> 1 AND state = 0 AND camera_id = 5",
    ):
        steps = " ".join(str(row[3]) for row in writing.execute(f"EXPLAIN QUERY PLAN {question}"))
        assert "segment_unfinished" in steps
    writing.close()
