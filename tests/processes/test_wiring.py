"""Finding an installation, and stopping on a signal."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from beadle.platform.errors import Invalid
from beadle.processes.wiring import installation_url, open_installation, stop_on_signal


def test_the_first_opening_makes_folder_and_secrets(tmp_path: Path) -> None:
    installation = open_installation(tmp_path / "data")
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "data" / "secrets.toml").exists()
    assert installation.embedded
    assert open_installation(tmp_path / "data").secrets.key == installation.secrets.key


def test_database_url_names_another_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://beadle@db/town")
    assert installation_url(tmp_path) == "postgresql://beadle@db/town"
    assert not open_installation(tmp_path).embedded


def test_a_broken_settings_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "beadle.toml").write_text("[council\n")
    with pytest.raises(Invalid, match=r"beadle\.toml"):
        open_installation(tmp_path)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_sets_the_event(number: signal.Signals) -> None:
    stop = stop_on_signal()
    os.kill(os.getpid(), number)
    async with asyncio.timeout(60):
        await stop.wait()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().remove_signal_handler(each)
