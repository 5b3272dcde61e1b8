"""How large a picture is, from the first bytes of its file: asked before anybody decodes it. Pure.

Formats: PNG (RFC 2083), JPEG (ITU T.81, B.2.2), GIF 89a, BMP, WebP (RFC 9649), TIFF 6.0.
"""

from __future__ import annotations

import struct

_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""JPEG's markers that begin a frame and carry its size."""
_ALONE = frozenset({0x01, *range(0xD0, 0xDA)})
_WIDTH, _HEIGHT = 256, 257
_WHOLE = {3: "H", 4: "I"}
"""TIFF's types for a size, with how they are packed."""


def size_of(head: bytes) -> tuple[int, int] | None:
    """Width and height in pixels as they are stored; None where the bytes are of no format that is known here."""
    try:
        return _known(head)
    except (struct.error, IndexError):
        return None


def _known(head: bytes) -> tuple[int, int] | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _two(">II", head, 16)
    if head.startswith(b"\xff\xd8"):
        return _jpeg(head)
    if head.startswith((b"GIF87a", b"GIF89a")):
        return _two("<HH", head, 6)
    if head.startswith(b"BM"):
        width, height = _two("<ii", head, 18)
        return abs(width), abs(height)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _webp(head)
    if head[:4] in {b"II*\0", b"MM\0*"}:
        return _tiff(head)
    return None


def _two(form: str, head: bytes, at: int) -> tuple[int, int]:
    one, other = struct.unpack_from(form, head, at)
    return int(one), int(other)


def _jpeg(head: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(head):
        if head[at] != 0xFF:
            at += 1
            continue
        marker = head[at + 1]
        if marker in _FRAMES:
            height, width = _two(">HH", head, at + 5)
            return width, height
        if marker == 0xFF:
            at += 1
        elif marker in _ALONE:
            at += 2
        else:
            at += 2 + struct.unpack_from(">H", head, at + 2)[0]
    return None


def _webp(head: bytes) -> tuple[int, int] | None:
    kind = head[12:16]
    if kind == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if kind == b"VP8L":
        packed = struct.unpack_from("<I", head, 21)[0]
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    width, height = _two("<HH", head, 26)
    return width & 0x3FFF, height & 0x3FFF


def _tiff(head: bytes) -> tuple[int, int] | None:
    order = "<" if head[:2] == b"II" else ">"
    at = struct.unpack_from(f"{order}I", head, 4)[0]
    (count,) = struct.unpack_from(f"{order}H", head, at)
    found: dict[int, int] = {}
    for entry in range(count):
        tag, kind = struct.unpack_from(f"{order}HH", head, at + 2 + 12 * entry)
        if tag in {_WIDTH, _HEIGHT} and kind in _WHOLE:
            (found[tag],) = struct.unpack_from(f"{order}{_WHOLE[kind]}", head, at + 10 + 12 * entry)
    return (found[_WIDTH], found[_HEIGHT]) if len(found) == 2 else None
