"""Configurations: accepted whole or refused whole, with the camera's name in the refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from beadle.platform.errors import Invalid
from beadle.video.record.configuration import key_from_name, parse_cameras, read_cameras_file
from beadle.video.terms import StreamName

GOOD = {
    "key": "market-place",
    "name": "Market Place",
    "streams": {"main": "rtsp://192.0.2.7/main", "sub": None},
    "username": "viewer",
    "password": "a secret",
    "transport": "tcp",
    "record": True,
    "retention_days": 31,
}


def test_the_contract_is_understood():
    camera = parse_cameras([GOOD])["market-place"]
    assert list(camera.streams) == [StreamName.MAIN]
    spec = camera.spec(StreamName.MAIN)
    assert (spec.url, spec.username, spec.password) == ("rtsp://192.0.2.7/main", "viewer", "a secret")


def test_the_password_is_not_shown():
    assert "a secret" not in repr(parse_cameras([GOOD])["market-place"])


@pytest.mark.parametrize(
    "change",
    [
        {"key": "../etc"},
        {"key": "holds"},
        {"key": ""},
        {"streams": {}},
        {"streams": {"sub": "rtsp://192.0.2.7/"}},
        {"streams": {"main": "file:///etc/passwd"}},
        {"streams": {"main": "http://192.0.2.7/"}},
        {"retention_days": 0},
        {"transport": "pigeon"},
        {"unknown": 1},
    ],
)
def test_what_is_wrong_is_refused_without_the_password(change: dict[str, object]):
    with pytest.raises(Invalid) as refused:
        parse_cameras([GOOD | change])
    assert "a secret" not in str(refused.value)


def test_two_cameras_cannot_share_a_folder():
    with pytest.raises(Invalid, match="Two cameras"):
        parse_cameras([GOOD, GOOD | {"key": "Market-Place"}])


def test_only_what_is_opened_and_recorded_counts_as_a_change():
    first = parse_cameras([GOOD])["market-place"]
    assert first.same_source(parse_cameras([GOOD | {"name": "Square", "retention_days": 5}])["market-place"])
    assert first.same_source(parse_cameras([GOOD | {"sign_in_entry": "2"}])["market-place"])
    assert not first.same_source(parse_cameras([GOOD | {"tls_fingerprint": "ab" * 32}])["market-place"])
    assert not first.same_source(parse_cameras([GOOD | {"password": "new"}])["market-place"])
    assert not first.same_source(parse_cameras([GOOD | {"record": False}])["market-place"])


def test_a_file_written_by_hand(tmp_path: Path):
    file = tmp_path / "cameras.toml"
    file.write_text(
        '[[camera]]\nname = "Market Place 2"\nurl = "rtsp://user:word@192.0.2.7/1"\nsub_url = "rtsp://192.0.2.7/2"\n'
        '[[camera]]\nname = "Saltergate"\nkey = "SG1"\nurl = "rtsp://192.0.2.8/1"\ntransport = "udp"\n'
    )
    cameras = read_cameras_file(file)
    assert list(cameras) == ["market-place-2", "SG1"]
    assert cameras["market-place-2"].spec(StreamName.MAIN).username == "user"
    assert set(cameras["market-place-2"].streams) == {"main", "sub"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no camera"),
        ("camera = 3", "no camera"),
        ("[[camera]\n", "not TOML"),
        ('[[camera]]\nurl = "rtsp://192.0.2.7/"', "filed under"),
        ('[[camera]]\nname = "A"', "main stream"),
    ],
)
def test_a_file_with_a_fault_is_refused_in_words(tmp_path: Path, text: str, words: str):
    file = tmp_path / "cameras.toml"
    file.write_text(text)
    with pytest.raises(Invalid, match=words):
        read_cameras_file(file)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(Invalid, match="cannot be read"):
        read_cameras_file(tmp_path / "none.toml")


def test_keys_from_names():
    assert key_from_name("Queen's Park, East (2)") == "queen-s-park-east-2"
    assert key_from_name("../../x") == "x"
    assert len(key_from_name("a" * 200)) == 64
