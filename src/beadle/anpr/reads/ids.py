"""Identifiers of reads: they sort by time and hold the read's moment, so that one partition is asked.

The form is UUID version 7 (RFC 9562): 48 bits of milliseconds since 1970, and 74 random bits that nobody can guess.
"""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta

from beadle.platform.clock import from_us, to_us

_MOST_MS = 1 << 48


def whole_ms(moment: datetime) -> datetime:
    """The moment as it is stored: UTC, cut to the millisecond."""
    return from_us(to_us(moment) // 1000 * 1000)


def new_read_id(moment: datetime) -> uuid.UUID:
    """An identifier for a read of that moment, aware. Raises ValueError before 1970, where there is none."""
    ms = to_us(moment) // 1000
    if not 0 <= ms < _MOST_MS:
        raise ValueError("A read's moment lies between 1970 and the year 10889.")
    return uuid.UUID(int=ms << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62))


def moment_of(read_id: uuid.UUID) -> datetime:
    """The moment of the read with that identifier, exactly as it is stored."""
    return from_us((read_id.int >> 80) * 1000)


def is_read_id(read_id: uuid.UUID) -> bool:
    """Whether the identifier can be one of ours; any other is of no read, and its moment would mean nothing."""
    return read_id.version == 7 and (read_id.int >> 80) * 1000 < to_us(LATEST)


LATEST = from_us(0) + timedelta(days=365 * 8000)
"""Beyond it there is no moment that a calendar knows."""


def lowest_id(moment: datetime) -> uuid.UUID:
    """Below it are the identifiers of all reads of earlier milliseconds than the moment's, and no others."""
    return uuid.UUID(int=max(0, to_us(moment) // 1000) << 80)
