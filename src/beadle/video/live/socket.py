"""The media socket: how the server and other processes get pictures and states from the recorder, and configure it.

A Unix socket that only the recorder's own user may open, or TCP with TLS where each request carries the node's token.
One connection is one operation. What comes in is one bounded JSON message, whoever sends it.
"""

from __future__ import annotations

import asyncio
import hmac
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from beadle.platform.errors import BeadleError, Invalid
from beadle.platform.log import get_logger
from beadle.platform.tasks import TaskSet
from beadle.video.live import keyframe
from beadle.video.live.errors import BadMessage, NoPicture, TooManyViewers, WrongToken
from beadle.video.live.terms import Station
from beadle.video.live.viewer import SocketListener, SocketViewer
from beadle.video.live.wire import HEAD_BYTES, JSON, pack_json, unpack_head, unpack_json
from beadle.video.terms import StreamName

_log = get_logger("live")

LONGEST_REQUEST = 8 * 1024 * 1024
"""A configuration of 2,500 cameras has about 1 MB."""
REQUEST_S = 5.0
"""From the opening of the connection to the whole request."""
FORMAT_S = 10.0
"""From "live" to the first key frame of a stream that may have to be opened."""
MOST_VIEWERS = 400
"""Above this recording would begin to feel it."""


class MediaSocket:
    """Listens on `path`, or on (host, port) with a TLS context and a token: `async with MediaSocket(station, path)`."""

    def __init__(
        self,
        station: Station,
        path: Path | None = None,
        *,
        address: tuple[str, int] | None = None,
        tls: ssl.SSLContext | None = None,
        token: str = "",
    ) -> None:
        if (path is None) == (address is None):
            raise Invalid("The media socket needs a path or an address, and not both.")
        if address is not None and (tls is None or not token):
            raise Invalid(
                "The media socket beyond this machine needs TLS and a node token.",
                advice="Set video.live.certificate, video.live.key and the token, or use a Unix socket.",
            )
        self._station = station
        self._path = path
        self._address = address
        self._tls = tls
        self._token = token
        self._server: asyncio.Server | None = None
        self._tasks = TaskSet()
        self.connections: set[Connection] = set()

    @property
    def port(self) -> int:
        """Where it listens, when it does so on TCP."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        await self._tasks.__aenter__()

        def make() -> Connection:
            return Connection(self, self._station, self._tasks)

        if self._path is not None:
            self._path.unlink(missing_ok=True)
            self._server = await _listen_privately(loop, make, self._path)
        else:
            assert self._address is not None
            self._server = await loop.create_server(make, *self._address, ssl=self._tls)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
        for connection in tuple(self.connections):
            connection.abort()
        await self._tasks.cancel()
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def admit(self, request: dict[str, Any]) -> None:
        """Check the node's token. Raises WrongToken."""
        if self._address is None:
            return
        if not hmac.compare_digest(str(request.get("token", "")).encode(), self._token.encode()):
            raise WrongToken("The node token is wrong.", advice="Enter the token that the recorder was set up with.")


