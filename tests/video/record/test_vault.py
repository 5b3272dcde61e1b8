"""The last known configuration: kept whole, encrypted where it is secret, and never half."""

from __future__ import annotations

from pathlib import Path

import pytest

from beadle.platform.errors import DataLoss
from beadle.video.record.configuration import parse_cameras
from beadle.video.record.vault import FILE, Vault

KEY = b"0123456789abcdef0123456789abcdef"
CAMERAS = parse_cameras(
    [
        {"key": "a", "streams": {"main": "rtsp://192.0.2.7/1"}, "username": "viewer", "password": "pässword"},
        {"key": "b", "streams": {"main": "rtsp://192.0.2.8/1", "sub": "rtsp://192.0.2.8/2"}, "record": False},
    ]
)


def test_nothing_was_kept_yet(tmp_path: Path):
    assert Vault(tmp_path, KEY).load() == (0, {})


def test_what_was_kept_comes_back(tmp_path: Path):
    Vault(tmp_path, KEY).save(7, CAMERAS)
    assert Vault(tmp_path, KEY).load() == (7, CAMERAS)


def test_the_file_is_closed_to_others_and_holds_no_password(tmp_path: Path):
    Vault(tmp_path, KEY).save(7, CAMERAS)
    file = tmp_path / FILE
    assert file.stat().st_mode & 0o777 == 0o600
    assert "pässword".encode() not in file.read_bytes()
    assert b"ssword" not in file.read_bytes().replace(b'"password"', b"")


def test_with_another_key_the_cameras_stay_and_the_password_is_gone(tmp_path: Path):
    Vault(tmp_path, KEY).save(7, CAMERAS)
    _, cameras = Vault(tmp_path, KEY[::-1]).load()
    assert cameras["a"].password == ""
    assert list(cameras) == ["a", "b"]


def test_a_sealed_password_cannot_be_moved_to_another_camera(tmp_path: Path):
    Vault(tmp_path, KEY).save(7, CAMERAS)
    file = tmp_path / FILE
    file.write_text(file.read_text().replace('"key": "a"', '"key": "c"'))
    _, cameras = Vault(tmp_path, KEY).load()
    assert cameras["c"].password == ""


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"cameras": [{"key": "a"}], "version": 1}', b"\xff\xfe"])
def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path, content: bytes):
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(DataLoss, match="cannot be read"):
        Vault(tmp_path, KEY).load()


def test_the_key_is_not_shown():
    assert "0123" not in repr(Vault(Path("/x"), KEY))
