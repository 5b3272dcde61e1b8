"""A moment in a request: written out, with its zone, and given on in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

_NUMBER = re.compile(r"\s*[+-]?\d*\.?\d*\s*")


def _no_number(value: object) -> object:
    """A bare number could be seconds, milliseconds or a slip of the keyboard, and is no moment."""
    if isinstance(value, int | float) or (isinstance(value, str) and _NUMBER.fullmatch(value)):
        raise ValueError("a moment is written like 2026-01-31T12:00:00Z")
    return value


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # within hours of the year 1 or 10000, where UTC has no such moment
        raise ValueError("there is no such moment in UTC") from None


Moment = Annotated[AwareDatetime, BeforeValidator(_no_number), AfterValidator(_in_utc)]
"""A field or parameter: ISO 8601 with a zone comes in, an aware UTC datetime goes on."""
