"""How long to wait before the next attempt. No I/O."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from beadle.video.ingest.settings import DEFAULTS, IngestSettings

_RANDOM: Callable[[], float] = secrets.SystemRandom().random


class Backoff:
    """Doubling waits with full jitter, so that 80 cameras behind one switch do not all come back in one instant."""

    def __init__(self, settings: IngestSettings = DEFAULTS, *, random: Callable[[], float] = _RANDOM) -> None:
        self._settings = settings
        self._random = random
        self._failures = 0

    def reset(self) -> None:
        """The camera was well: begin again with short waits."""
        self._failures = 0

    def next(self, *, sign_in: bool = False) -> float:
        """Seconds to wait after one more failure; `sign_in`: the password was refused."""
        settings = self._settings
        middle: float = min(settings.backoff_first_s * 2 ** min(self._failures, 30), settings.backoff_most_s / 1.5)
        self._failures += 1
        if sign_in:
            middle = settings.sign_in_backoff_s
        return middle * (0.5 + self._random())
