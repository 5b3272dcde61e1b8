"""Files that were sent, on the disk."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from beadle.anpr.hotlists.errors import BadFile, NoRoom
from beadle.anpr.hotlists.files import Incoming, Opened, Shelf, guessed

ID = uuid.UUID(int=5)


def test_a_file_has_its_name_when_it_is_whole(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "imports", 0)
    incoming = Incoming(shelf, ID)
    incoming.write(b"VRM\n")
    incoming.write("AB12CDE,£\n".encode("cp1252"))
    assert not shelf.sent(ID).exists()
    assert incoming.close() == "cp1252"
    assert shelf.sent(ID).stat().st_size == incoming.size == 14
    assert shelf.sent(ID).stat().st_mode & 0o777 == 0o600
    assert shelf.folder.stat().st_mode & 0o777 == 0o700
    assert guessed(shelf.sent(ID), "cp1252").columns == ["VRM", "Column 2"]
    shelf.refused(ID).write_text("row\n")
    shelf.remove(ID, report=False)
    assert [path.name for path in shelf.folder.iterdir()] == [f"{ID}.refused.csv"]
    shelf.remove(ID, report=True)
    assert list(shelf.folder.iterdir()) == []


def test_what_is_thrown_away_leaves_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, 0)
    incoming = Incoming(shelf, ID)
    incoming.write(b"x")
    incoming.discard()
    assert list(tmp_path.iterdir()) == []
    assert Shelf(tmp_path / "nowhere", 0).strangers(set()) == []


def test_a_full_disk_takes_no_file(tmp_path: Path) -> None:
    with pytest.raises(NoRoom):
        Incoming(Shelf(tmp_path, 1 << 60), ID)


def test_what_nobody_knows_is_found(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, 0)
    other = uuid.UUID(int=6)
    for path in (shelf.sent(ID), shelf.refused(ID), shelf.sent(other).with_suffix(".part")):
        path.write_bytes(b"")
    assert [path.name for path in shelf.strangers({ID})] == [f"{other}.part"]


def test_what_cannot_be_decoded_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(b"VRM\r\nAB12\xff\rX\n")
    with Opened.at(path, "utf-8") as opened:
        assert opened.share == 0
        assert opened.text.read(100) == "VRM\nAB12\ufffd\nX\n"
        assert opened.share == 1
    path.write_bytes(b"")
    with pytest.raises(BadFile):
        guessed(path, "utf-8")
