"""What a server gives to every request: made once by the process, found by the guard at `app.state.deps`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from beadle.platform.clock import Clock
from beadle.platform.db import Database
from beadle.platform.events import Listener
from beadle.platform.jobs import Jobs
from beadle.platform.settings import Secrets, Settings

T = TypeVar("T")


@dataclass(frozen=True)
class Deps:
    """The parts that rooms share, and a typed registry for parts that a room brings itself."""

    database: Database
    clock: Clock
    settings: Settings
    secrets: Secrets
    data_dir: Path
    jobs: Jobs
    listener: Listener
    parts: dict[type, Any] = field(default_factory=dict)

    def add(self, part: object, kind: type | None = None) -> None:
        """Make a part known under its class, or under `kind` where a fake stands in for it."""
        self.parts[kind or type(part)] = part

    def part(self, kind: type[T]) -> T:
        """The part of that class. Raises LookupError where the process has not made it: that is a wiring mistake."""
        if kind not in self.parts:
            raise LookupError(f"This process has no {kind.__name__}.")
        return cast("T", self.parts[kind])
