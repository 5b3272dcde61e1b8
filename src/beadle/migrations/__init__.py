"""The database's history, numbered. `upgrade` brings a database to the newest state; running it twice is harmless."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from beadle.platform.db import driver_url


def config(url: str) -> Config:
    """Alembic's configuration for the database at `url`."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.set_main_option("path_separator", "os")
    made.attributes["url"] = driver_url(url)
    return made


def upgrade(url: str, revision: str = "head") -> None:
    """Apply what is missing, in one transaction. Blocking; call it in a thread."""
    command.upgrade(config(url), revision)
