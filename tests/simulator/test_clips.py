from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from beadle.simulator.clips import BrokenClip, Clip, ClipFormat, encode, encode_h265, planes_of
from beadle.video.terms import Codec

FORM = ClipFormat(320, 240, 300, 5)


def pictures(count: int, rows: int):
    for index in range(count):
        picture = np.full((rows * 3 // 2, 320), 128, np.uint8)
        picture[:rows, 10 * index : 10 * index + 40] = 200
        yield picture


@pytest.fixture(scope="module")
def clip() -> Clip:
    return encode(pictures(10, FORM.visible_height), FORM)


def test_one_slice_a_picture_and_key_pictures_where_they_belong(clip: Clip) -> None:
    assert len(clip) == 10
    assert clip.keys == {0, 5}
    assert clip.codec is Codec.H264
    assert [frame[0] & 0x1F for frame in clip.frames[:3]] == [5, 1, 1]


def test_a_saved_clip_is_the_same(clip: Clip, tmp_path: Path) -> None:
    clip.save(tmp_path / "one.clip")
    again = Clip.load(tmp_path / "one.clip")

    assert list(again.frames) == clip.frames
    assert again.frames[2:4] == clip.frames[2:4]
    with pytest.raises(IndexError):
        again.frames[10]
    assert again.parameter_sets == clip.parameter_sets
    assert (again.keys, again.height, again.codec) == (clip.keys, clip.height, clip.codec)


@pytest.mark.parametrize("damage", [b"", b"something else", None])
def test_damaged_files_are_noticed(clip: Clip, tmp_path: Path, damage: bytes | None) -> None:
    path = tmp_path / "one.clip"
    clip.save(path)
    path.write_bytes(path.read_bytes()[:-1] if damage is None else damage)

    with pytest.raises(BrokenClip):
        Clip.load(path)


def test_packets_are_laid_out_once_and_carry_the_parameter_sets(clip: Clip) -> None:
    assert clip.packets(5) is clip.packets(5)
    assert clip.parameter_sets[0] in clip.packets(5).data
    assert clip.parameter_sets[0] not in clip.packets(6).data


def test_h265_has_three_parameter_sets() -> None:
    clip = encode_h265(pictures(10, 240), 320, 240, gop=5)

    assert len(clip.parameter_sets) == 3
    assert len(clip) == 10
    assert clip.keys == {0, 5}


@pytest.mark.parametrize(("height", "scene"), [(720, 672), (1080, 1040), (360, 320), (240, 192)])
def test_the_scene_ends_on_a_whole_macroblock_above_the_band(height: int, scene: int) -> None:
    form = ClipFormat(1280, height)

    assert form.scene_height == scene
    assert form.visible_height == scene - 16


def test_planes_are_views() -> None:
    picture = np.zeros((24, 32), np.uint8)
    light, blue, red = planes_of(picture)
    red[:] = 7

    assert (light.shape, blue.shape, red.shape) == ((16, 32), (8, 16), (8, 16))
    assert picture[20:].min() == 7
    assert picture[:20].max() == 0
