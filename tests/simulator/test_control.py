from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest
from tests.factories.simulator import small_simulator

from beadle.simulator import control


async def order(path: Path, what: dict[str, object]) -> dict[str, object]:
    return await asyncio.to_thread(control.send_order, path, what)


async def test_faults_begin_and_end_by_command(tmp_path: Path) -> None:
    path = control.socket_path(tmp_path)
    async with small_simulator(2) as simulator, control.ControlSocket(simulator, path):
        await order(path, {"op": "fault", "camera": 2, "kind": "loss", "seconds": 60, "options": {"ratio": 0.5}})
        listed = await order(path, {"op": "list"})
        assert [(one["number"], one["faults"]) for one in listed["cameras"]] == [(1, []), (2, ["loss"])]
        await order(path, {"op": "mend", "camera": 2})
        assert simulator.camera(2).served.faults.active() == ()
    assert not path.exists()


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ({"op": "dance"}, "does not know"),
        ({"op": "fault", "camera": 9, "kind": "stall"}, "Camera 9"),
        ({"op": "fault", "camera": 1}, "Which fault"),
        ({"op": "fault", "camera": 1, "kind": "boredom"}, "not whole"),
        ({"op": "fault", "camera": 1, "kind": "stall", "seconds": "x"}, "not whole"),
        ({"op": "fault", "camera": 1, "kind": "stall", "seconds": -1}, "cannot last"),
        ({"op": "fault", "camera": 1, "kind": "loss", "options": {"ratio": 7}}, "share"),
        ({"op": "fault", "camera": 1, "kind": "loss", "options": {"depth": 7}}, "not whole"),
        ({"op": "fault"}, "not whole"),
    ],
)
async def test_orders_that_make_no_sense_are_refused_in_words(
    tmp_path: Path, what: dict[str, object], message: str
) -> None:
    path = control.socket_path(tmp_path)
    async with small_simulator(1) as simulator, control.ControlSocket(simulator, path):
        with pytest.raises(control.BadOrder, match=message):
            await order(path, what)


@pytest.mark.parametrize("line", [b"[]\n", b"{\n", b"\xff\n", b"x" * 100_000 + b"\n"])
async def test_lines_that_are_no_order_are_answered(tmp_path: Path, line: bytes) -> None:
    path = control.socket_path(tmp_path)
    async with small_simulator(1) as simulator, control.ControlSocket(simulator, path):
        reader, writer = await asyncio.open_unix_connection(path)
        writer.write(line)
        async with asyncio.timeout(60):
            assert b'"ok": false' in await reader.readline()
        writer.close()


def test_nobody_answers(tmp_path: Path) -> None:
    with pytest.raises(control.NotRunning, match="No simulator"):
        control.send_order(tmp_path / "none.sock", {"op": "list"})
    with socket.socket(socket.AF_UNIX) as idle:
        idle.bind(str(tmp_path / "idle.sock"))
    with pytest.raises(control.NotRunning):
        control.send_order(tmp_path / "idle.sock", {"op": "list"})
