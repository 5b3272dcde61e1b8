"""MP4s of what a camera recorded between two times, planned before a byte of them is read. Pure.

Players decode one codec of a file, the first. So each stretch of one codec is a clip of its own; another picture size
is only another format within one.

The recorded pictures stay bit for bit what they are. Of each fragment only the number, the decoding time and the
format's number are written anew, so the length of everything is known beforehand: any range of the file that would
come out can be served, in any order, again and again, without the file ever being made.

On the clip's own clock, pictures of one recording follow one another as the camera timed them; a gap is as long as it
was by the server's clock, and the last picture before it stands meanwhile.
"""

from __future__ import annotations

import bisect
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from beadle.video.footage.errors import FootageDamaged, NoFootage
from beadle.video.footage.terms import Fragment, Segment, Span
from beadle.video.mp4.fragment import TIMESCALE
from beadle.video.mp4.init import joint_init_segment
from beadle.video.mp4.patch import HEAD_BYTES, Place, patched
from beadle.video.terms import StreamFormat

SMALLEST_GAP_US = 100_000
_CHUNK = 1 << 20

Recorded = Sequence[tuple[Segment, Sequence[Fragment]]]
"""Segments, oldest first, each with all its fragments: `Archive.recorded`."""


class ReadAt(Protocol):
    """Reads recorded files."""

    def __call__(self, path: Path, offset: int, length: int, /) -> bytes:
        """Exactly these bytes. Raises OSError or TooLate where they are gone."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One fragment in the clip: where it goes (`at`), where it comes from, and what is written over its head."""

    at: int
    length: int
    segment: Segment
    fragment: Fragment
    place: Place

    @property
    def end(self) -> int:
        """The byte behind it in the clip."""
        return self.at + self.length


@dataclass(frozen=True, slots=True)
class ClipPlan:
    """A clip that can be read at any place.

    start_us, end_us: what it really shows (server UTC): it begins with the key frame at or before the time that was
    asked for. gaps: stretches inside without footage. overlaps: stretches told twice, where the clock was set back.
    size: bytes of the whole file.
    """

    camera: str
    init: bytes
    pieces: list[Piece]
    start_us: int
    end_us: int
    gaps: list[Span]
    overlaps: list[Span]
    formats: list[StreamFormat]

    @property
    def size(self) -> int:
        """Length of the file in bytes."""
        return self.pieces[-1].end

    @property
    def fingerprint(self) -> str:
        """The same for the same bytes: an entity tag for downloads that are taken up again."""
        digest = hashlib.sha256(self.init)
        for each in self.pieces:
            place = each.place
            row = (each.segment.key, each.fragment.offset, each.length, place.sequence, place.tfdt, place.description)
            digest.update(repr(row).encode())
        return digest.hexdigest()

    def read(self, start: int, stop: int, read_at: ReadAt) -> Iterator[bytes]:
        """The clip's bytes from `start` up to, not including, `stop`, in parts of at most a mebibyte.

        Raises FootageDamaged where a file is not what the index says.
        """
        stop = min(stop, self.size)
        if start < len(self.init) and start < stop:
            yield self.init[start:stop]
        first = bisect.bisect_right(self.pieces, start, key=lambda piece: piece.end)
        for piece in self.pieces[first:]:
            if piece.at >= stop:
                return
            yield from _part(piece, max(start, piece.at) - piece.at, min(stop, piece.end) - piece.at, read_at)


def _part(piece: Piece, begin: int, end: int, read_at: ReadAt) -> Iterator[bytes]:
    """Bytes of one piece, counted from its own start."""
    path, base = piece.segment.path, piece.fragment.offset
    head = min(HEAD_BYTES, piece.length)
    if begin < head:
        try:
            whole = patched(_exactly(read_at, path, base, head), piece.place)
        except ValueError as error:
            raise FootageDamaged(
                f"The file {path} is not what was recorded.", advice="Run beadle footage check on its volume."
            ) from error
        yield whole[begin : min(head, end)]
        begin = head
    while begin < end:
        length = min(_CHUNK, end - begin)
        yield _exactly(read_at, path, base + begin, length)
        begin += length


