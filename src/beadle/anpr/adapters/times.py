"""When a plate was read: what cameras write for a time, and how far it is believed.

The rule, in full: docs/how/plate-cameras.md. Cameras tell local time without its zone, times of 1970 after a flat
battery, and times of years to come. A push arrives within seconds, so that the server's clock is the better one, but
for a camera that was cut off and sends what it held back.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from beadle.platform.clock import EPOCH

AT_ONCE = timedelta(seconds=30)
"""A time that far from ours, or nearer, is the camera's clock being a little wrong and the message a little slow."""
FUTURE = timedelta(hours=26)
"""A clock may be set to the wrong zone, or to the wrong day by a zone; beyond that it is plainly wrong."""

_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)[ T_-]?(\d\d)(\d\d)(\d\d)(?:[.,](\d{1,9})|(\d{3}))?")
_LOOSE = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,:](\d{1,9}))?)?\s*"
    r"(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[+-]?\d{1,19}(?:\.\d{1,12})?")
_LONGEST = 64
_UNITS = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3), (0.0, 1.0))
"""From which size on a number of seconds since 1970 is one of nanoseconds, microseconds or milliseconds."""


@dataclass(frozen=True, slots=True)
class Judged:
    """When a plate was read. at: by the best clock there is; camera_at: by the camera's; both aware, UTC."""

    at: datetime
    camera_at: datetime | None


def judge(camera_at: datetime | None, received_at: datetime, late: timedelta) -> Judged | str:
    """What to believe, or why the read is refused. late: how old a read may be that a camera held back."""
    if camera_at is None:
        return Judged(received_at, None)
    ahead = camera_at - received_at
    if ahead > FUTURE:
        return f"The camera says that it was read at {_said(camera_at)}, which is yet to come: its clock is wrong."
    if ahead < -late:
        days = late.days
        return f"The camera says that it was read at {_said(camera_at)}, more than {days} days ago: its clock is wrong."
    if ahead < -AT_ONCE:
        return Judged(camera_at, camera_at)  # it was held back
    return Judged(received_at, camera_at)


def _said(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def moment_of(said: object, zone: ZoneInfo, received_at: datetime, form: str = "") -> datetime | None:
    """The moment that a camera's text or number names, aware, UTC; None where it names none.

    zone: of times without one. received_at: of the two moments that a local time of the repeated hour names, the one
    that is nearer to it is taken. form: of `strptime`, where the camera's is known.
    """
    try:
        if isinstance(said, bool) or said is None:
            return None
        if isinstance(said, int | float):
            return _since_1970(float(said))
        text = str(said).strip()
        if not text or len(text) > _LONGEST:
            return None
        found = _by_form(text, form) if form else _by_shape(text)
        if isinstance(found, float):
            return _since_1970(found)
        return None if found is None else in_utc(found, zone, received_at)
    except (ValueError, OverflowError):
        return None


def in_utc(moment: datetime, zone: ZoneInfo, near: datetime) -> datetime:
    """The moment, aware, UTC. A naive one is local; of two that it may be, the one that is nearer to `near`."""
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    both = [moment.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    return min(both, key=lambda one: abs(one - near))


def _since_1970(number: float) -> datetime | None:
    if not math.isfinite(number) or number <= 0:
        return None
    unit = next(unit for least, unit in _UNITS if number >= least)
    return EPOCH + timedelta(seconds=number / unit)


def _by_form(text: str, form: str) -> datetime:
    return datetime.strptime(text, form)  # noqa: DTZ007 - in_utc gives it the camera's zone


def _by_shape(text: str) -> datetime | float | None:
    if compact := _COMPACT.fullmatch(text):
        return _built(compact.groups()[:6], compact[7] or compact[8], "")
    if _NUMBER.fullmatch(text):
        return float(text)
    if loose := _LOOSE.fullmatch(text):
        return _built(loose.groups()[:6], loose[7], loose[8] or "")
    return datetime.fromisoformat(text)


def _built(parts: tuple[str | None, ...], fraction: str | None, zone: str) -> datetime:
    year, month, day, hour, minute, second = (int(part or 0) for part in parts)
    microsecond = int(((fraction or "") + "000000")[:6])
    text = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{min(second, 59):02}"
    moment = datetime.fromisoformat(text) + timedelta(seconds=max(second - 59, 0))  # a leap second is the next one
    return moment.replace(microsecond=microsecond, tzinfo=_zone(zone))


def _zone(text: str) -> tzinfo | None:
    if text[:1] in {"+", "-"}:
        return datetime.fromisoformat(f"2000-01-01T00:00{text}").tzinfo
    return UTC if text else None
