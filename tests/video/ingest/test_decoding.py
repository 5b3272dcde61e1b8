"""Real video in, real pictures out: what reaches the sink is decoded by somebody else's decoder."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import pytest
from tests.video.ingest.fake_camera import SDP, FakeCamera, Peer
from tests.video.ingest.rtp_packets import picture
from tests.video.ingest.running import running

from beadle.video.terms import Codec, Frame, StreamFormat

WIDTH, HEIGHT, FRAMES = 320, 180, 40
OPTIONS = {
    Codec.H264: ("libx264", {"x264-params": "keyint=10:scenecut=0:slices=3", "preset": "veryfast"}),
    Codec.H265: ("libx265", {"x265-params": "keyint=10:scenecut=0:log-level=none:bframes=2", "preset": "ultrafast"}),
}


def encode(codec: Codec) -> list[tuple[int, list[bytes]]]:
    """(presentation time in frames, NAL units) of some moving noise, in the order of decoding."""
    name, options = OPTIONS[codec]
    context = av.CodecContext.create(name, "w")
    context.width, context.height, context.pix_fmt = WIDTH, HEIGHT, "yuv420p"  # type: ignore[attr-defined]
    context.time_base = Fraction(1, 25)
    context.options = options
    noise = np.random.default_rng(1).integers(0, 255, (HEIGHT, WIDTH, 3), np.uint8)
    packets = []
    for index in range(FRAMES):
        frame = av.VideoFrame.from_ndarray(np.roll(noise, index * 4, axis=1), format="rgb24").reformat(format="yuv420p")
        frame.pts = index
        packets += context.encode(frame)  # type: ignore[attr-defined]
    packets += context.encode(None)  # type: ignore[attr-defined]
    return [(packet.pts, bytes(packet).replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")[1:]) for packet in packets]


def decode(fmt: StreamFormat, frames: list[Frame]) -> list[tuple[int, int]]:
    """(width, height) of every picture that the decoder gives."""
    context = av.CodecContext.create("h264" if fmt.codec is Codec.H264 else "hevc", "r")
    sizes = []
    for frame in frames:
        annex_b, at = bytearray(), 0
        while at < len(frame.data):
            size = int.from_bytes(frame.data[at : at + 4], "big")
            annex_b += b"\0\0\0\1" + frame.data[at + 4 : at + 4 + size]
            at += 4 + size
        sizes += [(one.width, one.height) for one in context.decode(av.Packet(bytes(annex_b)))]  # type: ignore[attr-defined]
    return sizes + [(one.width, one.height) for one in context.decode(None)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("codec", list(Codec))
async def test_every_picture_of_a_real_encoder_can_be_decoded(codec: Codec) -> None:
    units = encode(codec)

    async def stream(peer: Peer) -> None:
        for pts, nals in units:
            packets = picture(nals, peer.sequence, pts * 3600, h265=codec is Codec.H265)
            peer.sequence += len(packets)
            await peer.packets(packets)

    bare = "\r\n".join(line for line in SDP.split("\r\n") if "fmtp" not in line)
    sdp = bare.replace("H264", codec.value.upper())
    async with FakeCamera(sdp=sdp, stream=stream) as camera, running(camera) as run:
        await run.until_frames(FRAMES)
        frames, fmt = run.sink.frames, run.sink.formats[0]
    assert (fmt.codec, fmt.width, fmt.height) == (codec, WIDTH, HEIGHT)
    assert decode(fmt, frames) == [(WIDTH, HEIGHT)] * FRAMES
    assert sorted(frame.pts for frame in frames) == [index * 3600 for index in range(FRAMES)]
    assert sum(frame.key for frame in frames) == 4
    assert len(run.sink.formats) == 1
