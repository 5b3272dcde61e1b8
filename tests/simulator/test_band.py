from __future__ import annotations

import io
from collections.abc import Iterator

import av
import numpy as np
import pytest

from beadle.simulator.band import HEIGHT, WHITE, Band, BandLayout, inter_slice, intra_slice
from beadle.simulator.clips import Clip, ClipFormat, encode
from beadle.simulator.readback import read_clock
from beadle.simulator.stamp import CELLS, USED, strip

START_US = 1_795_363_199_500_000
"""Half a second before a whole minute, so that many letters change at once."""


def rows_at(layout: BandLayout, label: str, moment_us: int):
    return layout.rows(strip(12, moment_us // 100_000) << CELLS - USED, layout.line(label, moment_us))


def scene(form: ClipFormat, count: int) -> Clip:
    """A clip with a moving bar on noise."""
    rng = np.random.default_rng(3)
    ground = rng.integers(40, 200, (form.visible_height * 3 // 2, form.width), np.uint8)

    def pictures() -> Iterator[np.ndarray]:
        for index in range(count):
            picture = ground.copy()
            picture[: form.visible_height, index * 8 % form.width : index * 8 % form.width + 24] = 220
            yield picture

    return encode(pictures(), form)


def decode(nals: list[bytes]) -> list[np.ndarray]:
    stream = b"".join(b"\0\0\0\1" + nal for nal in nals)
    with av.open(io.BytesIO(stream), format="h264") as container:
        container.streams.video[0].codec_context.options = {"err_detect": "explode"}
        pictures = [frame.to_ndarray(format="yuv420p") for frame in container.decode(video=0)]
    return [picture[: picture.shape[0] * 2 // 3] for picture in pictures]


def with_white_band(clip: Clip) -> list[bytes]:
    """What the encoder saw: the band as white macroblocks."""
    white = (bytes([WHITE]) * 256 + bytes([128]) * 128,) * clip.sequence.width
    nals = list(clip.parameter_sets)
    for index, frame in enumerate(clip.frames):
        header = clip.header(index)
        nals.append(frame)
        for row in range(3):
            if header.inter:
                nals.append(inter_slice(header, clip.sequence, row, ()))
            else:
                nals.append(intra_slice(header, clip.sequence, row, white))
    return nals


def with_band(clip: Clip, band: Band) -> list[bytes]:
    nals = list(clip.parameter_sets)
    for index, frame in enumerate(clip.frames):
        nals += [frame, *band.slices(clip.header(index), clip.sequence, START_US + index * 40_000)]
    return nals


@pytest.mark.parametrize(
    "form", [ClipFormat(1280, 720, 2000, 25), ClipFormat(640, 360, 500, 25), ClipFormat(320, 240, 300, 25)]
)
def test_every_decoded_picture_carries_its_time_and_the_scene_is_untouched(form: ClipFormat) -> None:
    clip = scene(form, 50)
    plain = decode(with_white_band(clip))

    shown = decode(with_band(clip, Band(BandLayout(form.width), "012 MARKET PLACE", 12)))

    assert len(shown) == len(plain) == 50
    for index, (picture, without) in enumerate(zip(shown, plain, strict=True)):
        assert picture.shape == (form.height, form.width)
        found = read_clock(picture)
        assert found is not None, index
        assert found[0] == 12
        assert int(found[1].timestamp() * 10) == (START_US + index * 40_000) // 100_000
        assert np.array_equal(picture[: form.scene_height], without[: form.scene_height])


def test_the_band_shows_exactly_the_samples_of_its_layout() -> None:
    form = ClipFormat(320, 240, 300, 25)
    clip = scene(form, 25)
    layout = BandLayout(form.width)

    shown = decode(with_band(clip, Band(layout, "012 MARKET PLACE", 12)))

    for index, picture in enumerate(shown):
        rows = rows_at(layout, "012 MARKET PLACE", START_US + index * 40_000)
        for row, bodies in enumerate(rows):
            expected = np.hstack([np.frombuffer(body[:256], np.uint8).reshape(16, 16) for body in bodies])
            top = form.height - HEIGHT + 16 * row
            assert np.array_equal(picture[top : top + 16], expected), (index, row)


def test_an_unchanged_clock_costs_a_few_bytes() -> None:
    clip = scene(ClipFormat(320, 240, 300, 25), 2)
    band = Band(BandLayout(320), "012", 12)
    band.slices(clip.header(0), clip.sequence, START_US)
    later = band.slices(clip.header(1), clip.sequence, START_US + 10_000)

    assert sum(len(nal) for nal in later) < 40


def test_a_label_that_is_too_long_leaves_room_for_the_time() -> None:
    layout = BandLayout(320)
    long = rows_at(layout, "012 " + "X" * 60, START_US)
    short = rows_at(layout, "012", START_US)

    assert all(len(row) == layout.columns for row in long)
    assert long[1][-10:] == short[1][-10:]


def test_a_repeated_band_does_not_move() -> None:
    form = ClipFormat(320, 240, 300, 25)
    clip = scene(form, 50)
    band = Band(BandLayout(320), "012", 12)
    nals = [*clip.parameter_sets, clip.frames[0], *band.slices(clip.header(0), clip.sequence, START_US)]
    for index in range(1, 50):
        nals += [clip.frames[index], *band.repeat(clip.header(index), clip.sequence)]

    shown = decode(nals)

    assert all(np.array_equal(picture[-HEIGHT:], shown[0][-HEIGHT:]) for picture in shown)


def test_a_very_small_picture_shows_the_time_without_the_date() -> None:
    line = BandLayout(160).line("012 MARKET PLACE", START_US)

    assert len(line) == 20
    assert line.startswith(" 012")
    assert line.endswith(":59:59.5Z ")
