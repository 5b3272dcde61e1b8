"""Photographs and video from files: whatever is wrong with one is told in words."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from beadle.anpr import files
from beadle.anpr.errors import NotAPicture

PICTURE = np.zeros((40, 60, 3), np.uint8)
PICTURE[:, :20] = (0, 0, 255)


def jpeg(path: Path, orientation: int = 0) -> Path:
    """A photograph that is red on the left, with an EXIF orientation."""
    _, data = cv2.imencode(".jpg", PICTURE)
    exif = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)
    segment = b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif if orientation else b""
    path.write_bytes(data.tobytes()[:2] + segment + data.tobytes()[2:])
    return path


def video(path: Path, frames: int = 30, rate: int = 30) -> Path:
    """Pictures that grow brighter."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(frames):
            shown = np.full((48, 64, 3), number * 8 % 256, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(shown, format="bgr24")))
        container.mux(stream.encode())
    return path


def huge_png(path: Path, side: int = 60_000) -> Path:
    """A picture of which only the head is there."""
    head = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head)))
    return path


def test_a_photograph(tmp_path: Path) -> None:
    shown = files.photograph(jpeg(tmp_path / "a.jpg"))
    assert shown.picture.shape == (40, 60, 3)
    assert shown.trouble == ""


@pytest.mark.parametrize(("orientation", "red"), [(1, (20, 5)), (3, (20, 55)), (6, (5, 20)), (8, (55, 20))])
def test_it_is_turned_upright(tmp_path: Path, orientation: int, red: tuple[int, int]) -> None:
    picture = files.photograph(jpeg(tmp_path / "a.jpg", orientation)).picture
    assert picture[red][2] > 200
    assert picture.shape[:2] == ((40, 60) if orientation < 5 else (60, 40))


@pytest.mark.parametrize("ending", [".png", ".bmp", ".webp", ".tiff"])
def test_grey_and_transparent_and_sixteen_bits(tmp_path: Path, ending: str) -> None:
    for number, odd in enumerate((PICTURE[:, :, 0], np.dstack([PICTURE, PICTURE[:, :, 0]]))):
        path = tmp_path / f"{number}{ending}"
        cv2.imwrite(str(path), odd)
        assert files.photograph(path).picture.shape == (40, 60, 3)
    deep = tmp_path / "deep.png"
    cv2.imwrite(str(deep), PICTURE.astype(np.uint16) * 257)
    assert files.photograph(deep).picture.dtype == np.uint8


def opened_somehow(path: Path) -> None:
    if not files.is_video(path):
        files.photograph(path)
        return
    with files.Video(path) as opened:
        list(opened)


def refused(path: Path) -> str:
    with pytest.raises(NotAPicture) as raised:
        opened_somehow(path)
    return str(raised.value)


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "words.jpg").write_text("this is no photograph")
    (tmp_path / "words.mp4").write_text("this is no video")
    (tmp_path / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    (tmp_path / "folder.jpg").mkdir()
    assert "no such file" in refused(tmp_path / "none.jpg")
    assert "empty" in refused(tmp_path / "empty.jpg")
    assert "no photograph" in refused(tmp_path / "words.jpg")
    assert "no video" in refused(tmp_path / "words.mp4")
    assert refused(tmp_path / "cut.png")
    assert "too large" in refused(huge_png(tmp_path / "huge.png"))
    assert "not a file" in refused(tmp_path / "folder.jpg")


def test_a_file_of_gigabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "zeros.jpg"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 5 << 30)
    assert "larger than" in refused(path)


def test_a_photograph_that_is_cut_short_is_read_and_told(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (400, 600, 3), np.uint8)
    _, data = cv2.imencode(".jpg", noise)
    path = tmp_path / "cut.jpg"
    path.write_bytes(data.tobytes()[: len(data) // 2])
    shown = files.photograph(path)
    assert shown.picture.shape == (400, 600, 3)
    assert "cut short" in shown.trouble


def test_folders_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b/2.jpg", "b/10.JPG", "a/x.png", "c.mp4", "notes.txt", ".hidden.jpg", "a/labels.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    jpeg(tmp_path / "photograph-without-ending")
    (tmp_path / "loop").symlink_to(tmp_path)
    named = [str(path.relative_to(tmp_path)) for path in files.listed([tmp_path])]
    assert named == ["a/x.png", "b/10.JPG", "b/2.jpg", "c.mp4", "photograph-without-ending"]


def test_a_file_that_is_named_is_taken_whatever_it_is(tmp_path: Path) -> None:
    assert list(files.listed([tmp_path / "notes.txt"])) == [tmp_path / "notes.txt"]


def test_video_is_known_by_its_first_bytes(tmp_path: Path) -> None:
    path = video(tmp_path / "a.mp4")
    other = path.rename(tmp_path / "a.bin")
    assert files.is_video(other)
    assert not files.is_video(jpeg(tmp_path / "photo.mp4"))


def test_pictures_of_a_video_fifteen_a_second(tmp_path: Path) -> None:
    with files.Video(video(tmp_path / "a.mp4")) as opened:
        frames = list(opened)
    assert len(frames) == 15
    assert frames[0].at_s == 0.0
    assert [frame.at_s for frame in frames[:3]] == pytest.approx([0, 1 / 15, 2 / 15], abs=0.001)
    assert opened.seconds == pytest.approx(1.0, abs=0.1)
    assert frames[-1].picture.mean() > frames[0].picture.mean() + 100


def test_a_slow_video_is_looked_at_whole(tmp_path: Path) -> None:
    with files.Video(video(tmp_path / "a.mp4", frames=10, rate=5)) as opened:
        assert len(list(opened)) == 10


def test_a_video_with_a_broken_middle_goes_on(tmp_path: Path) -> None:
    path = video(tmp_path / "a.mkv", frames=120)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 60] = os.urandom(60)
    path.write_bytes(bytes(data))
    with files.Video(path) as opened:
        assert len(list(opened)) > 5


def test_a_video_that_is_cut_short(tmp_path: Path) -> None:
    path = video(tmp_path / "a.mkv", frames=120)
    path.write_bytes(path.read_bytes()[:-200])
    with files.Video(path) as opened:
        assert len(list(opened)) > 10


def test_sound_alone_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=8000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    assert "no moving picture" in refused(path)
