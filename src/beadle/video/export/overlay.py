"""Words burnt into a working copy: which camera, and when, in local time and UTC.

They stand on a strip below the picture, so that they hide nothing of it.
"""

from __future__ import annotations

import unicodedata
from zoneinfo import ZoneInfo

import cv2
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from beadle.platform.clock import from_us

_BLACK, _WHITE, _GREY = 16, 235, 128
"""Video levels of luma, and colour's middle (ITU-R BT.709)."""
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_WIDE = 900
"""Pixels from which name and time fit beside each other."""
_SMALL_LETTERS = 30
"""Lines lower than this are drawn four times as large and made smaller, so that they stay legible; others twice."""


def captions(camera: str, moment_us: int, zone: ZoneInfo) -> tuple[str, str]:
    """Name and time: "Market Place", "Mon 2026-06-01 13:00:00.040 BST (12:00:00.040 UTC)"."""
    moment = from_us(moment_us)
    local = moment.astimezone(zone)
    there = f"{local:%a %Y-%m-%d %H:%M:%S}.{local.microsecond // 1000:03d} {local.tzname()}"
    return plain(camera), f"{there} ({moment:%H:%M:%S}.{moment.microsecond // 1000:03d} UTC)"


def plain(text: str) -> str:
    """The text in the letters that the burnt-in font has: accents are dropped, other signs become "?"."""
    spread = unicodedata.normalize("NFKD", text)
    kept = "".join(c for c in spread if not unicodedata.combining(c))
    return "".join(c if " " <= c <= "~" else "?" for c in kept)[:60]


def strip_height(width: int, height: int) -> int:
    """Pixels of the strip below a picture of that size; even."""
    line = max(18, height // 30)
    return (line if width >= _WIDE else 2 * line) & ~1


def captioned(frame: VideoFrame, words: tuple[str, str]) -> VideoFrame:
    """A new frame: the picture (yuv420p, even size) untouched, and below it the strip with the words."""
    width, height = frame.width, frame.height
    strip = strip_height(width, height)
    made = VideoFrame(width, height + strip, "yuv420p")
    for index, shift in enumerate((0, 1, 1)):
        rows, columns = height >> shift, width >> shift
        plane = _plane(made, index)
        plane[:rows, :columns] = _plane(frame, index)[:rows, :columns]
        plane[rows:, :columns] = _BLACK if index == 0 else _GREY
    lines = ["  ".join(words)] if width >= _WIDE else list(words)
    tall = strip // len(lines)
    for number, text in enumerate(lines):
        top = height + number * tall
        _plane(made, 0)[top : top + tall, :width] = _drawn(text, width, tall)
    return made


def _drawn(text: str, width: int, height: int) -> NDArray[np.uint8]:
    finer = 4 if height < _SMALL_LETTERS else 2
    area = np.full((height * finer, width * finer), _BLACK, np.uint8)
    room = (width - 8) * finer, height * finer * 0.62
    (at_one, tall), _ = cv2.getTextSize(text, _FONT, 1.0, 2)
    scale = min(room[0] / max(at_one, 1), room[1] / max(tall, 1))
    thickness = max(1, round(scale * 2.2))
    origin = 4 * finer, round(height * finer * 0.5 + tall * scale * 0.5)
    cv2.putText(area, text, origin, _FONT, scale, _WHITE, thickness, cv2.LINE_AA)
    return np.asarray(cv2.resize(area, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _plane(frame: VideoFrame, index: int) -> NDArray[np.uint8]:
    plane = frame.planes[index]
    return np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
