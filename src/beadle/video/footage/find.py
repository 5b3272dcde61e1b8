"""Finding footage by camera and time over several volumes. Reads only; works beside the recorder and without one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self, TypeVar

from beadle.platform.errors import BeadleError
from beadle.video.footage.errors import IndexDamaged, NoFootage
from beadle.video.footage.holds import list_holds
from beadle.video.footage.reader import VolumeReader
from beadle.video.footage.spans import clipped, joined
from beadle.video.footage.terms import CameraTimeline, Fragment, Gap, Segment, Span
from beadle.video.footage.timeline import Buckets, camera_timeline
from beadle.video.footage.volume import Volume

_T = TypeVar("_T")


class Archive:
    """The footage on some volumes, which stay the caller's to close. Calls block on the disk; any thread may call.

    A volume that cannot be read leaves its reason in `faults` (path to plain words) and the others still answer;
    where none can be read, the error is raised.
    """

    def __init__(self, volumes: Sequence[Volume]) -> None:
        self._readers = [VolumeReader(each) for each in volumes]
        self.faults: dict[str, str] = {}

    @property
    def volumes(self) -> list[Volume]:
        """The volumes, in order."""
        return [each.volume for each in self._readers]

    def close(self) -> None:
        """Close the connections to the indexes."""
        for each in self._readers:
            each.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _each(self, ask: Callable[[VolumeReader], list[_T]]) -> list[_T]:
        """Answers of all volumes that answer."""
        answers: list[_T] = []
        failure: BeadleError | None = None
        answered = False
        for reader in self._readers:
            path = str(reader.volume.path)
            try:
                answers += ask(reader)
            except (BeadleError, OSError) as error:
                self.faults[path] = str(error)
                failure = error if isinstance(error, BeadleError) else IndexDamaged(f"{path} cannot be read ({error}).")
            else:
                answered = True
                self.faults.pop(path, None)
        if failure is not None and not answered:
            raise failure
        return answers

    def cameras(self) -> list[str]:
        """Keys of all cameras that were ever recorded."""
        return sorted(set(self._each(lambda reader: reader.cameras())))

    def segments(self, camera: str, from_us: int, to_us: int) -> list[Segment]:
        """Segments with any moment in the range, oldest first; an open one as far as it is safe on disk."""
        found = self._each(lambda reader: reader.segments(camera, from_us, to_us))
        return sorted(found, key=lambda each: each.start_us)

    def segment(self, camera: str, key: str) -> Segment:
        """The segment with that key (`Segment.key`). Raises NoFootage."""
        volume_id, _, start = key.partition(".")
        if start.isdecimal() and len(start) < 18:
            begin = int(start)
            for each in self.segments(camera, begin, begin + 1):
                if each.start_us == begin and each.volume_id == volume_id:
                    return each
        raise NoFootage("That footage is not there, or not any more.")

    def fragments_of(self, segment: Segment) -> list[Fragment]:
        """All fragments of a segment, in order."""
        for reader in self._readers:
            if reader.volume.id == segment.volume_id:
                return reader.fragments(segment)
        raise NoFootage("The volume of that footage is not there.")

    def fragments(self, camera: str, from_us: int, to_us: int) -> list[tuple[Segment, list[Fragment]]]:
        """Segments and, of each, the fragments with any moment in the range."""
        found = []
        for segment in self.segments(camera, from_us, to_us):
            inside = [each for each in self.fragments_of(segment) if each.start_us < to_us and each.end_us > from_us]
            if inside:
                found.append((segment, inside))
        return found

    def recorded(self, camera: str, from_us: int, to_us: int) -> list[tuple[Segment, list[Fragment]]]:
        """Segments with any moment in the range, each with all its fragments: what `clip.plan_clips` takes."""
        return [(each, self.fragments_of(each)) for each in self.segments(camera, from_us, to_us)]

    def spans(self, camera: str, from_us: int, to_us: int) -> list[Span]:
        """Stretches of footage in the range, joined over all volumes and clipped to it."""
        return clipped(joined(self._each(lambda reader: reader.spans(camera, from_us, to_us))), from_us, to_us)

    def gaps(self, camera: str, from_us: int, to_us: int) -> list[Gap]:
        """Gaps with any moment in the range, oldest first."""
        found = self._each(lambda reader: reader.gaps(camera, from_us, to_us))
        return sorted(set(found), key=lambda gap: gap.start_us)

    def timeline(self, cameras: Sequence[str], from_us: int, to_us: int, buckets: int = 600) -> list[CameraTimeline]:
        """The time line of each camera, in the order asked. Raises ValueError at an absurd range."""
        parts = Buckets(from_us, to_us, buckets)
        holds = [each for each in list_holds(self.volumes) if each.active]
        readers = self._readable()
        return [camera_timeline(readers, camera, parts, holds) for camera in cameras]

    def _readable(self) -> list[VolumeReader]:
        """The volumes whose index answers."""

        def ask(reader: VolumeReader) -> list[VolumeReader]:
            reader.query("SELECT 1")
            return [reader]

        return self._each(ask)

    def newest_us(self, camera: str) -> int | None:
        """The end of a camera's last footage; None where it has none."""
        ends = self._each(lambda reader: [reader.ends(camera)])
        return max((each[1] for each in ends if each is not None), default=None)

    def oldest_us(self, camera: str) -> int | None:
        """The start of a camera's first footage that is left; None where it has none."""
        ends = self._each(lambda reader: [reader.ends(camera)])
        return min((each[0] for each in ends if each is not None), default=None)
