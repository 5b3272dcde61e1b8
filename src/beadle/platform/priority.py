"""How a process steps back for others that matter more."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

_GROUP = Path("/proc/self/autogroup")


def step_back(nice: int) -> None:
    """Lower this process's priority. nice: 1 to 19, as nice(2) takes it.

    Where the kernel shares its time between sessions (sched_autogroup), nice values count within one session only, and
    `beadle up` gives each of its processes one of its own: there the session steps back, where this process leads it.
    """
    os.nice(nice)
    if os.getsid(0) == os.getpid():
        with contextlib.suppress(OSError):  # a kernel without autogroups, or a container that hides them
            _GROUP.write_text(str(nice), "ascii")
