"""An HLS media playlist over recorded files (RFC 8216): byte ranges, wall-clock times, gaps told apart from footage."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from beadle.platform.clock import from_us
from beadle.video.footage.terms import SECOND_US, Fragment, Segment

_SMALLEST_GAP_US = SECOND_US // 2
"""Less between two files is no hole: the next picture follows the last one's duration closely enough."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One recorded file with the fragments that are wanted of it."""

    segment: Segment
    fragments: Sequence[Fragment]


def playlist(listed: Sequence[Listed], url: Callable[[Segment], str], *, ended: bool) -> str:
    """The playlist's text. `ended` says that no more will be added to the span that was asked for."""
    longest = max((f.end_us - f.start_us for item in listed for f in item.fragments), default=SECOND_US)
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:8",  # EXT-X-GAP needs 8; EXT-X-MAP without I-frames-only needs 6
        f"#EXT-X-TARGETDURATION:{max(1, math.ceil(longest / SECOND_US))}",
        f"#EXT-X-PLAYLIST-TYPE:{'VOD' if ended else 'EVENT'}",
        "#EXT-X-INDEPENDENT-SEGMENTS",
    ]
    end_us: int | None = None
    for item in listed:
        if not item.fragments:
            continue
        address = url(item.segment)
        if end_us is not None:
            lines += _gap(end_us, item.fragments[0].start_us, longest, address)
            lines.append("#EXT-X-DISCONTINUITY")
        lines.append(f'#EXT-X-MAP:URI="{address}",BYTERANGE="{item.segment.init_bytes}@0"')
        for fragment in item.fragments:
            lines += _fragment(fragment, address)
        end_us = item.fragments[-1].end_us
    if ended:
        lines.append("#EXT-X-ENDLIST")
    return "\n".join(lines) + "\n"


def _fragment(fragment: Fragment, address: str) -> list[str]:
    return [
        f"#EXT-X-PROGRAM-DATE-TIME:{iso(fragment.start_us)}",
        f"#EXTINF:{(fragment.end_us - fragment.start_us) / SECOND_US:.6f},",
        f"#EXT-X-BYTERANGE:{fragment.length}@{fragment.offset}",
        address,
    ]


def _gap(start_us: int, end_us: int, longest_us: int, address: str) -> list[str]:
    """A hole as EXT-X-GAP entries, none longer than the target duration; a day's hole is one, not thousands."""
    length = end_us - start_us
    if length < _SMALLEST_GAP_US:
        return []
    shown = min(length, longest_us)
    return [
        "#EXT-X-DISCONTINUITY",
        f"#EXT-X-PROGRAM-DATE-TIME:{iso(start_us)}",
        "#EXT-X-GAP",
        f"#EXTINF:{shown / SECOND_US:.6f},",
        address,
    ]


def iso(moment_us: int) -> str:
    """A moment with milliseconds, as playlists have it: 2026-06-01T12:00:00.000Z."""
    return from_us(moment_us).isoformat(timespec="milliseconds").replace("+00:00", "Z")
