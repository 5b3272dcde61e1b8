"""Photographs and video from files, for whoever reads plates without a camera.

A file from outside is not trusted: its size is known before it is decoded, and whatever is wrong with it is told in
words and concerns no other file.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import cv2
import numpy as np

from beadle.anpr.engine.terms import Picture
from beadle.anpr.errors import NotAPicture
from beadle.anpr.picture_size import size_of

if TYPE_CHECKING:
    import av

PHOTOGRAPHS = frozenset({".jpg", ".jpeg", ".jpe", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".jp2", ".avif"})
VIDEOS = frozenset(
    {".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".ts", ".m2ts", ".mpg", ".mpeg", ".h264", ".264", ".h265"}
    | {".265", ".hevc", ".3gp", ".wmv", ".flv", ".dav", ".mjpeg", ".mjpg"}
)
MOST_PIXELS = 120_000_000
"""A larger picture is refused: decoded it would fill the memory. The largest cameras give some 100 megapixels."""
MOST_BYTES = 256 << 20
"""A larger file is no photograph."""
LOOKS_EACH_S = 15.0
"""Pictures of a video that are looked at, for each of its seconds."""
_HEAD = 1 << 18
_JPEG, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
_CONTAINERS = (b"\x1aE\xdf\xa3", b"FLV\x01", b"\0\0\1\xba", b"\0\0\1\xb3", b"DHAV")
_PICTURE_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1")


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture from a file, upright. trouble: what is wrong with the file though something was to be seen, or ""."""

    picture: Picture
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a video. at_s: seconds from its beginning."""

    at_s: float
    picture: Picture


def listed(paths: Iterable[Path]) -> Iterator[Path]:
    """The files themselves, and those in folders and the folders in them, in the order of their names.

    Of a folder's files only photographs and video, by their ending or their first bytes; what begins with a dot and
    what a link leads away to is passed over.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(path.iterdir(), key=lambda each: each.name)
        seen = [each for each in inside if not each.name.startswith(".") and not (each.is_dir() and each.is_symlink())]
        yield from listed(each for each in seen if each.is_dir() or _is_media(each))


def _is_media(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix in PHOTOGRAPHS | VIDEOS:
        return True
    with contextlib.suppress(OSError):
        head = _head(path)
        return size_of(head) is not None or _is_video_head(head)
    return False


def is_video(path: Path) -> bool:
    """By its first bytes, or by its ending where those say nothing. Raises NotAPicture where there is no such file."""
    try:
        head = _head(path)
    except OSError as error:
        raise NotAPicture(_why(error)) from error
    if not head:
        raise NotAPicture("The file is empty.")
    if size_of(head) is not None:
        return False
    return _is_video_head(head) or path.suffix.lower() in VIDEOS


def _head(path: Path) -> bytes:
    if not path.is_file():
        if path.exists():
            raise OSError("not a file")
        raise FileNotFoundError(str(path))
    with path.open("rb") as file:
        return file.read(_HEAD)


def _is_video_head(head: bytes) -> bool:
    if head[4:8] == b"ftyp":
        return head[8:12] not in _PICTURE_BRANDS
    if head[:4] == b"RIFF":
        return head[8:12] == b"AVI "
    return head.startswith(_CONTAINERS) or (head[:1] == b"G" and head[188:189] == b"G" and head[376:377] == b"G")


def _why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "There is no such file."
    if isinstance(error, PermissionError):
        return "The file may not be read."
    return f"The file cannot be read ({error.strerror or error})."


def photograph(path: Path) -> Photograph:
    """The picture in a file, turned as its EXIF orientation says. Raises NotAPicture."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise NotAPicture(f"The file is larger than {MOST_BYTES >> 20} MiB: that is no photograph.")
        data = path.read_bytes()
    except OSError as error:
        raise NotAPicture(_why(error)) from error
    if not data:
        raise NotAPicture("The file is empty.")
    size = size_of(data)
    if size is not None and size[0] * size[1] > MOST_PIXELS:
        raise NotAPicture(f"A picture of {size[0]} by {size[1]} pixels is too large to be read.")
    cut = data.startswith(_JPEG) and _JPEG_END not in data[-_HEAD:]
    picture = _decoded(data + _JPEG_END if cut else data)
    return Photograph(picture, "The file is cut short: what is left of it was read." if cut else "")


def _decoded(data: bytes) -> Picture:
    with _quiet():
        try:
            picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        except cv2.error as error:
            raise NotAPicture("The file is no photograph that can be read.") from error
    if picture is None or not picture.size:
        raise NotAPicture("The file is no photograph that can be read.")
    return np.asarray(picture, np.uint8)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """What is wrong with a file is said once, by us, and not by the libraries that decode it."""
    before = cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        yield
    finally:
        cv2.utils.logging.setLogLevel(before)


class Video:
    """A video's pictures, at most LOOKS_EACH_S for each second. `with Video(path) as video: for frame in video`.

    Raises NotAPicture where it opens nothing or holds no pictures. Parts that are broken are passed over.
    """

    def __init__(self, path: Path, threads: int = 1) -> None:
        self.path, self._threads = path, threads
        self.seconds: float | None = None
        """How long it is by its own account; None where it does not say."""

    def __enter__(self) -> Self:
        import av  # noqa: PLC0415 - it takes half a second, which photographs need not wait for
        from av.error import FFmpegError  # noqa: PLC0415

        av.logging.set_level(None)
        try:
            self._container = av.open(str(self.path), options={"max_pixels": str(MOST_PIXELS)})
        except (FFmpegError, OSError) as error:
            raise NotAPicture("The file is no video that can be read.") from error
        if not self._container.streams.video:
            self._container.close()
            raise NotAPicture("The file holds no moving picture.")
        self._fault: type[Exception] = FFmpegError
        self._stream = self._container.streams.video[0]
        self._stream.codec_context.thread_count = self._threads
        if self._container.duration:
            self.seconds = self._container.duration / 1e6
        return self

    def __exit__(self, *_: object) -> None:
        self._container.close()

    def __iter__(self) -> Iterator[Frame]:
        due, shown, first = 0.0, 0, None
        rate = float(self._stream.average_rate or 25)
        for frame in self._frames():
            moment = frame.time if frame.time is not None else shown / rate
            first = moment if first is None else first
            shown += 1
            if moment - first < due:
                continue
            at_s = moment - first
            due = at_s + 1.0 / LOOKS_EACH_S - 0.5 / rate
            yield Frame(at_s, _upright(frame))
        if not shown:
            raise NotAPicture("The file holds no picture that can be read.")

    def _frames(self) -> Iterator[av.VideoFrame]:
        """Every picture that can be decoded."""
        packets = self._container.demux(self._stream)
        while True:
            with contextlib.suppress(self._fault):
                packet = next(packets, None)
                if packet is None:
                    return
                yield from packet.decode()


def _upright(frame: av.VideoFrame) -> Picture:
    picture = np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
    turns = round(getattr(frame, "rotation", 0) / 90) % 4
    return np.ascontiguousarray(np.rot90(picture, turns)) if turns else picture
