"""Reading copies back."""

from __future__ import annotations

import base64
from email.message import EmailMessage
from pathlib import Path

import pytest
from tests.factories.log import point

from beadle.audit import copies
from beadle.audit.copies import read
from beadle.audit.errors import BadNote


def test_a_file_a_folder_and_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.txt").write_text(f"{point(1)}\n{point(2)}\n")
    (tmp_path / "two.txt").write_text(point(2))
    assert read(tmp_path / "two.txt", needed=True) == [point(2)]
    assert read(tmp_path, needed=True) == [point(1), point(2)]
    assert read(tmp_path / "none", needed=False) == []
    with pytest.raises(BadNote, match="not there"):
        read(tmp_path / "none", needed=True)
    (tmp_path / "empty").write_bytes(b"\xff\xfe nothing")
    assert read(tmp_path / "empty", needed=False) == []
    with pytest.raises(BadNote, match="No checkpoint"):
        read(tmp_path / "empty", needed=True)


@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
def test_a_mail_however_it_was_saved(tmp_path: Path, encoding: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@b.example", "Audit log"
    mail.set_content(f"Keep this.\n\n{point(7)}", cte=encoding)
    (tmp_path / "mail.eml").write_bytes(mail.as_bytes())
    assert read(tmp_path / "mail.eml", needed=True) == [point(7)]
    assert base64.b64encode(b"x")


def test_an_absurdly_long_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "_LONGEST", 10)
    (tmp_path / "long").write_text(point(1))
    with pytest.raises(BadNote, match="longer"):
        read(tmp_path / "long", needed=False)
