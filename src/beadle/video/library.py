"""The footage of this machine as the server and the worker see it: its volumes, opened to read and to place holds."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from beadle.platform.clock import Clock
from beadle.platform.errors import BeadleError
from beadle.platform.log import get_logger
from beadle.video.footage.find import Archive
from beadle.video.footage.volume import Volume

_TRY_AGAIN_S = 5.0
_log = get_logger("library")


class Library:
    """Volumes by folder. A disk that is missing now is tried again every few seconds, and one that was swapped is
    opened anew, so that neither start order nor a mount matters. Blocking; any thread may call."""

    def __init__(self, folders: Sequence[Path], clock: Clock) -> None:
        self._folders = list(folders)
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[Path, tuple[Volume, tuple[int, int]]] = {}
        self._archive = Archive([])
        self._retired: list[Archive] = []
        self._looked: float | None = None
        self.missing: dict[Path, str] = {}

    def archive(self) -> Archive:
        """The footage that can be reached now."""
        with self._lock:
            now = self._clock.monotonic()
            if self._looked is None or now - self._looked >= _TRY_AGAIN_S:
                self._looked = now
                self._look()
            return self._archive

    def volumes(self) -> list[Volume]:
        """The volumes that can be reached now, in the order of the settings."""
        return self.archive().volumes

    def refresh(self) -> None:
        """Look at the folders at the next call, however short the last look was ago."""
        with self._lock:
            self._looked = None

    def _look(self) -> None:
        changed = False
        for folder in self._folders:
            place = _place(folder)
            known = self._open.get(folder)
            if known is not None and place == known[1]:
                continue
            if known is not None:
                # Readers in other threads may be in the middle of something: the folder's handle stays until the end.
                del self._open[folder]
                changed = True
            changed |= self._try(folder, place)
        if changed:
            self._retired.append(self._archive)
            self._archive = Archive([self._open[folder][0] for folder in self._folders if folder in self._open])

    def _try(self, folder: Path, place: tuple[int, int] | None) -> bool:
        try:
            volume = Volume.view(folder, self._clock)
        except (BeadleError, OSError) as error:
            if folder not in self.missing:
                _log.warning("volume not there", folder=str(folder), reason=str(error))
            self.missing[folder] = str(error)
            return False
        self.missing.pop(folder, None)
        self._open[folder] = (volume, place or (0, 0))
        return True

    def close(self) -> None:
        """Close everything."""
        with self._lock:
            for archive in (*self._retired, self._archive):
                for volume in archive.volumes:
                    volume.close()
                archive.close()
            self._retired, self._open, self._archive = [], {}, Archive([])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _place(folder: Path) -> tuple[int, int] | None:
    try:
        about = folder.stat()
    except OSError:
        return None
    return about.st_dev, about.st_ino
