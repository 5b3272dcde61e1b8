"""What eyes know, on disk: one file a camera and stream, so that a camera turned while nobody looked is noticed too."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from beadle.platform.log import get_logger
from beadle.platform.storage import write_atomically
from beadle.video.watch.eye import CLEAR, MOST_VIEWS, Memory
from beadle.video.watch.reference import Reference
from beadle.video.watch.terms import Finding, Sign

_log = get_logger("watch")
_LARGEST = 4 * 1024 * 1024


class Store:
    """A folder of memories. Its files hold blurred edges and figures; no picture can be made of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, camera: str, stream: str) -> Memory:
        """What was known; an empty memory where there is none, or none that can be read."""
        path = self._path(camera, stream)
        try:
            with path.open("rb") as file, np.load(io.BytesIO(file.read(_LARGEST)), allow_pickle=False) as kept:
                return _memory({name: kept[name] for name in kept.files})
        except FileNotFoundError:
            return Memory()
        except (OSError, ValueError, KeyError, zipfile.BadZipFile, EOFError) as error:
            _log.warning("reference not readable; it is learned anew", camera=camera, reason=str(error))
            return Memory()

    def save(self, camera: str, stream: str, memory: Memory) -> None:
        """Keep it, whole or not at all. Raises OSError."""
        parts: dict[str, Any] = {
            "count": len(memory.references),
            "learned_us": memory.learned_us,
            "ptz": memory.ptz,
            "sign": str(memory.finding.sign),
            "detail": memory.finding.detail,
        }
        for number, reference in enumerate(memory.references):
            for name, array in reference.arrays().items():
                small = array.astype(np.float16) if getattr(array, "dtype", None) == np.float32 else array
                parts[f"{number}.{name}"] = small
        data = io.BytesIO()
        np.savez_compressed(data, **parts)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(self._path(camera, stream), data.getvalue())

    def _path(self, camera: str, stream: str) -> Path:
        return self._folder / f"{camera}.{stream}.npz"


def _memory(kept: dict[str, Any]) -> Memory:
    count = min(int(kept["count"]), MOST_VIEWS)
    references = [
        Reference.of({name.split(".", 1)[1]: kept[name] for name in kept if name.startswith(f"{number}.")})
        for number in range(count)
    ]
    sign = Sign(str(kept["sign"]))
    finding = CLEAR if sign is Sign.CLEAR else Finding(sign, str(kept["detail"]))
    return Memory(references, finding, int(kept["learned_us"]), ptz=bool(kept.get("ptz", False)))
