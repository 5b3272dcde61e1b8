"""A process that steps back does so whichever way the kernel shares its time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_ASK = (
    "import os, pathlib; from beadle.platform.priority import step_back; step_back(7); "
    "group = pathlib.Path('/proc/self/autogroup'); print(os.nice(0), group.read_text() if group.exists() else '')"
)


@pytest.mark.parametrize("leads", [True, False])
def test_it_steps_back_and_takes_nobody_with_it(leads: bool) -> None:
    before = subprocess.run([sys.executable, "-c", "import os; print(os.nice(0))"], capture_output=True, check=True)
    said = subprocess.run(
        [sys.executable, "-c", _ASK], capture_output=True, text=True, check=True, start_new_session=leads
    ).stdout.split()
    assert int(said[0]) == min(int(before.stdout) + 7, 19)
    if leads and Path("/proc/self/autogroup").exists():
        assert said[-2:] == ["nice", "7"]
    elif len(said) > 1:
        assert said[-2:] != ["nice", "7"]
