"""Reading recorded files for a clip, with the last few kept open: what is deleted meanwhile is read to its end."""

from __future__ import annotations

import errno
import os
from collections import OrderedDict
from pathlib import Path
from types import TracebackType
from typing import Self

from beadle.platform.errors import TooLate
from beadle.video.footage.errors import FootageDamaged

_MOST_OPEN = 8


class RecordedFiles:
    """A `clip.ReadAt`. Belongs to one thread at a time; close it after use."""

    def __init__(self) -> None:
        self._open: OrderedDict[Path, int] = OrderedDict()

    def __call__(self, path: Path, offset: int, length: int, /) -> bytes:
        """Bytes of a file; fewer behind its end. Raises TooLate where it was deleted, FootageDamaged at a bad disk."""
        try:
            handle = self._open.get(path)
            if handle is None:
                handle = self._open[path] = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
                if len(self._open) > _MOST_OPEN:
                    os.close(self._open.popitem(last=False)[1])
            return self._read(handle, offset, length)
        except OSError as error:
            if error.errno in {errno.ENOENT, errno.ENOTDIR}:
                raise TooLate(
                    "Footage was deleted while it was being read.", advice="Place a hold first, then export again."
                ) from error
            raise FootageDamaged(
                f"The file {path} cannot be read ({error.strerror}).", advice="Look at the disk."
            ) from error

    @staticmethod
    def _read(handle: int, offset: int, length: int) -> bytes:
        data = os.pread(handle, length, offset)
        while len(data) < length and (more := os.pread(handle, length - len(data), offset + len(data))):
            data += more
        return data

    def close(self) -> None:
        """Close the files."""
        while self._open:
            os.close(self._open.popitem()[1])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
