"""Telling a running simulator what to do: one JSON line in, one out, over a Unix socket."""

from __future__ import annotations

import asyncio
import json
import socket
from pathlib import Path
from typing import Any, Self

from beadle.platform.errors import BeadleError, Invalid, Unavailable
from beadle.platform.storage import runtime_dir
from beadle.simulator.faults import Fault, FaultOptions
from beadle.simulator.simulator import Simulator

_LONGEST_LINE = 65_536
_ANSWER_SECONDS = 5.0


class NotRunning(Unavailable):
    """No simulator answers on its control socket."""


class BadOrder(Invalid):
    """The order was not understood."""


def socket_path(data_dir: Path) -> Path:
    """Where the simulator of a data folder listens."""
    return runtime_dir(data_dir) / "simulator.sock"


def obey(simulator: Simulator, order: dict[str, Any]) -> dict[str, Any]:
    """Carry one order out and return the answer. Raises BadOrder and what the simulator raises."""
    what = order.get("op")
    if what == "list":
        return {"cameras": [_state(simulator, number) for number in simulator.streaming()]}
    if what not in ("fault", "mend"):
        raise BadOrder(f"The simulator does not know {what!r}.", advice="It knows list, fault and mend.")
    try:
        camera = simulator.camera(int(order["camera"]))
        kind = Fault(order["kind"]) if order.get("kind") else None
        seconds = None if order.get("seconds") is None else float(order["seconds"])
        options = FaultOptions(**{key: float(value) for key, value in order.get("options", {}).items()})
    except (KeyError, TypeError, ValueError) as error:
        raise BadOrder("The order is not whole.", advice="Give a camera, a kind of fault and numbers.") from error
    if what == "mend":
        camera.mend(kind)
    elif kind is None:
        raise BadOrder("Which fault?", advice=f"One of {', '.join(Fault)}.")
    else:
        camera.fault(kind, seconds, options)
    return {}


def _state(simulator: Simulator, number: int) -> dict[str, Any]:
    camera = simulator.camera(number)
    return {
        "number": number,
        "name": camera.served.name,
        "url": camera.url(),
        "viewers": camera.viewers,
        "faults": list(camera.served.faults.active()),
    }


class ControlSocket:
    """Listens for orders while its block lasts."""

    def __init__(self, simulator: Simulator, path: Path) -> None:
        self._simulator = simulator
        self._path = path
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._path.unlink(missing_ok=True)
        self._server = await asyncio.start_unix_server(self._talk, self._path, limit=_LONGEST_LINE)
        self._path.chmod(0o600)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
        self._path.unlink(missing_ok=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            line = await asyncio.wait_for(reader.readline(), _ANSWER_SECONDS)
            answer = self._answer(line)
        except (ValueError, TimeoutError):
            answer = {"ok": False, "message": "The order is too long or did not come."}
        writer.write(json.dumps(answer).encode() + b"\n")
        await writer.drain()
        writer.close()

    def _answer(self, line: bytes) -> dict[str, Any]:
        try:
            order = json.loads(line)
            if not isinstance(order, dict):
                raise BadOrder("The order is not an object.")
            return {"ok": True, **obey(self._simulator, order)}
        except BeadleError as error:
            return {"ok": False, "message": str(error)}
        except ValueError:
            return {"ok": False, "message": "The order is not JSON."}


def send_order(path: Path, order: dict[str, Any]) -> dict[str, Any]:
    """Give an order and return the answer. Blocks for at most five seconds. Raises NotRunning, BadOrder."""
    link = socket.socket(socket.AF_UNIX)
    link.settimeout(_ANSWER_SECONDS)
    with link:
        try:
            link.connect(str(path))
            link.sendall(json.dumps(order).encode() + b"\n")
            link.shutdown(socket.SHUT_WR)
            with link.makefile("rb") as file:
                answer: dict[str, Any] = json.loads(file.readline())
        except (OSError, ValueError) as error:
            raise NotRunning(
                "No simulator answers.", advice="Start it with `beadle simulator run` and the same data folder."
            ) from error
    if not answer.get("ok"):
        raise BadOrder(str(answer.get("message")))
    return answer
