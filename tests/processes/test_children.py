"""Child processes: started again when they end, stopped in order, ended with their parent."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

from tests.factories.waiting import eventually

from beadle.platform.tasks import TaskSet
from beadle.processes.children import Child, Keeper, beadle_command


def child(script: str, log: Path, patience_s: float = 10.0) -> Child:
    return Child("bell", [sys.executable, "-u", "-c", textwrap.dedent(script)], dict(os.environ), log, patience_s)


class Said:
    """Collects what is said; lets a test wait for the next line."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.more = asyncio.Event()

    def __call__(self, line: str) -> None:
        self.lines.append(line)
        self.more.set()


async def until_written(path: Path, text: str) -> None:
    await eventually(lambda: path.exists() and text in path.read_text(), what=f"{text!r} in {path.name}")


def gone(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or " Z " in state.read_text()


async def test_a_child_that_ends_is_started_again_and_that_is_said(tmp_path: Path) -> None:
    said, stop = Said(), asyncio.Event()
    keeper = Keeper(child("print('up'); raise SystemExit(3)", tmp_path / "log"), said)
    async with TaskSet() as tasks, asyncio.timeout(60):
        running = tasks.spawn(keeper.run(stop), name="keeper")
        while keeper.starts < 2:
            said.more.clear()
            await said.more.wait()
        stop.set()
        await running
    assert "ended with code 3" in said.lines[0]
    assert str(tmp_path / "log") in said.lines[0]


async def test_a_child_is_asked_to_stop_and_may_finish(tmp_path: Path) -> None:
    script = """
        import signal, sys
        signal.signal(signal.SIGTERM, lambda *_: (print("closed in order"), sys.exit(0)))
        print("up")
        while True:
            signal.pause()
    """
    stop = asyncio.Event()
    keeper = Keeper(child(script, tmp_path / "log"), Said())
    async with TaskSet() as tasks:
        running = tasks.spawn(keeper.run(stop), name="keeper")
        await until_written(tmp_path / "log", "up")
        stop.set()
        await running
    assert "closed in order" in (tmp_path / "log").read_text()


async def test_a_child_that_will_not_stop_is_killed(tmp_path: Path) -> None:
    script = """
        import signal
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print("up")
        while True:
            signal.pause()
    """
    said, stop = Said(), asyncio.Event()
    keeper = Keeper(child(script, tmp_path / "log", patience_s=0.3), said)
    async with TaskSet() as tasks:
        running = tasks.spawn(keeper.run(stop), name="keeper")
        await until_written(tmp_path / "log", "up")
        stop.set()
        await running
    assert "was killed" in said.lines[-1]
    assert keeper.process is not None
    assert keeper.process.returncode == -signal.SIGKILL


async def test_children_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    parent = textwrap.dedent(f"""
        import asyncio, os, sys
        from pathlib import Path
        from beadle.processes.children import Child, Keeper
        script = "import os, signal; print(os.getpid(), 'up', flush=True); signal.pause()"
        log = Path({str(tmp_path / "log")!r})
        keeper = Keeper(Child("bell", [sys.executable, "-c", script], dict(os.environ), log), print)
        asyncio.run(keeper.run(asyncio.Event()))
    """)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", parent], env=environment) as process:
        await until_written(tmp_path / "log", "up")
        pid = int((tmp_path / "log").read_text().split()[0])
        process.kill()
    await eventually(lambda: gone(pid), what="the end of the child")


def test_the_command_line_of_a_child_uses_this_interpreter() -> None:
    assert beadle_command("worker", "--data", "x") == [sys.executable, "-m", "beadle", "worker", "--data", "x"]
