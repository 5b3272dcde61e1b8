"""Words of the audit room."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

LONGEST_PAGE = 500
"""Lines that are given out at once."""


class Outcome(StrEnum):
    """How an act ended."""

    OK = "ok"
    REFUSED = "refused"
    FAILED = "failed"


class Action(StrEnum):
    """What the log writes about itself."""

    FORGET = "audit.forget"
    NEW_KEY = "audit.new_key"


@dataclass(frozen=True, slots=True)
class Entry:
    """One act or look, to be written down.

    action: the name that the acting room gave it, such as "camera.change".
    actor_id, actor: who it was, and the name that they had then; no id for the system itself and for unknown people.
    object: what it was done to, such as "camera:<id>"; "" where there is no one thing.
    objects: further things that it was done to, such as every camera of an export.
    purpose, case_reference: why, as the actor said it.
    address: where the connection came from; "" for the system itself.
    subjects: persons and vehicles that it was about, such as "plate:AB12CDE"; they are forgotten with the names.
    detail: anything else worth knowing, as JSON values. Never a secret, never a picture.

    Actor, case reference, address, subjects and detail are personal: they stand apart and are forgotten in time.
    """

    action: str
    actor: str
    actor_id: uuid.UUID | None = None
    object: str = ""
    purpose: str = ""
    case_reference: str = ""
    outcome: Outcome = Outcome.OK
    address: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    objects: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filter:
    """Which lines are wanted. Empty fields do not restrict; `since` and `until` are aware, `until` is exclusive.

    actor: the whole name. person: an identifier, a whole name or a part of one.
    thing: an object or one of the further objects, such as "camera:<id>"; subject: such as "plate:AB12CDE".
    """

    actor: str = ""
    action: str = ""
    object: str = ""
    outcome: Outcome | None = None
    since: datetime | None = None
    until: datetime | None = None
    person: str = ""
    thing: str = ""
    subject: str = ""
    case_reference: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class ClosedSegment:
    """A finished file of footage. Times in microseconds since 1970, UTC; `sha256` of the whole file."""

    camera: str
    start_us: int
    end_us: int
    size: int
    sha256: bytes
