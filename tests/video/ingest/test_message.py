from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.video.ingest.errors import Malformed
from beadle.video.ingest.message import Request, Response, build_answer, build_request, number, take_message
from beadle.video.ingest.settings import IngestSettings

SMALL = IngestSettings(head_bytes=400, line_bytes=120, header_count=8, body_bytes=100)


def response(*lines: str, body: bytes = b"") -> bytes:
    return "\r\n".join(["RTSP/1.0 200 OK", *lines, "", ""]).encode() + body


def test_reads_an_answer_with_a_body_and_leaves_the_rest() -> None:
    data = b"xx" + response("CSeq: 7", "Content-Length: 3", body=b"abc") + b"$more"
    taken = take_message(data, 2)
    assert taken is not None
    message, stop = taken
    assert isinstance(message, Response)
    assert (message.status, message.reason, message.cseq, message.body) == (200, "OK", 7, b"abc")
    assert data[stop:] == b"$more"


def test_header_names_have_no_case_and_may_repeat() -> None:
    taken = take_message(response("WWW-Authenticate: Basic", "www-AUTHENTICATE:Digest x=1"), 0)
    assert taken is not None
    assert taken[0].headers.all("Www-Authenticate") == ("Basic", "Digest x=1")
    assert taken[0].headers.get("none") == ""


def test_continuation_lines_join_the_line_before() -> None:
    taken = take_message(response("Public: OPTIONS,", "\tPLAY"), 0)
    assert taken is not None
    assert taken[0].headers.get("public") == "OPTIONS, PLAY"


def test_reads_a_request_of_the_camera() -> None:
    taken = take_message(b"OPTIONS rtsp://h/x RTSP/1.0\r\nCSeq: 3\r\n\r\n", 0)
    assert taken is not None
    assert isinstance(taken[0], Request)
    assert build_answer("200 OK", taken[0]).startswith(b"RTSP/1.0 200 OK\r\nCSeq: 3\r\n")


def test_waits_for_what_is_not_there_yet() -> None:
    data = response("Content-Length: 10", body=b"0123456789")
    for end in range(len(data)):
        assert take_message(data[:end], 0) is None
    assert take_message(data, 0) is not None


@pytest.mark.parametrize(
    "value", ["-1", "-9223372036854775808", str(2**63), "1e3", "0x10", "", " ", "+5", "1 2", "٣", "9" * 4000]
)
def test_a_content_length_that_is_no_plain_number_is_refused(value: str) -> None:
    with pytest.raises(Malformed):
        take_message(response(f"Content-Length: {value}"), 0)


def test_two_content_lengths_that_differ_are_refused() -> None:
    with pytest.raises(Malformed):
        take_message(response("Content-Length: 1", "Content-Length: 2", body=b"ab"), 0)
    assert take_message(response("Content-Length: 1", "Content-Length: 1", body=b"ab"), 0) is not None


def test_a_body_over_the_bound_is_refused_before_it_comes() -> None:
    with pytest.raises(Malformed):
        take_message(response("Content-Length: 101"), 0, SMALL)


def test_a_response_without_end_is_refused_at_the_bound() -> None:
    data = b"RTSP/1.0 200 OK\r\n" + b"X: y\r\n" * 100
    assert take_message(data[:300], 0, SMALL) is None
    with pytest.raises(Malformed):
        take_message(data, 0, SMALL)


def test_a_header_of_ten_megabytes_is_refused_at_the_bound() -> None:
    with pytest.raises(Malformed):
        take_message(b"RTSP/1.0 200 OK\r\nX: " + b"a" * 16_384, 0)


def test_a_line_over_the_bound_is_refused() -> None:
    with pytest.raises(Malformed):
        take_message(response("X: " + "a" * 130), 0, SMALL)


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(Malformed):
        take_message(response(*["X: y"] * 9), 0, SMALL)


def test_a_flood_of_continuation_lines_is_refused() -> None:
    with pytest.raises(Malformed):
        take_message(response("X: y", *[" " + "z" * 30] * 5), 0, SMALL)
    with pytest.raises(Malformed):
        take_message(response(" belongs to nothing"), 0)


@pytest.mark.parametrize(
    "data",
    [b"HTTP/1.1 200 OK\r\n\r\n", b"RTSP/1.0 2000 OK\r\n\r\n", b"RTSP/1.0 200 OK\r\nno colon\r\n\r\n", b"\r\n\r\n"],
)
def test_what_is_not_rtsp_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        take_message(data, 0)


def test_numbers_in_headers() -> None:
    assert [number(text) for text in ("12", " 7 ", "", "-1", "1234567890", "a")] == [12, 7, -1, -1, -1, -1]


def test_a_request_cannot_be_split_by_a_value() -> None:
    data = build_request("PLAY", "rtsp://h/x", 4, {"Session": "1"})
    assert data == b"PLAY rtsp://h/x RTSP/1.0\r\nCSeq: 4\r\nUser-Agent: Beadle\r\nSession: 1\r\n\r\n"
    with pytest.raises(ValueError, match="line break"):
        build_request("PLAY", "rtsp://h/x", 4, {"Session": "1\r\nX: y"})


@given(st.binary(max_size=600))
def test_any_bytes_are_taken_refused_or_waited_on(data: bytes) -> None:
    for prefix in (b"", b"RTSP/1.0 200 OK\r\n", b"RTSP/1.0 200 OK\r\nContent-Length: "):
        try:
            taken = take_message(prefix + data, 0, SMALL)
        except Malformed:
            continue
        assert taken is None or 0 < taken[1] <= len(prefix + data)
