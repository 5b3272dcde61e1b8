"""What the audit routes take and give."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from beadle.accounts.rights.schemas import Body
from beadle.audit.terms import LONGEST_PAGE, Filter, Outcome
from beadle.platform.moment import Moment
from beadle.platform.text import Line

Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Size = Annotated[int, Field(ge=0, le=2**62)]


class AuditRow(BaseModel):
    """One line of the audit log. Once `forgotten`, its names, address, case, subjects and detail are gone for good."""

    id: int
    at: datetime
    actor_id: uuid.UUID | None
    actor: str
    action: str
    object: str
    objects: list[str]
    subjects: list[str]
    purpose: str
    case_reference: str
    outcome: Outcome
    address: str
    detail: dict[str, Any]
    forgotten: bool


class AuditPage(BaseModel):
    """Lines, newest first; `next` is the `before` of the following page, or null at the end."""

    rows: list[AuditRow]
    next: int | None


class AuditFilter(Body):
    """Which lines are wanted: exact values but for `person`; moments in ISO 8601 with their zone, `until` exclusive.

    person: an identifier, a name or a part of one. camera: its identifier. plate: as it is written, spaces or not.
    """

    actor: Line = ""
    person: Line = ""
    camera: uuid.UUID | None = None
    plate: Annotated[Line, Field(max_length=40)] = ""
    case: Line = ""
    purpose: Line = ""
    action: Line = ""
    object: Line = ""
    outcome: Outcome | None = None
    since: Moment | None = None
    until: Moment | None = None

    def as_filter(self) -> Filter:
        """The same for the audit room."""
        plate = "".join(self.plate.split()).upper()
        return Filter(
            actor=self.actor,
            action=self.action,
            object=self.object,
            outcome=self.outcome,
            since=self.since,
            until=self.until,
            person=self.person,
            thing=f"camera:{self.camera}" if self.camera else "",
            subject=f"plate:{plate}" if plate else "",
            case_reference=self.case,
            purpose=self.purpose,
        )


class AuditQuery(AuditFilter):
    """The same, a page at a time."""

    before: Number | None = None
    limit: Annotated[int, Field(ge=1, le=LONGEST_PAGE)] = 100


class CheckpointsQuery(Body):
    """Checkpoints older than number `before`."""

    before: Number | None = None
    limit: Annotated[int, Field(ge=1, le=LONGEST_PAGE)] = 100


class ConsistencyQuery(Body):
    """Sizes of two checkpoints."""

    old: Size
    new: Size


class CheckpointOut(BaseModel):
    """A signed checkpoint. `root` in hex; `note` is what was signed, with its signature; `stamped` by an authority."""

    number: int
    size: int
    root: str
    at: datetime
    note: str
    stamped: datetime | None


class CheckpointPage(BaseModel):
    """Checkpoints, newest first; `next` is the `before` of the following page, or null at the end."""

    checkpoints: list[CheckpointOut]
    next: int | None


class CopyOut(BaseModel):
    """A second place that gets checkpoints: whether the last one arrived; since when it is so; what went wrong."""

    place: str
    ok: bool
    at: datetime
    error: str
    number: int


class AuditState(BaseModel):
    """How the log stands: leaves in the tree, lines that still wait for theirs, and the last signed checkpoint.

    troubles: what needs attention, in plain words; empty where all is well. key: checks the checkpoints' signatures.
    """

    size: int
    root: str
    unsealed: int
    waiting_since: datetime | None
    checkpoint: CheckpointOut | None
    copies: list[CopyOut]
    key: str
    troubles: list[str]


class LeafOut(BaseModel):
    """A leaf: SHA-256 of a zero byte and `input` (UTF-8) is `hash`."""

    index: int
    hash: str
    input: str


class PersonalOut(BaseModel):
    """What the line's personal hash is made of: SHA-256 of the salt's bytes and `text` (UTF-8)."""

    salt: str
    text: str


class ProofOut(BaseModel):
    """That a line stands in the log as it was written. Hashes in hex, `path` from the leaf to the root.

    consistent: whether line, leaf, path and the checkpoint's root fit together.
    """

    row: AuditRow
    leaf: LeafOut
    personal: PersonalOut | None
    checkpoint: CheckpointOut
    path: list[str]
    consistent: bool


class ConsistencyOut(BaseModel):
    """That the log at the older checkpoint is the beginning of the log at the newer one. Hashes in hex."""

    old: CheckpointOut
    new: CheckpointOut
    path: list[str]
    consistent: bool
