"""What the routes of hotlists take and give. Moments are aware and UTC."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from beadle.accounts.rights.schemas import Body, SecondPerson
from beadle.anpr.hotlists.terms import Column, HitState, ImportStatus, Priority
from beadle.anpr.reads.schemas import ReadOut
from beadle.platform.moment import Moment
from beadle.platform.text import Line, Name, Text

PlateText = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Reason = Annotated[Text, StringConstraints(max_length=1000)]
Reference = Annotated[Line, StringConstraints(max_length=120)]
Remark = Annotated[Text, StringConstraints(min_length=3, max_length=2000)]
ColumnName = Annotated[str, StringConstraints(max_length=200)]
Mapping = Annotated[dict[Column, ColumnName], Field(max_length=len(Column))]


class ListIn(Body):
    """A new hotlist: where its plates come from, who answers for it, and why they are looked for."""

    name: Name
    source: Line = ""
    owner: Name
    reason: Annotated[Text, StringConstraints(min_length=3, max_length=2000)]
    priority: Priority = Priority.NORMAL
    review_on: date | None = None
    two_person: bool = False


class ListChange(Body):
    """A change of a hotlist. What is absent stays. `retired` cannot be taken back."""

    name: Name | None = None
    source: Line | None = None
    owner: Name | None = None
    reason: Annotated[Text, StringConstraints(min_length=3, max_length=2000)] | None = None
    priority: Priority | None = None
    review_on: date | None = None
    two_person: bool | None = None
    retired: bool | None = None


class ListOut(BaseModel):
    """A hotlist. `expired`: how many of its entries have, counted up to 100,000."""

    id: uuid.UUID
    name: str
    source: str
    owner: str
    reason: str
    priority: Priority
    entries: int
    expired: int
    review_on: date | None
    two_person: bool
    retired: bool


class EntryIn(Body):
    """A new entry. `*` stands for any run of characters, `?` for any one; three letters or digits at least."""

    plate: PlateText
    reason: Reason = ""
    priority: Priority | None = None
    expires_at: Moment | None = None
    review_on: date | None = None
    reference: Reference = ""


class EntryChange(Body):
    """A change of an entry. What is absent stays; null takes a value away. Another plate is another entry."""

    reason: Reason | None = None
    priority: Priority | None = None
    expires_at: Moment | None = None
    review_on: date | None = None
    reference: Reference | None = None


class EntryOut(BaseModel):
    """An entry of a hotlist. `priority` null: the list's own."""

    id: int
    plate: str
    reason: str
    priority: Priority | None
    reference: str
    expires_at: datetime | None
    expired: bool
    review_on: date | None
    added_at: datetime


class EntriesOut(BaseModel):
    """A page of entries; `next` is what to give as `before` for the next page, null at the end."""

    entries: list[EntryOut]
    next: int | None


class HitEntryOut(BaseModel):
    """What the entry of a hit said when it was hit."""

    list: str
    list_id: uuid.UUID
    owner: str
    source: str
    reason: str
    priority: Priority
    reference: str
    expires_at: datetime | None
    plate: str


class HitOut(BaseModel):
    """A hit. `read`: as it was when it was matched last. `look` opens its pictures; null in news."""

    id: uuid.UUID
    read: ReadOut
    entry: HitEntryOut
    exact: bool
    score: float
    state: HitState
    two_person: bool
    raised_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    second_by: str | None
    remark: str | None
    look: str | None = None


class ConfirmIn(Body):
    """What somebody saw who confirms a hit, and the second person where the list asks for one."""

    remark: Remark
    second: SecondPerson | None = None


class RefuseIn(Body):
    """Why a hit is none."""

    remark: Remark


class ImportOut(BaseModel):
    """An import. `counts`: good, refused, duplicate, new, changed, unchanged, gone; those that are known so far."""

    id: uuid.UUID
    list_id: uuid.UUID
    status: ImportStatus
    columns: list[str]
    sample: list[list[str]]
    guessed: dict[Column, str]
    encoding: str
    delimiter: str
    bytes: int
    mapping: dict[Column, str]
    replace: bool
    progress: float
    counts: dict[str, int]
    failure: str | None
    asked_by: str
    asked_at: datetime
    finished_at: datetime | None


class ImportPreviewIn(Body):
    """How the file is to be read."""

    mapping: Mapping
    delimiter: Annotated[str, StringConstraints(pattern=r"^[,;\t|]$")] | None = None


class StartIn(ImportPreviewIn):
    """The same, and whether the file is the whole list from now on, or is added to it."""

    replace: bool


class RefusedRow(BaseModel):
    """A row that cannot be an entry. `row`: the line of the file where it begins."""

    row: int
    text: str
    reason: str


class ImportPreviewOut(BaseModel):
    """What the rows that were looked at would do. `looked_at`: rows; `complete`: whether those are all of the file.

    `gone`: entries that a replacement would remove; null where the file was not looked at to its end.
    """

    looked_at: int
    complete: bool
    good: int
    refused: int
    duplicate: int
    first_refused: list[RefusedRow]
    new: int
    changed: int
    unchanged: int
    gone: int | None
