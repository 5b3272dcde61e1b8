from __future__ import annotations

import hashlib

import pytest
from tests.factories.simulator import tiny_clips

from beadle.simulator.clip_store import TINY, ClipStore
from beadle.simulator.rtsp_messages import (
    BadRequest,
    Request,
    SignIn,
    Transport,
    answer,
    describe,
    parse,
    parse_transport,
)


def test_a_request_is_read() -> None:
    request, length = parse(b"SETUP rtsp://town:8554/cam/3/main/track1?x=1 RTSP/1.0\r\nCSeq: 4\r\nContent-Length: 7")

    assert (request.method, request.path, request.headers["cseq"], length) == (
        "SETUP",
        "/cam/3/main/track1",
        "4",
        7,
    )


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"hello",
        b"OPTIONS * HTTP/1.1",
        b"OPTIONS * RTSP/1.0\r\nno colon",
        b"OPTIONS * RTSP/1.0\r\nContent-Length: -1",
        b"OPTIONS * RTSP/1.0\r\nContent-Length: 99999999",
        b"OPTIONS * RTSP/1.0\r\nContent-Length: x",
        b"\xff\xfe RTSP/1.0",
    ],
)
def test_what_is_not_a_request_is_refused(head: bytes) -> None:
    with pytest.raises(BadRequest):
        parse(head)


def test_an_answer_carries_the_sequence_number_and_the_length() -> None:
    request, _ = parse(b"DESCRIBE rtsp://h/ RTSP/1.0\r\nCSeq: 9")

    assert answer(request, 200, {"A": "b"}, "text") == (
        b"RTSP/1.0 200 OK\r\nCSeq: 9\r\nA: b\r\nContent-Length: 4\r\n\r\ntext"
    )
    assert answer(None, 404) == b"RTSP/1.0 404 Not Found\r\n\r\n"


def test_the_example_of_rfc_7616_is_accepted() -> None:
    """Section 3.9.1, with its realm, names and nonces."""
    sign_in = SignIn("Mufasa", "Circle of Life", "MD5", realm="http-auth@example.org")
    nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
    given = (
        'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=MD5, '
        f'nonce="{nonce}", nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, '
        'response="8ca523f5e9506fed4657c9700eebdbec", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
    )
    request = Request("GET", "/dir/index.html", {"authorization": given})

    assert sign_in.accepts(request, nonce)
    assert not sign_in.accepts(request, "another nonce")
    assert not SignIn("Mufasa", "wrong", "MD5", realm="http-auth@example.org").accepts(request, nonce)


def test_sha_256_and_the_old_form_without_qop_are_accepted() -> None:
    sign_in = SignIn("beadle", "pw", "SHA-256")

    def digest(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    response = digest(f"{digest('beadle:Beadle simulator:pw')}:n1:{digest('PLAY:rtsp://h/cam/1/main')}")
    given = f'Digest username="beadle", nonce="n1", uri="rtsp://h/cam/1/main", response="{response}"'
    request = Request("PLAY", "rtsp://h/cam/1/main", {"authorization": given})

    assert sign_in.accepts(request, "n1")
    assert 'algorithm=SHA-256, qop="auth"' in sign_in.challenge("n1")


def test_basic_is_accepted_only_where_it_is_asked_for() -> None:
    request = Request("PLAY", "rtsp://h/", {"authorization": "Basic YmVhZGxlOnB3"})

    assert SignIn("beadle", "pw", "Basic").accepts(request, "n")
    assert not SignIn("beadle", "pw").accepts(request, "n")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("RTP/AVP/TCP;unicast;interleaved=2-3", Transport(interleaved=(2, 3))),
        ("RTP/AVP/TCP;unicast", Transport(interleaved=(0, 1))),
        ("RTP/AVP;multicast, RTP/AVP;unicast;client_port=5000-5001", Transport(ports=(5000, 5001))),
        ("RTP/AVP/UDP;unicast;client_port=5000", Transport(ports=(5000, 5001))),
        ("RTP/AVP;unicast;client_port=99999-100000", None),
        ("RTP/AVP/TCP;interleaved=a-b", None),
        ("RTP/SAVP", None),
        ("", None),
    ],
)
def test_transports(value: str, expected: Transport | None) -> None:
    assert parse_transport(value) == expected


def test_descriptions_offer_what_they_are_told_to() -> None:
    clips = ClipStore(tiny_clips([1]), TINY).clips(1)["main"]
    usual = describe(clips.scene, "Market Place")
    odd = describe(clips.scene, "Market Place", video=False, audio=True)
    bare = describe(clips.scene, "Market Place", sets=False)
    h265 = describe(next(clip for clip in clips.instead.values() if clip.codec == "h265"), "Market Place")

    assert "m=video 0 RTP/AVP 96" in usual
    assert "profile-level-id=42C0" in usual
    assert "sprop-parameter-sets=" in usual
    assert "audio" not in usual
    assert "m=video" not in odd
    assert "PCMU" in odd
    assert "sprop" not in bare
    assert "H265/90000" in h265
    assert all(name in h265 for name in ("sprop-vps=", "sprop-sps=", "sprop-pps="))
