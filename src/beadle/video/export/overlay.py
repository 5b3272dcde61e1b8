"""Words burnt into the picture of a working copy: which camera, and when, in local time and UTC."""

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


def caption(camera: str, moment_us: int, zone: ZoneInfo) -> str:
    """ "Market Place  Mon 2026-06-01 13:00:00.040 BST  (12:00:00.040 UTC)"."""
    moment = from_us(moment_us)
    local = moment.astimezone(zone)
    name = plain(camera)
    return (
        f"{name}  {local:%a %Y-%m-%d %H:%M:%S}.{local.microsecond // 1000:03d} {local.tzname()}"
        f"  ({moment:%H:%M:%S}.{moment.microsecond // 1000:03d} UTC)"
    )


def plain(text: str) -> str:
    """The text in the letters that the burnt-in font has: accents are dropped, other signs become "?"."""
    spread = unicodedata.normalize("NFKD", text)
    kept = "".join(c for c in spread if not unicodedata.combining(c))
    return "".join(c if " " <= c <= "~" else "?" for c in kept)[:60]


def burn(frame: VideoFrame, text: str) -> VideoFrame:
    """The frame with a black strip along its lower edge that holds the text. Expects yuv420p; draws in place."""
    width, height = frame.width, frame.height
    strip = max(8, (height // 24) & ~1)
    luma = _plane(frame, 0)
    luma[height - strip : height, :width] = _BLACK
    for index in (1, 2):
        _plane(frame, index)[(height - strip) // 2 : (height + 1) // 2, : (width + 1) // 2] = _GREY
    scale, thickness = _fit(text, width - 8, strip * 0.7)
    area = np.full((strip, width), _BLACK, np.uint8)
    cv2.putText(area, text, (4, round(strip * 0.78)), _FONT, scale, _WHITE, thickness, cv2.LINE_AA)
    luma[height - strip : height, :width] = area
    return frame


def _fit(text: str, width: float, height: float) -> tuple[float, int]:
    (at_one, tall), _ = cv2.getTextSize(text, _FONT, 1.0, 1)
    scale = max(0.2, min(height / max(tall, 1), width / max(at_one, 1)))
    return scale, 2 if scale > 0.9 else 1


def _plane(frame: VideoFrame, index: int) -> NDArray[np.uint8]:
    plane = frame.planes[index]
    return np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
