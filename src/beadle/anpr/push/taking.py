"""Messages of the spool made into observations, each judged by itself. No I/O."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from beadle.anpr.adapters.mapping import ColumnMapping
from beadle.anpr.adapters.terms import USUAL_ZONE, Adapter, Context, Refused, Result
from beadle.anpr.adapters.understand import understand
from beadle.anpr.errors import BadMessage
from beadle.anpr.push import own
from beadle.anpr.push.message import Kind, Message
from beadle.anpr.push.segments import Stored
from beadle.anpr.push.terms import LONGEST_REASON, Taken
from beadle.anpr.terms import Observation
from beadle.platform.log import get_logger
from beadle.platform.text import storable

Check = Callable[[Observation], None]
"""Raises BadMessage for an observation that cannot be stored."""
FAULT = "Beadle met a fault of its own with this message; the worker's log has the details."
_log = get_logger("plates")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a camera's messages are read."""

    adapter: Adapter = Adapter.AUTO
    mapping: ColumnMapping | None = None
    zone: str = USUAL_ZONE


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for every camera. late_days, untold: see `Context`. check: of the part that stores reads."""

    late_days: int
    untold: float
    check: Check


def take(messages: Iterable[Stored], cameras: Mapping[uuid.UUID, Reading], rules: Rules) -> list[Taken]:
    """What becomes of these messages, in order. Raises nothing: a fault of ours is a reason like any other."""
    return [_take(stored, cameras.get(stored.message.camera_id, Reading()), rules) for stored in messages]


def _take(stored: Stored, camera: Reading, rules: Rules) -> Taken:
    message = stored.message
    try:
        results = _results(message, stored.name, camera, rules)
        good, bad = _checked(results, rules.check)
    except Exception as error:  # noqa: BLE001 - whatever it is: it must not hold up the messages behind it
        _log.error("a message could not be read", message=stored.name, exc_info=error)
        good, bad = [], [Refused(FAULT)]
    return Taken(
        segment=stored.segment,
        place=stored.offset,
        camera_id=message.camera_id,
        received_at=message.received_at,
        size=len(message.body),
        kind=message.kind,
        content_type=message.content_type,
        observations=tuple(good),
        refused=reason_of(bad),
        adapter=next((each.adapter for each in bad if each.adapter), ""),
    )


def _results(message: Message, name: str, camera: Reading, rules: Rules) -> list[Result]:
    if message.kind is Kind.OWN:
        try:
            observation = own.unpack(message.body, name)
        except BadMessage as error:
            return [Refused(error.message)]
        if observation.camera_id != message.camera_id:
            return [Refused("The read is another camera's than its message.")]
        return [observation]
    context = Context(
        camera_id=message.camera_id,
        received_at=message.received_at,
        zone=zone_of(camera.zone),
        adapter=camera.adapter,
        mapping=camera.mapping,
        late_days=rules.late_days,
        untold=rules.untold,
        raw=name,
    )
    return understand(message.content_type, message.body, context)


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name, or the usual one where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(USUAL_ZONE)


def _checked(results: Iterable[Result], check: Check) -> tuple[list[Observation], list[Refused]]:
    good: list[Observation] = []
    bad: list[Refused] = []
    for each in results:
        if isinstance(each, Refused):
            bad.append(each)
        elif isinstance(each, Observation):
            try:
                check(each)
            except BadMessage as error:
                bad.append(Refused(error.message, each.adapter))
            else:
                good.append(each)
    return good, bad


def reason_of(refused: Iterable[Refused]) -> str:
    """The reasons in one text that can be stored; each once."""
    reasons = list(dict.fromkeys(each.reason for each in refused))
    more = f" And {len(reasons) - 3} more." if len(reasons) > 3 else ""
    return str(storable(" ".join(reasons[:3]) + more))[:LONGEST_REASON]


def as_fault(taken: Taken) -> Taken:
    """The same message, of which nothing can be stored."""
    return replace(taken, observations=(), refused=FAULT)
