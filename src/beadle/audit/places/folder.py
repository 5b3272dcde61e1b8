"""A folder that only grows: one text file a month, each checkpoint behind an empty line, durable before it counts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from beadle.audit.judging import notes_in
from beadle.audit.places.terms import Sent
from beadle.platform.storage import fsync_dir


class FolderPlace:
    """Appends to `checkpoints-YYYY-MM.txt`. A checkpoint that is sent twice stands there twice, which is harmless."""

    daily = False

    def __init__(self, folder: Path) -> None:
        self.name = f"folder {folder}"
        self._folder = folder

    def send(self, checkpoints: Sequence[Sent]) -> None:
        """Append them and wait until they are on the disk. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for month, several in groupby(checkpoints, key=lambda each: f"{each.at:%Y-%m}"):
            path = self._folder / f"checkpoints-{month}.txt"
            fresh = not path.exists()
            handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
            with os.fdopen(handle, "wb") as file:
                file.write("".join(f"{each.note}\n" for each in several).encode())
                file.flush()
                os.fsync(file.fileno())
            if fresh:
                fsync_dir(self._folder)

    def newest(self) -> str | None:
        """The note that stands last in the folder; None where there is none."""
        files = sorted(self._folder.glob("checkpoints-*.txt"))
        notes = notes_in(files[-1].read_text("utf-8", errors="replace")) if files else []
        return notes[-1] if notes else None
