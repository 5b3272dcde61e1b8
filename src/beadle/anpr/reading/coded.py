"""From messages of the media socket to pictures as the camera coded them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from beadle.video.live.errors import BadMessage
from beadle.video.live.wire import INIT, unpack_media
from beadle.video.mp4.describe import formats_of
from beadle.video.mp4.fragment import TIMESCALE
from beadle.video.mp4.scan import scan
from beadle.video.terms import StreamFormat

_HEAD = 9
"""Bytes of a media payload before its MP4 boxes."""


@dataclass(frozen=True, slots=True)
class Coded:
    """One picture. data: NAL units behind their lengths in four bytes. at_us: server time at which it came, UTC."""

    data: bytes
    key: bool
    at_us: int


def format_in(payload: bytes) -> StreamFormat | None:
    """The format that a media payload announces; None where it holds pictures. Raises BadMessage."""
    flags, _ = unpack_media(payload)
    if not flags & INIT:
        return None
    try:
        return formats_of(payload[_HEAD:])[0]
    except (ValueError, IndexError) as error:
        raise BadMessage("The recorder announced a format that cannot be read.") from error


def pictures_in(payload: bytes) -> Iterator[Coded]:
    """The pictures of a media payload, in the order of decoding. What is cut short is left out. Raises BadMessage."""
    _, received_us = unpack_media(payload)
    found = scan(lambda at, length: payload[at : at + length], len(payload), start=_HEAD)
    for fragment in found.fragments:
        begin = fragment.offset + fragment.length - sum(fragment.sizes)
        step_us = fragment.duration * 1_000_000 // TIMESCALE // len(fragment.sizes)
        for place, size in enumerate(fragment.sizes):
            yield Coded(payload[begin : begin + size], fragment.key and place == 0, received_us + place * step_us)
            begin += size