async def _listen_privately(
    loop: asyncio.AbstractEventLoop, make: Callable[[], Connection], path: Path
) -> asyncio.Server:
    """Bind, close to others, and only then take connections: nobody slips in between."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    path.chmod(0o600)  # noqa: ASYNC240 - one call at the start
    return await loop.create_unix_server(make, sock=listener)


class Connection(asyncio.Protocol):
    """One operation of one peer."""

    def __init__(self, owner: MediaSocket, station: Station, tasks: TaskSet) -> None:
        self._owner = owner
        self._station = station
        self._tasks = tasks
        self._received = bytearray()
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._end: Callable[[], None] | None = None
        self._asked = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport) or hasattr(transport, "write")
        self._transport = transport  # type: ignore[assignment]  # uvloop's transports are no subclass
        self._owner.connections.add(self)
        self._after(REQUEST_S, self.abort)

    def data_received(self, data: bytes) -> None:
        if self._asked:
            return  # one request a connection; the rest is not for us
        self._received += data
        try:
            request = self._request()
        except BeadleError as error:
            self._refuse(error)
            return
        if request is not None:
            self._asked = True
            self._cancel_timer()
            self._tasks.spawn(self._serve(request), name="media socket request")

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio gives it
        self._cancel_timer()
        self._owner.connections.discard(self)
        if self._end is not None:
            self._end()
            self._end = None

    def abort(self) -> None:
        """End the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    def _request(self) -> dict[str, Any] | None:
        if len(self._received) < HEAD_BYTES:
            return None
        length, kind = unpack_head(memoryview(self._received)[:HEAD_BYTES])
        if kind != JSON or length > LONGEST_REQUEST:
            raise BadMessage("The first message must be a JSON request.")
        if len(self._received) < HEAD_BYTES + length:
            return None
        return unpack_json(bytes(self._received[HEAD_BYTES : HEAD_BYTES + length]))

    async def _serve(self, request: dict[str, Any]) -> None:
        try:
            self._owner.admit(request)
            await self._perform(request)
        except BeadleError as error:
            self._refuse(error)
        except (TypeError, ValueError, KeyError) as error:
            _log.warning("request refused", op=str(request.get("op"))[:20], exc_info=error)
            self._refuse(BadMessage("The request to the media socket is not complete."))

    async def _perform(self, request: dict[str, Any]) -> None:
        match request.get("op"):
            case "live":
                self._live(str(request["camera"]), StreamName(request.get("stream", "main")))
            case "status":
                self._answer(self._station.status())
            case "events":
                self._events()
            case "configure":
                self._answer(await self._station.configure(int(request["version"]), list(request["cameras"])))
            case "keyframe" | "findings" | "accept_view":
                self._watch_pictures(request)
            case "reopen":
                self._answer({"found": self._station.reopen_volume(str(request["path"]))})
            case other:
                raise BadMessage(f"The recorder knows no operation {str(other)[:20]!r}.")

    def _watch_pictures(self, request: dict[str, Any]) -> None:
        """What the picture watch asks and says."""
        if request["op"] == "findings":
            self._answer({"known": self._station.note_findings(list(request["rows"]))})
            return
        if request["op"] == "accept_view":
            self._station.accept_view(str(request["camera"]))
            self._answer({})
            return
        stream = StreamName(request["stream"]) if request.get("stream") else None
        found, about = self._station.key_frame(str(request["camera"]), stream)
        self._end_with(keyframe.pack(found, int(request.get("after_us", 0)), about))

    def _live(self, camera: str, stream: StreamName) -> None:
        if sum(connection.watching for connection in self._owner.connections) >= MOST_VIEWERS:
            raise TooManyViewers(
                f"{MOST_VIEWERS} pictures are being watched, which is as many as this recorder gives out.",
                advice="Close some tiles.",
            )
        if self._transport is None or self._transport.is_closing():
            return
        viewer = SocketViewer(self._transport)
        self._end = lambda: self._station.unwatch(camera, stream, viewer)
        self._station.watch(camera, stream, viewer)
        if not viewer.started:
            self._after(FORMAT_S, lambda: self._no_picture(viewer))

    def _no_picture(self, viewer: SocketViewer) -> None:
        if not viewer.started:
            self._refuse(NoPicture("The camera has sent no picture.", advice="Look at the camera's state."))

    @property
    def watching(self) -> bool:
        """Whether this is a viewer or a listener."""
        return self._end is not None

    def _events(self) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        listener = SocketListener(self._transport)
        self._end = lambda: self._station.events.remove(listener)
        listener.tell(pack_json({"ok": True, "type": "status", **self._station.status()}))
        self._station.events.add(listener)

    def _answer(self, content: dict[str, Any]) -> None:
        self._finish({"ok": True, **content})

    def _refuse(self, error: BeadleError) -> None:
        self._finish({"ok": False, "kind": kind_of(error), "message": error.message, "advice": error.advice})

    def _finish(self, content: dict[str, Any]) -> None:
        self._end_with(pack_json(content))

    def _end_with(self, message: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(message)
            self._transport.close()

    def _after(self, seconds: float, then: Callable[[], None]) -> None:
        self._timer = asyncio.get_running_loop().call_later(seconds, then)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def kind_of(error: BeadleError) -> str:
    """Which of the eight kinds it is, by name."""
    lineage = type(error).__mro__
    return lineage[lineage.index(BeadleError) - 1].__name__ if type(error) is not BeadleError else "Unavailable"
