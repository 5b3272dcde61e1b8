"""Copies in a folder: it only grows, a file a month."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.factories.log import point

from beadle.audit.copies import read
from beadle.audit.places.folder import FolderPlace
from beadle.audit.places.terms import Sent

MAY, JUNE = datetime(2026, 5, 31, 23, 59, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)


def test_it_only_grows(tmp_path: Path) -> None:
    notes = [point(number) for number in range(1, 5)]
    place = FolderPlace(tmp_path / "copies")
    place.send([Sent(1, MAY, notes[0]), Sent(2, JUNE, notes[1]), Sent(3, JUNE, notes[2])])
    before = (tmp_path / "copies" / "checkpoints-2026-06.txt").read_bytes()
    FolderPlace(tmp_path / "copies").send([Sent(3, JUNE, notes[2]), Sent(4, JUNE, notes[3])])
    after = (tmp_path / "copies" / "checkpoints-2026-06.txt").read_bytes()
    assert after.startswith(before)
    assert sorted(path.name for path in (tmp_path / "copies").iterdir()) == [
        "checkpoints-2026-05.txt",
        "checkpoints-2026-06.txt",
    ]
    assert read(tmp_path / "copies", needed=True) == notes


def test_where_it_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "copies").write_text("a file")
    with pytest.raises(OSError, match="copies"):
        FolderPlace(tmp_path / "copies").send([Sent(1, JUNE, point(1))])
