"""The other end of the media socket: how the server process reaches the recorder.

link = RecorderLink(path)
async with link.live("market-place", "main") as stream:
    stream.header  # {"mime": ..., "width": ..., "height": ..., "stream": ...}
    async for message in stream:  # bytes: a media payload; dict: news
        ...
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from beadle.platform import errors
from beadle.platform.errors import BeadleError, Unavailable
from beadle.video.live import keyframe
from beadle.video.live.errors import BadMessage, RecorderAway
from beadle.video.live.wire import HEAD_BYTES, JSON, pack_json, unpack_head, unpack_json

CONNECT_S = 3.0
ANSWER_S = 15.0
CONFIGURE_S = 60.0
_BUFFER = 256 * 1024
"""Unread bytes at this end beyond which the recorder is made to wait, and then skips for this viewer."""

_KINDS: dict[str, type[BeadleError]] = {
    name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, BeadleError)
}


class LiveStream:
    """An open picture. `header` is what the recorder said first."""

    def __init__(self, header: dict[str, Any], reader: asyncio.StreamReader) -> None:
        self.header = header
        self._reader = reader

    def __aiter__(self) -> AsyncIterator[bytes | dict[str, Any]]:
        return _messages(self._reader)


class RecorderLink:
    """Reaches one recorder, by its socket's path or by (host, port), TLS and token. Holds no connection of its own."""

    def __init__(
        self,
        path: Path | None = None,
        *,
        address: tuple[str, int] | None = None,
        tls: ssl.SSLContext | None = None,
        token: str = "",
    ) -> None:
        self._path = path
        self._address = address
        self._tls = tls
        self._token = token

    @contextlib.asynccontextmanager
    async def live(self, camera: str, stream: str = "main") -> AsyncIterator[LiveStream]:
        """One stream of one camera. Raises NotFound, Unavailable or Full. Reading slowly makes the recorder skip."""
        async with self._connection() as (reader, writer):
            header = await self._ask(reader, writer, {"op": "live", "camera": camera, "stream": stream})
            yield LiveStream(header, reader)

    async def status(self) -> dict[str, Any]:
        """The recorder's whole state. Raises RecorderAway."""
        async with self._connection() as (reader, writer):
            return await self._ask(reader, writer, {"op": "status"})

    async def configure(self, version: int, cameras: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Hand over a configuration; the recorder keeps it. Raises Invalid or RecorderAway."""
        async with self._connection() as (reader, writer):
            request = {"op": "configure", "version": version, "cameras": list(cameras)}
            return await self._ask(reader, writer, request, CONFIGURE_S)

    async def reopen_volume(self, path: str) -> bool:
        """Tell the recorder that a disk has been seen to. False: it has no volume there. Raises RecorderAway."""
        async with self._connection() as (reader, writer):
            answer = await self._ask(reader, writer, {"op": "reopen", "path": path})
            return bool(answer["found"])

    async def key_frame(
        self, camera: str, stream: str = "", after_us: int = 0
    ) -> tuple[dict[str, Any], keyframe.KeyFrame | None]:
        """What a watcher has to know of a camera, and its key frame where there is one younger than `after_us`.

        Raises NotFound or RecorderAway.
        """
        async with self._connection() as (reader, writer):
            request = {"op": "keyframe", "camera": camera, "stream": stream, "after_us": after_us}
            about = await self._ask(reader, writer, request)
            if not about.pop("found", False):
                return about, None
            try:
                async with asyncio.timeout(ANSWER_S):
                    payload = await _read(reader)
            except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
                raise RecorderAway("The recorder broke off.", advice="It is tried again by itself.") from error
            if not isinstance(payload, bytes):
                raise BadMessage("The recorder answered with words where a picture was expected.")
            return about, keyframe.unpack(about, payload)

    async def note_findings(self, rows: Sequence[Mapping[str, Any]]) -> int:
        """Say what was found in pictures; the answer is how many of the cameras are known. Raises RecorderAway."""
        async with self._connection() as (reader, writer):
            answer = await self._ask(reader, writer, {"op": "findings", "rows": list(rows)})
            return int(answer["known"])

    async def accept_view(self, camera: str) -> None:
        """A camera's view is right as it is now. Raises NotFound or RecorderAway."""
        async with self._connection() as (reader, writer):
            await self._ask(reader, writer, {"op": "accept_view", "camera": camera})

    async def events(self) -> AsyncIterator[dict[str, Any]]:
        """The whole state first ({"type": "status", ...}), then each change. Raises RecorderAway at the end."""
        async with self._connection() as (reader, writer):
            yield await self._ask(reader, writer, {"op": "events"})
            async for message in _messages(reader):
                if isinstance(message, dict):
                    yield message
        raise RecorderAway("The recorder closed the connection.", advice="It is tried again by itself.")

    @contextlib.asynccontextmanager
    async def _connection(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        try:
            async with asyncio.timeout(CONNECT_S):
                reader, writer = await self._open()
        except (OSError, TimeoutError) as error:
            raise RecorderAway(
                "The recorder does not answer.", advice="Is the recorder process running? Recording may have stopped."
            ) from error
        try:
            yield reader, writer
        finally:
            writer.transport.abort()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._path is not None:
            return await asyncio.open_unix_connection(str(self._path), limit=_BUFFER)
        assert self._address is not None
        return await asyncio.open_connection(*self._address, ssl=self._tls, limit=_BUFFER)

    async def _ask(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        request: dict[str, Any],
        within_s: float = ANSWER_S,
    ) -> dict[str, Any]:
        if self._token:
            request["token"] = self._token
        try:
            async with asyncio.timeout(within_s):
                writer.write(pack_json(request))
                await writer.drain()
                answer = await _read(reader)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            raise RecorderAway("The recorder did not answer in time.", advice="It is tried again by itself.") from error
        if not isinstance(answer, dict):
            raise BadMessage("The recorder answered with pictures where words were expected.")
        if not answer.pop("ok", False):
            kind = _KINDS.get(str(answer.get("kind")), Unavailable)
            raise kind(str(answer.get("message", "")), advice=str(answer.get("advice", "")))
        return answer


async def _read(reader: asyncio.StreamReader) -> bytes | dict[str, Any]:
    length, kind = unpack_head(await reader.readexactly(HEAD_BYTES))
    payload = await reader.readexactly(length)
    return unpack_json(payload) if kind == JSON else payload


async def _messages(reader: asyncio.StreamReader) -> AsyncIterator[bytes | dict[str, Any]]:
    while True:
        try:
            yield await _read(reader)
        except (OSError, asyncio.IncompleteReadError):
            return
