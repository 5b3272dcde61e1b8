"""How reading goes, camera by camera, in a file that the server shows: the analyser has no other way to say it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from beadle.platform.storage import write_atomically

FILE = ("anpr", "reading.json")
_LARGEST = 4 << 20


@dataclass(frozen=True, slots=True)
class ReadingState:
    """One camera. fps: looks a second in the last minute; wanted_fps: as set up. dropped: share left out, 0 to 1.

    reading: whether pictures come and are looked at. detail: why not, in plain words, or what is wrong; "" for nothing.
    """

    fps: float
    wanted_fps: float
    dropped: float
    reading: bool
    detail: str = ""
    last_frame_at: datetime | None = None
    last_read_at: datetime | None = None


def state_path(data_dir: Path) -> Path:
    """Where the file lies in the data folder."""
    return data_dir.joinpath(*FILE)


def write_state(data_dir: Path, at: datetime, cameras: Mapping[uuid.UUID, ReadingState]) -> None:
    """Replace the file. Blocking. Raises OSError."""
    path = state_path(data_dir)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    said = {"at": at.isoformat(), "cameras": {str(camera): _row(state) for camera, state in cameras.items()}}
    write_atomically(path, json.dumps(said, indent=1).encode())


def read_state(data_dir: Path, now: datetime, most_s: float = 30.0) -> dict[uuid.UUID, ReadingState]:
    """What the analyser said last, by camera; nothing where that is more than `most_s` ago or cannot be read."""
    try:
        with state_path(data_dir).open("rb") as file:
            said = json.loads(file.read(_LARGEST))
        if abs((now - datetime.fromisoformat(said["at"])).total_seconds()) > most_s:
            return {}
        return {uuid.UUID(camera): _state(row) for camera, row in said["cameras"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _row(state: ReadingState) -> dict[str, Any]:
    return {
        "fps": round(state.fps, 2),
        "wanted_fps": state.wanted_fps,
        "dropped": round(state.dropped, 4),
        "reading": state.reading,
        "detail": state.detail,
        "last_frame_at": None if state.last_frame_at is None else state.last_frame_at.isoformat(),
        "last_read_at": None if state.last_read_at is None else state.last_read_at.isoformat(),
    }


def _state(row: Mapping[str, Any]) -> ReadingState:
    return ReadingState(
        fps=float(row["fps"]),
        wanted_fps=float(row["wanted_fps"]),
        dropped=float(row["dropped"]),
        reading=bool(row["reading"]),
        detail=str(row["detail"]),
        last_frame_at=_moment(row["last_frame_at"]),
        last_read_at=_moment(row["last_read_at"]),
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
