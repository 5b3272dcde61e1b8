from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.video.ingest.fake_camera import SDP
from tests.video.ingest.rtp_packets import H265_PPS, H265_SPS, H265_VPS, PPS, SPS_1080P

from beadle.platform.errors import BeadleError
from beadle.video.ingest.errors import Malformed, NoVideo, UnsupportedCodec
from beadle.video.ingest.sdp import parse_sdp
from beadle.video.terms import Codec

HEAD = "v=0\r\ns=x\r\n"


def test_reads_an_h264_track_and_leaves_the_audio() -> None:
    track = parse_sdp(SDP.encode())
    assert (track.codec, track.payload_type, track.control) == (Codec.H264, 96, "trackID=1")
    assert track.session_control == "*"
    assert track.parameter_sets == (SPS_1080P, PPS)


def test_reads_an_h265_track() -> None:
    def text(nal: bytes) -> str:
        return base64.b64encode(nal).decode()

    body = (
        HEAD + "m=video 0 RTP/AVP 98\na=framerate:12.5\na=rtpmap:98 H265/90000\na=control:rtsp://h/t\n"
        f"a=fmtp:98 sprop-vps={text(H265_VPS)}; sprop-sps={text(H265_SPS)};sprop-pps={text(H265_PPS)}\n"
    )
    track = parse_sdp(body.encode())
    assert (track.codec, track.payload_type, track.control) == (Codec.H265, 98, "rtsp://h/t")
    assert track.parameter_sets == (H265_VPS, H265_SPS, H265_PPS)
    assert track.frame_rate == 12.5


def test_the_first_video_that_can_be_recorded_wins() -> None:
    body = (
        HEAD + "m=audio 0 RTP/AVP 0\n"
        "m=video 0 RTP/AVP 26\na=control:jpeg\n"
        "m=video 0 RTP/AVP 97 96\na=rtpmap:97 VP8/90000\na=rtpmap:96 h264/90000\na=control:good\n"
        "m=video 0 RTP/AVP 98\na=rtpmap:98 H265/90000\na=control:later\n"
    )
    track = parse_sdp(body.encode())
    assert (track.control, track.payload_type) == ("good", 96)


@pytest.mark.parametrize("body", ["", HEAD, HEAD + "m=audio 0 RTP/AVP 0\n", HEAD + "m=application 0 RTP/AVP 107\n"])
def test_no_media_or_no_video_says_so(body: str) -> None:
    with pytest.raises(NoVideo):
        parse_sdp(body.encode())


@pytest.mark.parametrize(
    ("media", "name"),
    [
        ("m=video 0 RTP/AVP 26\n", "JPEG"),
        ("m=video 0 RTP/AVP 96\na=rtpmap:96 MP4V-ES/90000\n", "MP4V-ES"),
        ("m=video 0 RTP/AVP 96\n", "an unnamed codec"),
        ("m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\na=fmtp:96 packetization-mode=2\n", "interleaved"),
    ],
)
def test_another_codec_is_named(media: str, name: str) -> None:
    with pytest.raises(UnsupportedCodec, match=name):
        parse_sdp((HEAD + media).encode())


def test_the_name_of_a_codec_cannot_drive_a_terminal() -> None:
    with pytest.raises(UnsupportedCodec) as caught:
        parse_sdp((HEAD + "m=video 0 RTP/AVP 96\na=rtpmap:96 \x1b[31m/90000\n").encode())
    assert caught.value.message.isprintable()


def test_five_hundred_media_are_survived() -> None:
    audio = "m=audio 0 RTP/AVP 0\na=control:a\n" * 499
    video = "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\n"
    with pytest.raises(NoVideo):
        parse_sdp((HEAD + audio + video).encode())
    assert parse_sdp((HEAD + video + audio).encode()).payload_type == 96


def test_too_long_is_refused() -> None:
    with pytest.raises(Malformed):
        parse_sdp(b"a=x\n" * 5000)
    with pytest.raises(Malformed):
        parse_sdp(b"a=" + b"x" * 200_000)


@pytest.mark.parametrize("rate", ["nan", "inf", "-1", "0", "1e9", "fast", ""])
def test_an_absurd_frame_rate_is_ignored(rate: str) -> None:
    body = HEAD + f"m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\na=framerate:{rate}\n"
    assert parse_sdp(body.encode()).frame_rate is None


def test_parameter_sets_that_are_no_base64_are_left_out() -> None:
    body = HEAD + "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\na=fmtp:96 sprop-parameter-sets=%%%,,Z2Q=\n"
    assert parse_sdp(body.encode()).parameter_sets == (b"gd",)


@pytest.mark.parametrize(
    "line", ["a=rtpmap:999 H264/90000", "a=rtpmap:-1 H264/90000", "a=rtpmap:٣ H264/90000", "m=video"]
)
def test_odd_payload_types_do_no_harm(line: str) -> None:
    with pytest.raises((UnsupportedCodec, NoVideo)):
        parse_sdp((HEAD + f"m=video 0 RTP/AVP 999 ٣\n{line}\n").encode())


@given(st.binary(max_size=400), st.integers(0, 400))
def test_any_bytes_are_read_or_refused(noise: bytes, at: int) -> None:
    good = SDP.encode()
    for body in (noise, good[:at] + noise + good[at:]):
        try:
            track = parse_sdp(body)
        except BeadleError:
            continue
        assert 0 <= track.payload_type < 128
