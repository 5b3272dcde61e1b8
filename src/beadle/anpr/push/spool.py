"""The writing end of the spool: a message is on disk before anybody says that it was received.

One thread writes. It takes every message that waits, writes them in one go and makes them durable with one `fdatasync`,
so that hundreds a second need few of them. Any process may write, each into segments of its own; none needs a database.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import queue
import secrets
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from beadle.anpr.push.errors import SpoolBusy, SpoolFull
from beadle.anpr.push.message import MARK_BYTES, Message, encode
from beadle.anpr.push.segments import FILE_MARK, name_of, path_of, sizes
from beadle.platform.clock import Clock
from beadle.platform.log import get_logger
from beadle.platform.storage import free_bytes, fsync_dir

FOLDER = ("anpr", "spool")
_MOST_WAITING = 64 << 20
_MOST_TOGETHER = 8 << 20
_ROOM_EVERY_S = 2.0
_log = get_logger("plates")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large the spool may become. Bytes and seconds.

    most: of all segments together. reserve: free space that is always left on the disk. segment, seconds: how large
    and how old a segment becomes before the next one is begun.
    """

    most: int = 200 << 30
    reserve: int = 512 << 20
    segment: int = 64 << 20
    seconds: float = 600.0


@dataclass(slots=True)
class Figures:
    """What a writer has done since it began. `failed`: messages that were refused because they could not be kept."""

    kept: int = 0
    failed: int = 0
    syncs: int = 0
    trouble: str = ""
    """Why the last message could not be kept; "" since one could."""


def spool_folder(data_dir: Path) -> Path:
    """Where the spool lies in the data folder."""
    return data_dir.joinpath(*FOLDER)


_Waiting = tuple[Message, "Future[str]"]


