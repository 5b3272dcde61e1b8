"""What a player is told of recorded footage: which bytes of which files, and when; one answer is bounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from beadle.video.errors import BadRequest, NoFootage, PictureBroken
from beadle.video.footage.find import Archive
from beadle.video.footage.terms import HOUR_US, SECOND_US, CameraTimeline, Fragment, Segment
from beadle.video.playback.playlist import Listed
from beadle.video.playback.reading import FileSource

LONGEST_US = 26 * HOUR_US
"""A day of 25 hours and some room on both sides."""
MOST_FRAGMENTS = 2000
_LARGEST_GROUP = 64 << 20
_NEAR_US = 60 * SECOND_US


@dataclass(frozen=True, slots=True)
class Page:
    """Files with their fragments, oldest first; `next_us` is where to go on, or None."""

    listed: tuple[Listed, ...]
    next_us: int | None


def page(archive: Archive, camera: str, from_us: int, to_us: int, *, most: int = MOST_FRAGMENTS) -> Page:
    """The fragments with any moment in the range, up to about `most`. Raises BadRequest for an absurd range."""
    if not 0 < to_us - from_us <= LONGEST_US:
        raise BadRequest("Footage is listed for at most a day at once.", advice="Ask for a shorter time.")
    listed: list[Listed] = []
    seen: set[int] = set()
    for segment in archive.segments(camera, from_us, to_us):
        if len(seen) >= most:
            return Page(tuple(listed), segment.start_us)
        inside = []
        for each in whole_groups(archive.fragments_of(segment)):
            # A group in flight on a failing disk is written again on the next one: the same moment twice.
            if each.start_us < to_us and each.end_us > from_us and each.start_us not in seen:
                inside.append(each)
                seen.add(each.start_us)
        if inside:
            listed.append(Listed(segment, tuple(inside)))
    return Page(tuple(listed), None)


def whole_groups(fragments: Sequence[Fragment]) -> list[Fragment]:
    """Fragments that each begin with a key frame: pieces of a group that never ended are put together again.

    They lie behind one another in the file, so that one range of bytes holds them all.
    """
    groups: list[Fragment] = []
    for each in fragments:
        last = groups[-1] if groups else None
        if each.key or last is None or last.offset + last.length != each.offset:
            groups.append(each)
            continue
        groups[-1] = replace(
            last,
            length=last.length + each.length,
            end_us=each.end_us,
            duration=each.tfdt - last.tfdt + each.duration,
            activity=max(last.activity, each.activity),
        )
    return groups


def at(archive: Archive, camera: str, moment_us: int) -> tuple[Segment, Fragment]:
    """The group of pictures that shows that moment. Raises NoFootage."""
    found = _groups(archive, camera, moment_us, moment_us + 1)
    if not found:
        raise NoFootage("Nothing was recorded at that moment.", advice="The time line shows what was recorded.")
    return found[-1]


def near(archive: Archive, camera: str, moment_us: int) -> tuple[Segment, Fragment]:
    """The group whose key frame is nearest to that moment, at most a minute away. Raises NoFootage."""
    for reach in (4 * SECOND_US, _NEAR_US):
        found = _groups(archive, camera, moment_us - reach, moment_us + reach)
        if found:
            return min(found, key=lambda each: abs(each[1].start_us - moment_us))
    raise NoFootage("Nothing was recorded near that moment.", advice="The time line shows what was recorded.")


def _groups(archive: Archive, camera: str, from_us: int, to_us: int) -> list[tuple[Segment, Fragment]]:
    return [
        (segment, each)
        for segment in archive.segments(camera, from_us, to_us)
        for each in whole_groups(archive.fragments_of(segment))
        if each.start_us < to_us and each.end_us > from_us
    ]


def media_of(segment: Segment, group: Fragment) -> bytes:
    """The init segment and the group, as one small file. Raises NoFootage or PictureBroken."""
    if segment.init_bytes + group.length > _LARGEST_GROUP:
        raise PictureBroken("The pictures around that moment are too large to be shown.")
    source = FileSource(segment.path)
    try:
        return source.read(0, segment.init_bytes) + source.read(group.offset, group.length)
    finally:
        source.close()


def loss_us(line: CameraTimeline, retention_days: int) -> int | None:
    """When the first footage of a time line's range is deleted for its age; None where there is none or it is held."""
    if not line.spans:
        return None
    first = line.spans[0].start_us
    if any(hold.covers(line.camera, first, first + 1) for hold in line.holds):
        return None
    return first + retention_days * 24 * HOUR_US
