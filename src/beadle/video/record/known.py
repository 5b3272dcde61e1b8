"""Which volume belongs in which folder, remembered, so that a swapped or unmounted disk is not taken for a new one."""

from __future__ import annotations

import json
from pathlib import Path

from beadle.platform.errors import DataLoss
from beadle.platform.storage import write_atomically

FILE = "volumes.json"


class KnownVolumes:
    """Volume ids by folder, in `volumes.json` of a data folder; without one, in memory only."""

    def __init__(self, data_dir: Path | None = None) -> None:
        self._path = data_dir / FILE if data_dir is not None else None
        self._ids: dict[str, str] = {}
        if self._path is not None and self._path.exists():
            try:
                self._ids = {str(key): str(value) for key, value in json.loads(self._path.read_bytes()).items()}
            except (ValueError, AttributeError) as error:
                raise DataLoss(
                    f"{self._path} cannot be read, so swapped disks would not be noticed.",
                    advice="Put it back from your backup, or remove it to accept the disks that are mounted now.",
                ) from error

    def expected(self, folder: Path) -> str | None:
        """The id of the volume that was in that folder last; None where there was none yet."""
        return self._ids.get(str(folder.absolute()))

    def remember(self, folder: Path, volume_id: str) -> None:
        """This volume belongs there from now on. Blocks until it is kept."""
        place = str(folder.absolute())
        if self._ids.get(place) == volume_id:
            return
        self._ids[place] = volume_id
        if self._path is not None:
            write_atomically(self._path, json.dumps(self._ids, indent=1).encode())