class Spool:
    """`with Spool(folder, clock) as spool: spool.send(message).result()`, or `await spool.put(message)`."""

    def __init__(self, folder: Path, clock: Clock, bounds: Bounds | None = None) -> None:
        self.folder = folder
        self.figures = Figures()
        self._clock = clock
        self._bounds = bounds or Bounds()
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._waiting = 0
        self._segment: _Segment | None = None
        self._began_us = 0
        self._looked: float | None = None
        self._thread = threading.Thread(target=self._work, name="plate spool", daemon=True)

    def __enter__(self) -> Self:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._queue.put(None)
        self._thread.join()

    async def __aenter__(self) -> Self:
        return await asyncio.to_thread(self.__enter__)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.__exit__, kind, error, trace)

    async def run(self, stop: asyncio.Event) -> None:
        """It has no work of its own in the event loop."""
        await stop.wait()

    async def put(self, message: Message) -> str:
        """Keep a message; its name once it is durable. Raises SpoolBusy, SpoolFull; then nothing of it counts."""
        return await asyncio.wrap_future(self.send(message))

    def send(self, message: Message) -> Future[str]:
        """The same for callers with no event loop; any thread may call it."""
        size = len(message.body)
        with self._lock:
            if self._waiting + size > _MOST_WAITING and self._waiting:
                self.figures.failed += 1
                raise SpoolBusy("Messages come faster than the disk takes them.", advice="Send it again in a moment.")
            self._waiting += size
        done: Future[str] = Future()
        self._queue.put((message, done))
        return done

    def _work(self) -> None:
        while True:
            batch, last = self._next()
            if batch:
                self._keep(batch)
            if last:
                break
            self._roll()
        self._close()

    def _next(self) -> tuple[list[_Waiting], bool]:
        """What waits, as soon as something does, or nothing after a while; and whether this is the end."""
        batch: list[_Waiting] = []
        size = 0
        try:
            item = self._queue.get(timeout=self._bounds.seconds)
            while True:
                if item is None:
                    return batch, True
                batch.append(item)
                size += len(item[0].body)
                if size >= _MOST_TOGETHER:
                    return batch, False
                item = self._queue.get_nowait()
        except queue.Empty:
            return batch, False

    def _keep(self, batch: Sequence[_Waiting]) -> None:
        try:
            names = self._write([message for message, _ in batch])
        except (OSError, SpoolFull) as error:
            self._refuse(batch, error)
            return
        finally:
            with self._lock:
                self._waiting -= sum(len(message.body) for message, _ in batch)
        self.figures.kept += len(batch)
        self.figures.trouble = ""
        for (_, done), name in zip(batch, names, strict=True):
            if done.set_running_or_notify_cancel():  # where the camera hung up it is on disk all the same
                done.set_result(name)

    def _refuse(self, batch: Sequence[_Waiting], error: Exception) -> None:
        reason = str(error) if isinstance(error, SpoolFull) else f"The disk takes no messages: {error.strerror}."  # type: ignore[attr-defined]
        if reason != self.figures.trouble:
            _log.error("messages of cameras cannot be kept", reason=reason)
        self.figures.failed += len(batch)
        self.figures.trouble = reason
        for _, done in batch:
            if done.set_running_or_notify_cancel():
                done.set_exception(SpoolFull(reason, advice="Make room on the disk of the data folder."))

    def _write(self, messages: Sequence[Message]) -> list[str]:
        self._look_for_room()
        segment = self._segment or self._begin()
        try:
            offsets = segment.append(messages)
        except OSError:
            # Its reader may already be past what is taken away here, so nothing is ever written in its place.
            segment.cut_back()
            self._close()
            raise
        self.figures.syncs += 1
        return [name_of(segment.name, offset) for offset in offsets]

    def _look_for_room(self) -> None:
        now = self._clock.monotonic()
        if self._looked is not None and now - self._looked < _ROOM_EVERY_S and not self.figures.trouble:
            return
        if free_bytes(self.folder) < self._bounds.reserve:
            raise SpoolFull("The disk of the data folder is full.")
        if sum(sizes(self.folder).values()) >= self._bounds.most:
            raise SpoolFull("The messages of cameras have reached the bound that is set for them.")
        self._looked = now

    def _begin(self) -> _Segment:
        # A clock that is set back must not bring a later segment before an earlier one of the same writer.
        self._began_us = max(self._clock.now_us(), self._began_us + 1)
        self._segment = _Segment.begin(self.folder, self._began_us, self._clock.monotonic())
        return self._segment

    def _roll(self) -> None:
        segment = self._segment
        if segment is None:
            return
        old = self._clock.monotonic() - segment.began >= self._bounds.seconds
        if old or segment.size >= self._bounds.segment:
            self._close()

    def _close(self) -> None:
        if self._segment is not None:
            self._segment.close()
            self._segment = None


class _Segment:
    """The segment that is being written. Its lock tells readers that more may come."""

    def __init__(self, name: str, handle: int, mark: bytes, began: float) -> None:
        self.name = name
        self.began = began
        self.size = os.fstat(handle).st_size
        self._handle = handle
        self._mark = mark

    @classmethod
    def begin(cls, folder: Path, now_us: int, began: float) -> _Segment:
        """A new one, whose name is durable. now_us: for its name; began: monotonic seconds. Raises OSError."""
        name = f"{now_us:016d}-{secrets.token_hex(4)}"
        path = path_of(folder, name)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        mark = secrets.token_bytes(MARK_BYTES)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _write_all(handle, FILE_MARK + mark)
            os.fsync(handle)
            fsync_dir(folder)
        except BaseException:
            os.close(handle)
            with contextlib.suppress(OSError):
                path.unlink()
            raise
        return cls(name, handle, mark, began)

    def append(self, messages: Sequence[Message]) -> list[int]:
        """Write them and make them durable; where each begins. Raises OSError."""
        offsets, records = [], []
        at = self.size
        for message in messages:
            record = encode(message, self._mark)
            offsets.append(at)
            records.append(record)
            at += len(record)
        _write_all(self._handle, b"".join(records))
        os.fdatasync(self._handle)
        self.size = at
        return offsets

    def cut_back(self) -> None:
        """Take away what was written since the last time it was durable, as far as the disk lets us."""
        with contextlib.suppress(OSError):
            os.ftruncate(self._handle, self.size)
            os.fsync(self._handle)

    def close(self) -> None:
        """Let go of it: its readers know then that nothing more will come."""
        with contextlib.suppress(OSError):
            os.close(self._handle)


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]
