"""What the processes share: finding the installation's database, settings and secrets, and stopping on a signal."""

from __future__ import annotations

import asyncio
import signal
from dataclasses import dataclass
from pathlib import Path

from beadle.platform.log import configure
from beadle.platform.postgres import EmbeddedPostgres
from beadle.platform.settings import Secrets, Settings, database_url


@dataclass(frozen=True)
class Installation:
    """One installation of Beadle: its data folder, settings and secrets, and the address of its database."""

    data_dir: Path
    settings: Settings
    secrets: Secrets
    database_url: str

    @property
    def embedded(self) -> bool:
        """Whether the database is the embedded one, which `beadle up` starts and stops."""
        return not database_url()


def installation_url(data_dir: Path) -> str:
    """DATABASE_URL, or the address of the embedded database in the data folder."""
    return database_url() or EmbeddedPostgres(data_dir).url()


def open_installation(data_dir: Path) -> Installation:
    """Read an installation; its data folder and secrets are made when missing. Raises Invalid for bad settings."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    data_dir = data_dir.resolve()
    return Installation(
        data_dir=data_dir,
        settings=Settings.load(data_dir / "beadle.toml"),
        secrets=Secrets.load(data_dir),
        database_url=installation_url(data_dir),
    )


def stop_on_signal() -> asyncio.Event:
    """An event that SIGINT and SIGTERM set. A second signal ends the process the hard way."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def on_signal(number: int) -> None:
        stop.set()
        loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, on_signal, number)
    return stop


def configure_log(*, level: str = "INFO") -> None:
    """JSON lines: a process under `up` writes to a log file or a journal."""
    configure(json=True, level=level)
