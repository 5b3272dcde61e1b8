"""The plans of a camera's clips on disk: made once, so that an export that goes on after a crash makes the same bytes
as before it."""

from __future__ import annotations

import base64
import contextlib
import gzip
import json
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from beadle.platform.storage import fsync_dir, write_atomically
from beadle.video.errors import ExportDamaged, NoFootage
from beadle.video.export.plan import ClipPlan, Piece
from beadle.video.footage.terms import Fragment, Segment, Span
from beadle.video.mp4.patch import Place
from beadle.video.terms import Codec, StreamFormat

_MOST_OPEN = 4


def plan_path(folder: Path, name: str) -> Path:
    """Where the plans of a file and of its further parts lie."""
    return folder / f".{name}.plan"


def ensure(folder: Path, name: str, make: Callable[[], list[ClipPlan]]) -> list[ClipPlan]:
    """The plans of a file's parts; made now if nobody made them before. Two who make them at once get the same ones."""
    path = plan_path(folder, name)
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mine = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_native_id()}")
        write_atomically(mine, dump(make()))
        try:
            with contextlib.suppress(FileExistsError):
                os.link(mine, path)
        finally:
            mine.unlink()
        fsync_dir(folder)
    try:
        return load(path.read_bytes())
    except (ValueError, KeyError, TypeError, EOFError, OSError) as error:
        raise ExportDamaged(
            f"The plan of the export file {name} cannot be read.", advice="Cancel the export and ask for it again."
        ) from error


def dump(plans: Sequence[ClipPlan]) -> bytes:
    """Plans as compressed JSON."""
    return gzip.compress(json.dumps([_plan_row(each) for each in plans]).encode(), 1)


def _plan_row(plan: ClipPlan) -> dict[str, Any]:
    segments: dict[str, dict[str, Any]] = {}
    rows = []
    for piece in plan.pieces:
        segments.setdefault(piece.segment.key, _segment_row(piece.segment, plan.formats))
        fragment, place = piece.fragment, piece.place
        rows.append(
            (
                *(piece.at, piece.length, piece.segment.key),
                *(
                    fragment.offset,
                    fragment.length,
                    fragment.start_us,
                    fragment.end_us,
                    fragment.tfdt,
                    fragment.duration,
                ),
                *(fragment.activity, fragment.key, place.sequence, place.tfdt, place.description),
            )
        )
    return {
        "camera": plan.camera,
        "init": base64.b64encode(plan.init).decode("ascii"),
        "formats": [_format_row(each) for each in plan.formats],
        "segments": segments,
        "pieces": rows,
        "start_us": plan.start_us,
        "end_us": plan.end_us,
        "gaps": [(each.start_us, each.end_us) for each in plan.gaps],
        "overlaps": [(each.start_us, each.end_us) for each in plan.overlaps],
    }


def load(data: bytes) -> list[ClipPlan]:
    """The plans in such bytes. Raises ValueError, KeyError, TypeError, EOFError or OSError where they are damaged."""
    return [_plan(body) for body in json.loads(gzip.decompress(data))]


def _plan(body: dict[str, Any]) -> ClipPlan:
    formats = [_format(row) for row in body["formats"]]
    segments = {key: _segment(row, formats) for key, row in body["segments"].items()}
    return ClipPlan(
        camera=body["camera"],
        init=base64.b64decode(body["init"]),
        pieces=[_piece(row, segments) for row in body["pieces"]],
        start_us=body["start_us"],
        end_us=body["end_us"],
        gaps=[Span(*each) for each in body["gaps"]],
        overlaps=[Span(*each) for each in body["overlaps"]],
        formats=formats,
    )


def _format_row(fmt: StreamFormat) -> list[Any]:
    return [str(fmt.codec), [each.hex() for each in fmt.parameter_sets], fmt.width, fmt.height]


def _format(row: list[Any]) -> StreamFormat:
    return StreamFormat(Codec(row[0]), tuple(bytes.fromhex(each) for each in row[1]), row[2], row[3])


def _segment_row(segment: Segment, formats: list[StreamFormat]) -> dict[str, Any]:
    return {
        "volume_id": segment.volume_id,
        "camera": segment.camera,
        "start_us": segment.start_us,
        "end_us": segment.end_us,
        "path": str(segment.path),
        "size": segment.size,
        "init_bytes": segment.init_bytes,
        "format": formats.index(segment.format),
        "sha256": None if segment.sha256 is None else segment.sha256.hex(),
        "camera_start_us": segment.camera_start_us,
        "open": segment.open,
    }


def _segment(row: dict[str, Any], formats: list[StreamFormat]) -> Segment:
    sha256 = None if row["sha256"] is None else bytes.fromhex(row["sha256"])
    given = {**row, "path": Path(row["path"]), "format": formats[row["format"]], "sha256": sha256}
    return Segment(**given)


def _piece(row: list[Any], segments: dict[str, Segment]) -> Piece:
    at, length, key, *rest = row
    return Piece(at, length, segments[key], Fragment(*rest[:8]), Place(*rest[8:]))


class OpenFiles:
    """Reads recorded files for a plan and keeps the last few open. For one thread at a time."""

    def __init__(self) -> None:
        self._handles: OrderedDict[Path, int] = OrderedDict()

    def __call__(self, path: Path, offset: int, length: int, /) -> bytes:
        """Bytes of a recorded file. Raises NoFootage where it is gone."""
        handle = self._handles.get(path)
        if handle is None:
            try:
                handle = self._handles[path] = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            except OSError as error:
                raise NoFootage(
                    f"A recorded file is gone ({error.strerror}).", advice="Is the disk that holds it mounted?"
                ) from error
            if len(self._handles) > _MOST_OPEN:
                os.close(self._handles.popitem(last=False)[1])
        data = os.pread(handle, length, offset)
        while 0 < len(data) < length and (more := os.pread(handle, length - len(data), offset + len(data))):
            data += more
        return data

    def close(self) -> None:
        """Close everything; it may be used again."""
        while self._handles:
            os.close(self._handles.popitem()[1])


class PlanSource:
    """The clip of a plan as something to read from, before any file of it is made."""

    def __init__(self, plan: ClipPlan) -> None:
        self.size = plan.size
        self._plan = plan
        self._files = OpenFiles()
        self._closed = False
        self._lock = threading.Lock()

    def read(self, offset: int, length: int) -> bytes:
        """Bytes of the clip."""
        with self._lock:
            data = b"".join(self._plan.read(offset, offset + length, self._files))
            if self._closed:
                self._files.close()
            return data

    def close(self) -> None:
        """Let go of the files; what is being read in another thread ends first."""
        self._closed = True
        if self._lock.acquire(blocking=False):
            self._files.close()
            self._lock.release()