def _exactly(read_at: ReadAt, path: Path, offset: int, length: int) -> bytes:
    data = read_at(path, offset, length)
    if len(data) != length:
        raise FootageDamaged(
            f"The file {path} is shorter than was recorded.", advice="Run beadle footage check on its volume."
        )
    return data


@dataclass(slots=True)
class _Draft:
    """A plan in the making; `clock` is where the next picture goes on the clip's clock, in ticks."""

    pieces: list[tuple[Segment, Fragment, Place]] = field(default_factory=list)
    formats: list[StreamFormat] = field(default_factory=list)
    gaps: list[Span] = field(default_factory=list)
    overlaps: list[Span] = field(default_factory=list)
    clock: int = 0
    end_us: int | None = None

    def takes(self, segment: Segment) -> bool:
        """Whether players that show what is here show this as well."""
        return self.formats[0].codec is segment.format.codec

    def add(self, segment: Segment, fragments: Sequence[Fragment]) -> None:
        """The wanted fragments of one segment, at least one, which begin with a key frame."""
        self._pass_to(fragments[0].start_us)
        if segment.format not in self.formats:
            self.formats.append(segment.format)
        description = self.formats.index(segment.format) + 1
        base = self.clock - fragments[0].tfdt
        before: Fragment | None = None
        for each in fragments:
            if before is not None and each.start_us - before.end_us >= SMALLEST_GAP_US:
                self.gaps.append(Span(before.end_us, each.start_us))
            tfdt = max(self.clock if before is None else 0, base + each.tfdt)
            self.pieces.append((segment, each, Place(len(self.pieces) + 1, tfdt, description)))
            self.clock = tfdt + each.duration
            before = each
        self.end_us = max(fragments[-1].end_us, self.end_us or fragments[-1].end_us)

    def _pass_to(self, start_us: int) -> None:
        """Go on from the end of the last segment to the start of the next."""
        if self.end_us is None:
            return
        if start_us - self.end_us >= SMALLEST_GAP_US:
            self.gaps.append(Span(self.end_us, start_us))
            self.clock += (start_us - self.end_us) * TIMESCALE // 1_000_000
        elif self.end_us - start_us >= SMALLEST_GAP_US:
            self.overlaps.append(Span(start_us, self.end_us))

    def plan(self) -> ClipPlan:
        """The finished plan of what was added."""
        assert self.end_us is not None
        init = joint_init_segment(self.formats)
        at = len(init)
        pieces = []
        for segment, fragment, place in self.pieces:
            pieces.append(Piece(at, fragment.length, segment, fragment, place))
            at += fragment.length
        camera, start_us = pieces[0].segment.camera, min(each.fragment.start_us for each in pieces)
        return ClipPlan(camera, init, pieces, start_us, self.end_us, self.gaps, self.overlaps, self.formats)


def plan_clips(recorded: Recorded, from_us: int, to_us: int) -> list[ClipPlan]:
    """Plan the clips of one camera between two moments, one for each stretch of one codec, in order; at least one.

    Raises NoFootage where nothing was recorded between them.
    """
    drafts: list[_Draft] = []
    seen: dict[tuple[int, int], str] = {}
    for segment, fragments in recorded:
        # A group that was in flight when a disk failed is written again on the next one: the same twice.
        volume = segment.volume_id
        chosen = wanted(fragments, from_us, to_us)
        fresh = [each for each in chosen if seen.setdefault((each.start_us, each.length), volume) == volume]
        if not fresh:
            continue
        if not drafts or not drafts[-1].takes(segment):
            drafts.append(_Draft())
        drafts[-1].add(segment, fresh)
    if not drafts:
        raise NoFootage("Nothing was recorded between these times.", advice="Look at the time line for what there is.")
    return [each.plan() for each in drafts]


def wanted(fragments: Sequence[Fragment], from_us: int, to_us: int) -> list[Fragment]:
    """Of a segment's fragments those with any moment in the range, from the key frame at or before its start on."""
    inside = [place for place, each in enumerate(fragments) if each.start_us < to_us and each.end_us > from_us]
    if not inside:
        return []
    first = inside[0]
    while first > 0 and not fragments[first].key:
        first -= 1
    chosen = list(fragments[first : inside[-1] + 1])
    while chosen and not chosen[0].key:
        chosen.pop(0)
    return chosen
