"""The map behind the cameras: a GeoJSON file of the town, read from disk, never fetched from anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from beadle.estate.errors import BadMap
from beadle.estate.settings import EstateSettings

_LARGEST = 64 * 1024 * 1024
_NO_MAP: dict[str, Any] = {"type": "FeatureCollection", "features": []}


class BaseMap:
    """The file's bytes, checked once and again when the file changes. Blocking; call it in a thread."""

    def __init__(self) -> None:
        self._stamp: tuple[str, int, int] | None = None
        self._bytes = b""

    def read(self, data_dir: Path, settings: EstateSettings) -> bytes:
        """A GeoJSON FeatureCollection; an empty one where no file is set. Raises BadMap."""
        if settings.base_map is None:
            return json.dumps(_NO_MAP).encode()
        path = data_dir / settings.base_map
        try:
            found = path.stat()
            stamp = (str(path), found.st_mtime_ns, found.st_size)
            if stamp != self._stamp:
                self._bytes = _checked(path, found.st_size)
                self._stamp = stamp
        except OSError as error:
            raise BadMap(f"The base map {path} cannot be read.", advice="Correct estate.base_map.") from error
        return self._bytes


def _checked(path: Path, size: int) -> bytes:
    if size > _LARGEST:
        raise BadMap(f"The base map is larger than {_LARGEST >> 20} MiB.", advice="Leave detail out of it.")
    data = path.read_bytes()
    try:
        read = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadMap(f"The base map {path} is not JSON.", advice="Export it as GeoJSON again.") from error
    if (
        not isinstance(read, dict)
        or read.get("type") != "FeatureCollection"
        or not isinstance(read.get("features"), list)
    ):
        raise BadMap(f"The base map {path} is not a GeoJSON FeatureCollection.", advice="Export it as GeoJSON again.")
    return data
