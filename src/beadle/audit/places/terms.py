"""What a second place is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol


class Sent(NamedTuple):
    """A checkpoint on its way. `at` is aware, UTC."""

    number: int
    at: datetime
    note: str


class Place(Protocol):
    """One second place. `send` blocks, and raises OSError or BeadleError where not all of it arrived."""

    name: str
    daily: bool
    """Whether it gets one message a day rather than each checkpoint."""

    def send(self, checkpoints: Sequence[Sent]) -> None:
        """Take these checkpoints, oldest first."""
