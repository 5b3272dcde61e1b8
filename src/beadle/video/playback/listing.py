"""What a player is told of recorded footage: which bytes of which files, and when; one answer is bounded."""

from __future__ import annotations

from dataclasses import dataclass

from beadle.video.errors import BadRequest, NoFootage, PictureBroken
from beadle.video.footage.find import Archive
from beadle.video.footage.terms import HOUR_US, SECOND_US, CameraTimeline, Fragment, Segment
from beadle.video.playback.playlist import Listed
from beadle.video.playback.reading import FileSource

LONGEST_US = 26 * HOUR_US
"""A day of 25 hours and some room on both sides."""
MOST_FRAGMENTS = 2000
_LARGEST_FRAGMENT = 64 << 20
_NEAR_US = 60 * SECOND_US
_BACK_US = 12 * SECOND_US
"""A group of pictures that never ends is cut into pieces that are shorter than this."""


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
        for each in archive.fragments_of(segment):
            # A group in flight on a failing disk is written again on the next one: the same moment twice.
            if each.start_us < to_us and each.end_us > from_us and each.start_us not in seen:
                inside.append(each)
                seen.add(each.start_us)
        if inside:
            listed.append(Listed(segment, tuple(inside)))
    return Page(tuple(listed), None)


def at(archive: Archive, camera: str, moment_us: int) -> tuple[Segment, Fragment]:
    """The fragment that shows that moment. Raises NoFootage."""
    found = archive.fragments(camera, moment_us, moment_us + 1)
    if not found:
        raise NoFootage("Nothing was recorded at that moment.", advice="The time line shows what was recorded.")
    segment, inside = found[-1]
    return segment, inside[-1]


def before(archive: Archive, segment: Segment, fragment: Fragment) -> list[Fragment]:
    """The fragments of the same file that one which does not begin with a key frame may need, oldest first."""
    return [
        each
        for each in archive.fragments_of(segment)
        if each.offset < fragment.offset and each.start_us > fragment.start_us - _BACK_US
    ]


def near(archive: Archive, camera: str, moment_us: int) -> tuple[Segment, Fragment]:
    """The fragment whose key frame is nearest to that moment, at most a minute away. Raises NoFootage."""
    best: tuple[int, Segment, Fragment] | None = None
    for reach in (4 * SECOND_US, _NEAR_US):
        for segment, inside in archive.fragments(camera, moment_us - reach, moment_us + reach):
            for each in inside:
                away = abs(each.start_us - moment_us)
                if best is None or away < best[0]:
                    best = (away, segment, each)
        if best is not None:
            return best[1], best[2]
    raise NoFootage("Nothing was recorded near that moment.", advice="The time line shows what was recorded.")


def media_of(segment: Segment, fragments: list[Fragment]) -> bytes:
    """The init segment and these fragments, as one small file. Raises NoFootage or PictureBroken."""
    if segment.init_bytes + sum(each.length for each in fragments) > _LARGEST_FRAGMENT:
        raise PictureBroken("The pictures around that moment are too large to be shown.")
    source = FileSource(segment.path)
    try:
        parts = [source.read(0, segment.init_bytes)]
        parts += [source.read(each.offset, each.length) for each in fragments]
    finally:
        source.close()
    return b"".join(parts)


def loss_us(line: CameraTimeline, retention_days: int) -> int | None:
    """When the first footage of a time line's range is deleted for its age; None where there is none or it is held."""
    if not line.spans:
        return None
    first = line.spans[0].start_us
    if any(hold.covers(line.camera, first, first + 1) for hold in line.holds):
        return None
    return first + retention_days * 24 * HOUR_US
