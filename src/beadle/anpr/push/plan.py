"""Which cameras the analyser reads by itself, in a file that the server writes: the analyser knows no database."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from beadle.platform.log import get_logger
from beadle.platform.storage import write_atomically

FILE = ("anpr", "own-cameras.json")
_LARGEST = 4 << 20
_log = get_logger("plates")


@dataclass(frozen=True, slots=True)
class OwnCamera:
    """A camera whose plates Beadle reads.

    key: the camera's name at the recorder. region: corners of the part of the picture that is looked at, 0 to 1 from
    the upper left; empty for all of it. towards: where vehicles drive that come towards the camera: "in", "out" or "".
    fps: pictures a second that are looked at.
    """

    camera_id: uuid.UUID
    key: str
    number: int
    name: str
    region: tuple[tuple[float, float], ...]
    towards: str
    fps: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What to read. version: another one means that something changed; 0 where nothing was ever planned."""

    version: int
    cameras: tuple[OwnCamera, ...]


NOTHING = Plan(0, ())


def plan_path(data_dir: Path) -> Path:
    """Where the plan lies in the data folder."""
    return data_dir.joinpath(*FILE)


def read_plan(data_dir: Path) -> Plan:
    """The plan; NOTHING where there is none, or none that can be read."""
    path = plan_path(data_dir)
    try:
        with path.open("rb") as file:
            said = json.loads(file.read(_LARGEST))
        return Plan(int(said["version"]), tuple(_camera(row) for row in said["cameras"]))
    except FileNotFoundError:
        return NOTHING
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        _log.warning("the plan of cameras to read cannot be read", reason=str(error))
        return NOTHING


def write_plan(data_dir: Path, cameras: Iterable[OwnCamera]) -> Plan:
    """Replace the plan, where it is another one. Blocking. Raises OSError."""
    before = read_plan(data_dir)
    wanted = tuple(sorted(cameras, key=lambda camera: camera.number))
    if wanted == before.cameras and before.version:
        return before
    plan = Plan(before.version + 1, wanted)
    path = plan_path(data_dir)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    said = {"version": plan.version, "cameras": [_row(camera) for camera in wanted]}
    write_atomically(path, json.dumps(said, indent=1).encode())
    return plan


def _camera(row: Mapping[str, Any]) -> OwnCamera:
    return OwnCamera(
        camera_id=uuid.UUID(row["camera_id"]),
        key=str(row["key"]),
        number=int(row["number"]),
        name=str(row["name"]),
        region=tuple((float(x), float(y)) for x, y in row["region"]),
        towards=str(row["towards"]),
        fps=float(row["fps"]),
    )


def _row(camera: OwnCamera) -> dict[str, Any]:
    return {
        "camera_id": str(camera.camera_id),
        "key": camera.key,
        "number": camera.number,
        "name": camera.name,
        "region": [list(point) for point in camera.region],
        "towards": camera.towards,
        "fps": camera.fps,
    }
