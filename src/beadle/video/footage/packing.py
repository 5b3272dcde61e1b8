"""Fragment tables and activity as they stand in the index: packed, because an archive has a hundred million of them."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from beadle.video.footage.terms import ACTIVITY_BUCKET_US, HOUR_US, Fragment

_ROW = struct.Struct("<IIIIIBB")
BUCKETS_AN_HOUR = HOUR_US // ACTIVITY_BUCKET_US
_LARGEST = 0xFFFFFFFF


def pack_fragments(start_us: int, fragments: Iterable[Fragment]) -> bytes:
    """22 bytes a fragment: length, start and end after the segment's start, `tfdt`, duration, activity, key."""
    return b"".join(
        _ROW.pack(
            each.length,
            max(0, min(each.start_us - start_us, _LARGEST)),
            max(0, min(each.end_us - start_us, _LARGEST)),
            min(each.tfdt, _LARGEST),
            min(each.duration, _LARGEST),
            each.activity,
            each.key,
        )
        for each in fragments
    )


def unpack_fragments(start_us: int, init_bytes: int, table: bytes) -> list[Fragment]:
    """The fragments of a segment; the first one begins behind the init segment."""
    offset = init_bytes
    fragments = []
    for length, begin, end, tfdt, duration, activity, key in _ROW.iter_unpack(table):
        times = (start_us + begin, start_us + end)
        fragments.append(Fragment(offset, length, *times, tfdt, duration, activity, bool(key)))
        offset += length
    return fragments


def activity_by_hour(fragments: Iterable[Fragment]) -> dict[int, bytearray]:
    """The highest activity in each ten seconds, one array of 360 bytes for each hour since 1970 that is touched.

    Recorded footage counts at least 1, so that 0 means that there is none.
    """
    hours: dict[int, bytearray] = {}
    for each in fragments:
        first = each.start_us // ACTIVITY_BUCKET_US
        last = max(first, (each.end_us - 1) // ACTIVITY_BUCKET_US)
        level = max(1, each.activity)
        for bucket in range(first, min(last, first + BUCKETS_AN_HOUR) + 1):
            hour, place = divmod(bucket, BUCKETS_AN_HOUR)
            levels = hours.get(hour)
            if levels is None:
                levels = hours[hour] = bytearray(BUCKETS_AN_HOUR)
            levels[place] = max(levels[place], level)
    return hours


def join_activity(one: bytes, other: bytes) -> bytes:
    """The higher of two figures in each place."""
    return bytes(map(max, one, other))
