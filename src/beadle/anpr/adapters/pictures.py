"""Pictures that come with a read: which is the plate and which the scene, and where in it the plate is."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from beadle.anpr.terms import Box

_PATCH = ("plate", "lpr", "cutout", "crop", "lp_")
_OVERVIEW = ("detection", "vehicle", "scene", "overview", "background", "normal", "full", "combined", "car", "snap")
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_LARGEST = 65_500


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG and what the camera calls it."""

    name: str
    data: bytes = field(repr=False)


def sort_out(pictures: Sequence[Picture]) -> tuple[bytes | None, bytes | None]:
    """The plate's picture and the scene's, by their names, and else by their size: the scene is the larger one."""
    by_name = {True: _named(pictures, _PATCH), False: None}
    patch = by_name[True]
    rest = [each for each in pictures if each is not patch]
    overview = _named(rest, _OVERVIEW) or max(rest, key=lambda each: len(each.data), default=None)
    rest = [each for each in rest if each is not overview]
    if patch is None and rest:
        patch = min(rest, key=lambda each: len(each.data))
    return None if patch is None else patch.data, None if overview is None else overview.data


def _named(pictures: Iterable[Picture], words: Iterable[str]) -> Picture | None:
    found = [each for each in pictures for word in words if word in each.name.casefold()]
    return found[0] if found else None


def jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, from the frame's head; None where there is none."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        kind = data[at + 1]
        if kind == 0xFF:  # padding
            at += 1
            continue
        if kind in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return (width, height) if width and height else None
        at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    return None


def scaled(corners: Sequence[float], overview: bytes | None, units: float) -> Box | None:
    """The box with these left, top, right and bottom, in the overview's pixels.

    units: into how many the camera divides a picture's width and height. None where the picture is missing or the
    corners are not those of a box in it.
    """
    size = None if overview is None else jpeg_size(overview)
    if size is None or len(corners) != 4:
        return None
    width, height = size
    left, top, right, bottom = corners
    return in_pixels(left * width / units, top * height / units, right * width / units, bottom * height / units)


def in_pixels(left: float, top: float, right: float, bottom: float) -> Box | None:
    """The box, or None where it is empty or nowhere that a picture could be."""
    if not (0 <= left < right <= _LARGEST and 0 <= top < bottom <= _LARGEST):
        return None
    return Box(round(left), round(top), max(round(right - left), 1), max(round(bottom - top), 1))
