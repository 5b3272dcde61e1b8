"""The least pieces of an MP4 file: a length, four letters, and what is inside."""

from __future__ import annotations


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box of that kind around the parts."""
    return (8 + sum(map(len, parts))).to_bytes(4, "big") + kind + b"".join(parts)


def full_box(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    """A box that begins with a version and 24 bits of flags."""
    return box(kind, (version << 24 | flags).to_bytes(4, "big"), *parts)
