"""`beadle demo` as a person would start it, for what is measured or tested on a whole town."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_SOURCES = Path(__file__).parents[1] / "src"
_BEGIN_S, _END_S = 480, 90


@dataclass(frozen=True)
class Town:
    """A running demonstration. password: of everybody in it."""

    address: str
    password: str
    data_dir: Path


@contextmanager
def demonstration(folder: Path, cameras: int) -> Iterator[Town]:
    """A pretend town with so many cameras, in `folder`, stopped at the end as a person would: with Ctrl-C.

    Raises RuntimeError with all that it said where it does not come up.
    """
    command = [sys.executable, "-m", "beadle", "demo", "--data", str(folder), "--cameras", str(cameras)]
    process = subprocess.Popen(
        [*command, "--port", str(_free_port())],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "COLUMNS": "200", "PYTHONPATH": str(_SOURCES)},
    )
    assert process.stdout is not None
    watchdog = threading.Timer(_BEGIN_S, process.kill)
    watchdog.start()
    try:
        said = ""
        for line in process.stdout:
            said += line
            if "The pretend Chesterfield is at" in line:
                break
        watchdog.cancel()
        password, address = re.search(r"password here is (\S+)", said), re.search(r"is at (\S+)", said)
        if password is None or address is None:
            raise RuntimeError(f"The demonstration did not come up:\n{said}")
        threading.Thread(target=process.stdout.read, daemon=True).start()
        yield Town(address.group(1), password.group(1), folder)
    finally:
        watchdog.cancel()
        process.send_signal(signal.SIGINT)
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
