"""A real recorder in a process of its own, as a council would run it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
from tests.factories.waiting import PATIENCE_S, until

import beadle
from beadle.platform.errors import Unavailable
from beadle.video.live.link import RecorderLink

SOURCES = Path(beadle.__file__).parent.parent


def cameras_file(path: Path, urls: Sequence[str], **fields: str) -> Path:
    """A file of cameras `cam-1`, `cam-2` and so on; `fields` go into each."""
    more = "".join(f'{name} = "{value}"\n' for name, value in fields.items())
    path.write_text("".join(f'[[camera]]\nname = "Cam {n}"\nurl = "{url}"\n{more}' for n, url in enumerate(urls, 1)))
    return path


class RecorderProcess:
    """`async with RecorderProcess("--cameras", ..., "--volume", ..., socket=path) as recorder: ...`"""

    def __init__(self, *arguments: str | Path, socket: Path) -> None:
        self._arguments = [*map(str, arguments), "--socket", str(socket)]
        self.socket = socket
        self.link = RecorderLink(socket)
        self.log = socket.with_suffix(".log")
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start, or start again after a kill."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "beadle", "recorder", *self._arguments),
                env={**os.environ, "PYTHONPATH": str(SOURCES)},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    async def end(self, number: signal.Signals) -> int:
        """Send a signal and wait for the end; returns the exit code."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), 60)

    async def status(self) -> dict[str, Any] | None:
        """The status, or None while the recorder does not answer."""
        try:
            return await self.link.status()
        except Unavailable:
            return None

    async def until(self, look: Any, *, seconds: float = PATIENCE_S, what: str = "it") -> dict[str, Any]:
        """The first status for which `look(status)` holds."""

        async def fits() -> dict[str, Any] | None:
            found = await self.status()
            return found if found is not None and look(found) else None

        found = await until(fits, seconds=seconds, what=what, more=lambda: self.log.read_text()[-3000:])
        assert found is not None
        return found

    async def written(self, groups: int = 1, **limits: Any) -> dict[str, Any]:
        """The status once every camera has written something since the start."""
        return await self.until(
            lambda s: s["cameras"] and all(c["written_bytes"] > 0 for c in s["cameras"]), what="recording", **limits
        )

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process is not None and self.process.returncode is None:
            await self.end(signal.SIGKILL)


@contextlib.asynccontextmanager
async def recording(folder: Path, urls: Sequence[str]) -> AsyncIterator[RecorderProcess]:
    """A recorder of these addresses onto `folder`/volume, with its socket beside it."""
    file = cameras_file(folder / "cameras.toml", urls)
    async with RecorderProcess("--cameras", file, "--volume", folder / "volume", socket=folder / "r.sock") as recorder:
        yield recorder


def files(volume: Path) -> list[Path]:
    """All segments' files of a volume."""
    return sorted(volume.glob("*/*/*.mp4"))


def decode(path: Path) -> int:
    """Decode a whole file; the number of pictures. Raises where anything in it is damaged."""
    with av.open(str(path), options={"err_detect": "explode"}) as container:
        return sum(1 for _ in container.decode(video=0))
