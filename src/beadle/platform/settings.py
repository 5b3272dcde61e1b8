"""Settings: one `beadle.toml`, a frozen described model for each room's section, secrets apart.

The file is optional; every setting has a default that suits one machine. Secrets never stand in it: they come from
the environment (`BEADLE_SECRET_KEY`, `DATABASE_URL`) or from `secrets.toml` in the data folder (mode 0600), which the
first start writes with random values. A default secret does not exist, so none can be left in place.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from beadle.platform.errors import Invalid
from beadle.platform.storage import write_atomically

_SHORTEST_SECRET = 32
_WEAK = frozenset({"changeme", "secret", "password", "default", "beadle"})


class Section(BaseModel):
    """One room's settings. `section` is the table's name in `beadle.toml`, such as "video.record"."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    section: ClassVar[str] = ""


S = TypeVar("S", bound=Section)


class Settings:
    """What `beadle.toml` says, read once; rooms ask for their own section."""

    def __init__(self, tables: Mapping[str, Any] | None = None, *, source: str = "beadle.toml") -> None:
        self._tables = dict(tables or {})
        self._source = source

    @classmethod
    def load(cls, path: Path) -> Settings:
        """Read the file; a missing one means defaults. Raises Invalid with the line when it is not TOML."""
        if not path.exists():
            return cls(source=str(path))
        try:
            return cls(tomllib.loads(path.read_text("utf-8")), source=str(path))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise Invalid(f"{path} cannot be read: {error}.", advice="Correct the line and start again.") from error

    def section(self, kind: type[S]) -> S:
        """The section of that kind. Raises Invalid naming the setting that is wrong."""
        table: Any = self._tables
        for part in kind.section.split("."):
            table = table.get(part, {}) if isinstance(table, dict) else {}
        own = {key: value for key, value in table.items() if key in kind.model_fields or not isinstance(value, dict)}
        try:
            return kind.model_validate(own)
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join([kind.section, *(str(part) for part in first["loc"])])
            raise Invalid(f"{self._source}: {name}: {first['msg']}.", advice="See docs/what/settings.md.") from error


class Secrets:
    """Random keys of this installation, made at the first start and kept in `secrets.toml` (mode 0600)."""

    def __init__(self, key: bytes, others: Mapping[str, str] | None = None) -> None:
        self.key = key
        self._others = dict(others or {})

    def named(self, name: str) -> str:
        """A secret that somebody else gave out, such as that of a directory; "" where there is none.

        From BEADLE_<NAME> in the environment, else from the line of that name in `secrets.toml`.
        """
        return os.environ.get(f"BEADLE_{name.upper()}", "") or self._others.get(name, "")  # noqa: TID251 - the one place

    def __repr__(self) -> str:
        return "Secrets([hidden])"

    @classmethod
    def load(cls, data_dir: Path) -> Secrets:
        """From BEADLE_SECRET_KEY, else from the file, else new ones. Raises Invalid for a weak key or an open file."""
        given = os.environ.get("BEADLE_SECRET_KEY", "")  # noqa: TID251 - the one place
        path = data_dir / "secrets.toml"
        if not given and not path.exists():
            data_dir.mkdir(parents=True, exist_ok=True)
            write_atomically(path, f'key = "{secrets.token_hex(32)}"\n'.encode())
        kept = _kept(path)
        if given:
            return cls(_strong(given, "BEADLE_SECRET_KEY"), kept)
        if "key" not in kept:
            raise _no_key(path)
        return cls(_strong(kept.pop("key"), str(path)), kept)


def _kept(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    if path.stat().st_mode & 0o077:
        raise Invalid(f"{path} can be read by others.", advice=f"Run: chmod 600 {path}")
    try:
        return {name: str(value) for name, value in tomllib.loads(path.read_text("utf-8")).items()}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _no_key(path) from error


def _no_key(path: Path) -> Invalid:
    return Invalid(f"{path} holds no key.", advice="Put back the file from your backup.")


def _strong(key: str, source: str) -> bytes:
    if len(key) < _SHORTEST_SECRET or key.lower().strip() in _WEAK or len(set(key)) < 8:
        raise Invalid(
            f"The key in {source} is too weak: it needs at least {_SHORTEST_SECRET} random characters.",
            advice='Make one with: python3 -c "import secrets; print(secrets.token_hex(32))"',
        )
    return key.encode()


def database_url() -> str:
    """The address of a PostgreSQL server from DATABASE_URL, or "" for the embedded one."""
    return os.environ.get("DATABASE_URL", "")  # noqa: TID251 - the one place
