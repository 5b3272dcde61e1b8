from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.platform.errors import BeadleError
from beadle.video.ingest.address import Address, follow_redirect, parse_address, resolve_control
from beadle.video.ingest.errors import BadAddress, LeftHost, Malformed

CAMERA = Address("rtsp", "10.0.0.7", 554, "/main")


def test_reads_an_address_with_credentials() -> None:
    address, name, password = parse_address("rtsp://ad%6din:p%40ss:w@Camera-1.local:8554/a/b?c=1")
    assert (address.scheme, address.host, address.port, address.target) == ("rtsp", "camera-1.local", 8554, "/a/b?c=1")
    assert (name, password) == ("admin", "p@ss:w")
    assert address.url == "rtsp://camera-1.local:8554/a/b?c=1"


@pytest.mark.parametrize(
    ("url", "again"),
    [
        ("rtsp://10.0.0.7", "rtsp://10.0.0.7"),
        ("RTSP://10.0.0.7:554/x", "rtsp://10.0.0.7/x"),
        ("rtsps://10.0.0.7/x", "rtsps://10.0.0.7/x"),
        ("rtsps://10.0.0.7:554/x", "rtsps://10.0.0.7:554/x"),
        ("rtsp://[fe80::1]:554/x", "rtsp://[fe80::1]/x"),
        (" rtsp://10.0.0.7/café \n", "rtsp://10.0.0.7/caf%C3%A9"),
    ],
)
def test_writes_the_address_in_one_form(url: str, again: str) -> None:
    assert parse_address(url)[0].url == again


@pytest.mark.parametrize(
    "url",
    [
        "",
        "10.0.0.7",
        "http://10.0.0.7/",
        "file:///etc/passwd",
        "exec:ffmpeg",
        "rtsp://",
        "rtsp:///main",
        "rtsp://:554/x",
        "rtsp://10.0.0.7:0/x",
        "rtsp://10.0.0.7:99999/x",
        "rtsp://10.0.0.7:x/x",
        "rtsp://[::1/x",
        "rtsp://ho st/x",
        "rtsp://hos\tt/x\r\nX: y",
        "rtsp://user:se cret@/x",
        "rtsp://10.0.0.7/" + "x" * 3000,
    ],
)
def test_refuses_what_is_no_address_of_a_stream(url: str) -> None:
    with pytest.raises(BadAddress) as caught:
        parse_address(url)
    assert "se cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("base", "control", "url"),
    [
        ("", "", "rtsp://10.0.0.7/main"),
        ("", "*", "rtsp://10.0.0.7/main"),
        ("", "trackID=1", "rtsp://10.0.0.7/main/trackID=1"),
        ("rtsp://10.0.0.7/main/", "trackID=1", "rtsp://10.0.0.7/main/trackID=1"),
        ("rtsp://10.0.0.7/r?channel=1", "trackID=0", "rtsp://10.0.0.7/r?channel=1/trackID=0"),
        ("rtsp://10.0.0.7/main", "/track1", "rtsp://10.0.0.7/main/track1"),
        ("", "rtsp://10.0.0.7:554/main/t1", "rtsp://10.0.0.7/main/t1"),
    ],
)
def test_control_urls_as_cameras_write_them(base: str, control: str, url: str) -> None:
    assert resolve_control(CAMERA, base, control) == url


@pytest.mark.parametrize(
    "control",
    [
        "rtsp://169.254.169.254/latest/meta-data",
        "rtsp://localhost:22/x",
        "rtsps://evil.example/x",
        "rtsp://user:pw@evil.example:1/x?y",
    ],
)
def test_a_hostile_control_url_never_leaves_the_cameras_host(control: str) -> None:
    assert resolve_control(CAMERA, "", control).startswith("rtsp://10.0.0.7/")
    assert resolve_control(CAMERA, control, "trackID=1").startswith("rtsp://10.0.0.7/")


@pytest.mark.parametrize("control", ["http://10.0.0.7/x", "file:///etc/passwd", "gopher://10.0.0.7/"])
def test_a_control_url_of_another_kind_is_refused(control: str) -> None:
    with pytest.raises(LeftHost):
        resolve_control(CAMERA, "", control)


@pytest.mark.parametrize("control", ["a\r\nX: y", "a b", "x" * 3000, "rtsp://[::1/x", "é"])
def test_a_control_url_with_odd_characters_is_refused(control: str) -> None:
    with pytest.raises(Malformed):
        resolve_control(CAMERA, "", control)


def test_a_redirect_may_change_path_and_port() -> None:
    assert follow_redirect(CAMERA, "rtsp://10.0.0.7:8554/other?x") == Address("rtsp", "10.0.0.7", 8554, "/other?x")


@pytest.mark.parametrize(
    "location",
    [
        "",
        "/other",
        "rtsp://169.254.169.254/latest/meta-data",
        "rtsp://localhost/",
        "rtsp://10.0.0.70/",
        "http://10.0.0.7/",
    ],
)
def test_a_redirect_to_elsewhere_is_refused(location: str) -> None:
    with pytest.raises(LeftHost):
        follow_redirect(CAMERA, location)


def test_a_redirect_from_encrypted_to_open_is_refused() -> None:
    with pytest.raises(LeftHost):
        follow_redirect(Address("rtsps", "10.0.0.7", 322, ""), "rtsp://10.0.0.7/")


@given(st.text())
def test_any_control_stays_or_is_refused(control: str) -> None:
    try:
        url = resolve_control(CAMERA, "", control)
    except BeadleError:
        return
    assert url.startswith("rtsp://10.0.0.7/")
    assert url.isascii()
    assert url.isprintable()
    assert " " not in url


@given(st.text())
def test_any_redirect_stays_or_is_refused(location: str) -> None:
    try:
        address = follow_redirect(CAMERA, location)
    except BeadleError:
        return
    assert address.host == CAMERA.host
