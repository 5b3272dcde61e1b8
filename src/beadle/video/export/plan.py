"""What an export consists of, known before its first byte: size, real times, gaps and sources. Pure.

The plan itself is `footage.clip`; here is what an export says about it, to the person who asked and to the record.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from beadle.platform.clock import from_us
from beadle.video.footage.clip import ClipPlan, Piece, ReadAt, Recorded, plan_clips

__all__ = ["ClipPlan", "Piece", "ReadAt", "Recorded", "Source", "facts", "plan_clips", "sources"]


class Source(NamedTuple):
    """A recorded file of which a clip has a part. `sha256` is of the whole file; None while it is being written."""

    key: str
    path: str
    sha256: str | None
    fragments: int
    bytes: int


def sources(plan: ClipPlan) -> list[Source]:
    """The recorded files that a clip is made of, in order."""
    found: dict[str, list[Piece]] = {}
    for each in plan.pieces:
        found.setdefault(each.segment.key, []).append(each)
    listed = []
    for key, pieces in found.items():
        segment = pieces[0].segment
        digest = None if segment.sha256 is None or segment.open else segment.sha256.hex()
        listed.append(Source(key, str(segment.path), digest, len(pieces), sum(each.length for each in pieces)))
    return listed


def facts(plan: ClipPlan) -> dict[str, Any]:
    """What a clip really holds, ready for JSON. Times are ISO 8601, UTC."""
    return {
        "camera": plan.camera,
        "from": iso(plan.start_us),
        "to": iso(plan.end_us),
        "bytes": plan.size,
        "fingerprint": plan.fingerprint,
        "gaps": [{"from": iso(each.start_us), "to": iso(each.end_us)} for each in plan.gaps],
        "overlaps": [{"from": iso(each.start_us), "to": iso(each.end_us)} for each in plan.overlaps],
        "formats": [{"codec": str(each.codec), "width": each.width, "height": each.height} for each in plan.formats],
        "sources": [each._asdict() for each in sources(plan)],
    }


def iso(moment_us: int) -> str:
    """A moment as ISO 8601 with microseconds and Z."""
    return from_us(moment_us).isoformat(timespec="microseconds").replace("+00:00", "Z")
