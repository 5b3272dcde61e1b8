"""How sign-in is slowed down. Pure: counts and times in, seconds to wait out.

Three counts are kept: for the name, for the address, and for the name at the address. Where somebody has signed in
with this name from this address of late, the count for the name alone does not matter: otherwise a stranger who types
wrong passwords elsewhere could keep the control room out.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
"""After so long without a wrong password a count starts again."""
KNOWN_FOR = timedelta(days=90)
_FIRST_WAIT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Tally:
    """Wrong passwords of late under one key; the last of them, and the last right one (UTC)."""

    failures: int
    failed_at: datetime
    succeeded_at: datetime | None = None

    def recent(self, now: datetime) -> int:
        """Failures that still count. A clock that was set back does not make them count for ever."""
        return self.failures if abs(now - self.failed_at) < WINDOW else 0

    def is_known(self, now: datetime) -> bool:
        """Whether the right password came under this key of late."""
        return self.succeeded_at is not None and now - self.succeeded_at < KNOWN_FOR


def key_of(*parts: str) -> bytes:
    """The key of a count. A hash: what people type into the field for the name is at times their password."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).digest()


def wait(tally: Tally | None, free: int, now: datetime) -> timedelta:
    """How long the next attempt has to wait: nothing for `free` failures, then 30 s, doubling up to the window."""
    if tally is None or (recent := tally.recent(now)) < free:
        return timedelta(0)
    pause: timedelta = min(_FIRST_WAIT * 2 ** min(recent - free, 10), WINDOW)
    return max(min(tally.failed_at + pause - now, pause), timedelta(0))
