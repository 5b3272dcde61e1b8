from __future__ import annotations

import io
from datetime import UTC, datetime

import av
import numpy as np
import pytest
from tests.factories import video

from beadle.platform.clock import FixedClock
from beadle.video.errors import PictureBroken
from beadle.video.footage.terms import SECOND_US, Fragment
from beadle.video.mp4.fragment import Samples, fragment_header, sample_times
from beadle.video.mp4.init import init_segment
from beadle.video.playback import pictures
from beadle.video.playback.pictures import Patience
from beadle.video.terms import Codec

START_US = 1_780_315_200_000_000


@pytest.fixture
def patience() -> Patience:
    return Patience(FixedClock(datetime(2026, 6, 1, tzinfo=UTC)), 5)


def clip(codec: Codec = Codec.H264) -> tuple[bytes, Fragment]:
    fmt, (gop,) = video.gops(1, START_US, codec)
    sizes = [len(frame.data) for frame in gop.frames]
    durations, offsets = sample_times([frame.pts for frame in gop.frames], gop.duration)
    head = fragment_header(1, 0, Samples(sizes, durations, offsets))
    init = init_segment(fmt)
    body = head + b"".join(frame.data for frame in gop.frames)
    return init + body, Fragment(len(init), len(body), START_US, START_US + 2 * SECOND_US, 0, 180_000, 0)


def luma(jpeg: bytes) -> float:
    with av.open(io.BytesIO(jpeg)) as container:
        frame = next(container.decode(video=0))
    plane = frame.planes[0]
    return float(np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[:, : frame.width].mean())


@pytest.mark.parametrize("codec", list(Codec))
@pytest.mark.parametrize(("after_ms", "number"), [(-50, 0), (0, 0), (199, 0), (200, 1), (1000, 5), (5000, 9)])
def test_the_frame_shown_at_that_moment(codec: Codec, after_ms: int, number: int, patience: Patience) -> None:
    media, fragment = clip(codec)
    got = pictures.still(media, fragment, START_US + after_ms * 1000, width=None, patience=patience)
    assert got.at_us == START_US + number * 200_000
    assert (got.width, got.height) == (320, 180)
    # full-range JPEG against limited-range video
    assert luma(got.jpeg) == pytest.approx((video.shade(number) - 16) * 255 / 219, abs=3)


def test_a_thumbnail_is_the_key_frame_made_small(patience: Patience) -> None:
    media, fragment = clip()
    got = pictures.key_picture(media, fragment, width=160, patience=patience)
    assert (got.at_us, got.width, got.height) == (START_US, 160, 90)


def test_it_is_never_made_larger(patience: Patience) -> None:
    media, fragment = clip()
    assert pictures.key_picture(media, fragment, width=10_000, patience=patience).width == 320


def test_a_bare_key_frame(patience: Patience) -> None:
    fmt, (gop,) = video.gops(1, START_US)
    data = gop.frames[0].data
    bare = b"".join(b"\0\0\0\1" + unit for unit in (*fmt.parameter_sets, *split(data)))
    assert pictures.bare_key_picture("h264", bare, width=160, patience=patience).width == 160


def split(data: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        found.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    return found


def test_truncation_anywhere_is_an_error_in_words_or_a_picture(patience: Patience) -> None:
    media, fragment = clip()
    for end in range(0, len(media), 97):
        try:
            pictures.still(media[:end], fragment, START_US, width=None, patience=patience)
        except PictureBroken as error:
            assert "picture" in error.message  # noqa: PT017


@pytest.mark.parametrize("bad", [b"", b"\0" * 10_000, b"#EXTM3U\nfile:///etc/passwd\n", b"RIFFxxxxAVI "])
def test_what_is_no_mp4_is_refused(bad: bytes, patience: Patience) -> None:
    _, fragment = clip()
    with pytest.raises(PictureBroken):
        pictures.still(bad, fragment, START_US, width=None, patience=patience)


def test_patience_ends(patience: Patience) -> None:
    class Racing(FixedClock):
        def monotonic(self) -> float:
            self.advance(3)
            return super().monotonic()

    media, fragment = clip()
    hurried = Patience(Racing(datetime(2026, 6, 1, tzinfo=UTC)), 5)
    with pytest.raises(PictureBroken, match="too long"):
        pictures.still(media, fragment, START_US + SECOND_US * 2, width=None, patience=hurried)


def test_an_absurd_size_is_refused_before_it_is_decoded(patience: Patience, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_MOST_PIXELS", 1000)
    media, fragment = clip()
    with pytest.raises(PictureBroken):
        pictures.still(media, fragment, START_US, width=None, patience=patience)
