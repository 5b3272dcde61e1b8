"""What lies on a volume's disk and what its index says, side by side, one camera at a time."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from beadle.platform.clock import to_us
from beadle.video.footage.volume import HOLDS, Volume

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"(\d\d)-(\d\d)-(\d\d)\.(\d{6})Z\.mp4")
_NOT_CAMERAS = frozenset({HOLDS, "lost+found"})

Ask = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
"""Runs a SELECT on the index."""


@dataclass(frozen=True, slots=True)
class Row:
    """A segment as the index has it. `end_us` is None and `size` 0 while it is open."""

    start_us: int
    end_us: int | None
    state: int
    size: int
    sha256: bytes | None


def camera_folders(volume: Volume) -> list[str]:
    """Folders of cameras on the disk."""
    with os.scandir(volume.path) as entries:
        return sorted(
            each.name for each in entries if each.is_dir(follow_symlinks=False) and each.name not in _NOT_CAMERAS
        )


def files_of(volume: Volume, camera: str) -> tuple[dict[int, int], list[str]]:
    """Start and size of each segment's file, and paths within the volume that are no segment's."""
    found: dict[int, int] = {}
    foreign: list[str] = []
    folder = volume.path / camera
    if not folder.is_dir():
        return found, foreign
    for day in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if not _DAY.fullmatch(day.name) or not day.is_dir(follow_symlinks=False):
            foreign.append(f"{camera}/{day.name}")
            continue
        with os.scandir(day.path) as entries:
            for each in entries:
                start = start_of(day.name, each.name)
                if start is None or not each.is_file(follow_symlinks=False):
                    foreign.append(f"{camera}/{day.name}/{each.name}")
                else:
                    found[start] = each.stat(follow_symlinks=False).st_size
    return found, foreign


def start_of(day: str, name: str) -> int | None:
    """The start that a segment's file is named after; None for any other name."""
    match = _TIME.fullmatch(name)
    if match is None:
        return None
    try:
        date = datetime.fromisoformat(day)
        hour, minute, second, micros = (int(part) for part in match.groups())
        return to_us(date.replace(hour=hour, minute=minute, second=second, microsecond=micros, tzinfo=UTC))
    except ValueError:
        return None


def rows_of(ask: Ask, camera: str) -> dict[int, Row]:
    """All segments of a camera in the index, by start."""
    rows = ask(
        "SELECT s.start_us, s.end_us, s.state, s.bytes, d.sha256 FROM segment s LEFT JOIN detail d"
        " ON d.camera_id = s.camera_id AND d.start_us = s.start_us"
        " WHERE s.camera_id = (SELECT id FROM camera WHERE key = ?)",
        (camera,),
    )
    return {row[0]: Row(*row) for row in rows}


def row_of(ask: Ask, camera: str, start_us: int) -> Row | None:
    """One segment as the index has it now."""
    rows = ask(
        "SELECT s.start_us, s.end_us, s.state, s.bytes, d.sha256 FROM segment s LEFT JOIN detail d"
        " ON d.camera_id = s.camera_id AND d.start_us = s.start_us"
        " WHERE s.camera_id = (SELECT id FROM camera WHERE key = ?) AND s.start_us = ?",
        (camera, start_us),
    )
    return Row(*rows[0]) if rows else None


def all_cameras(volume: Volume, ask: Ask) -> Iterator[str]:
    """Cameras that the disk or the index knows."""
    known = {str(row[0]) for row in ask("SELECT key FROM camera", ())}
    return iter(sorted(known | set(camera_folders(volume))))
