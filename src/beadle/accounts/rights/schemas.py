"""What the routes of rights take and give. Moments are aware and UTC."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from beadle.accounts.terms import Grant, Role
from beadle.platform.text import Line, Name, Text

MOST_GRANTS = 200
MOST_CAMERAS = 100_000

Password = Annotated[str, StringConstraints(max_length=1000)]
Reference = Annotated[Line, StringConstraints(max_length=120)]
Reason = Annotated[Text, StringConstraints(min_length=10, max_length=2000)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]


class Body(BaseModel):
    """A request's body: fields that are not in the model are refused, so that nothing is set by guessing."""

    model_config = ConfigDict(extra="forbid")


class GrantIn(Body):
    """A role, on one camera group or (null) every camera, for some purposes or (null) every one."""

    role: Role
    group_id: uuid.UUID | None = None
    purpose_ids: Annotated[list[uuid.UUID], Field(min_length=1, max_length=MOST_GRANTS)] | None = None

    @model_validator(mode="after")
    def _administration_is_whole(self) -> Self:
        if self.role is Role.ADMINISTRATOR and (self.group_id is not None or self.purpose_ids is not None):
            raise ValueError("an administrator cannot be limited to cameras or purposes: they could lift the limit")
        return self

    def as_grant(self) -> Grant:
        """The same for the rules."""
        return Grant(self.role, self.group_id, None if self.purpose_ids is None else frozenset(self.purpose_ids))


Grants = Annotated[list[GrantIn], Field(min_length=1, max_length=MOST_GRANTS)]


class GrantOut(BaseModel):
    """A grant; null stands for every camera and for every purpose."""

    role: Role
    group_id: uuid.UUID | None
    purpose_ids: list[uuid.UUID] | None


class GroupIn(Body):
    """A new camera group."""

    name: Name
    description: Text = ""
    cameras: Annotated[list[uuid.UUID], Field(max_length=MOST_CAMERAS)] = []


class GroupChange(Body):
    """A change of a camera group. What is absent stays; `cameras` is the whole new list."""

    name: Name | None = None
    description: Text | None = None
    cameras: Annotated[list[uuid.UUID], Field(max_length=MOST_CAMERAS)] | None = None


class GroupOut(BaseModel):
    """A camera group with its cameras."""

    id: uuid.UUID
    name: str
    description: str
    cameras: list[uuid.UUID]


class PurposeIn(Body):
    """A new purpose. Its key is made of its name where none is given, and never changes."""

    key: Key | None = None
    name: Name
    description: Text = ""
    lawful_basis: Text = ""
    needs_case_reference: bool = False
    needs_second_person: bool = False
    usual: bool = False


class PurposeChange(Body):
    """A change of a purpose. What is absent stays. `usual` takes that from the purpose that had it."""

    name: Name | None = None
    description: Text | None = None
    lawful_basis: Text | None = None
    needs_case_reference: bool | None = None
    needs_second_person: bool | None = None
    usual: bool | None = None
    retired: bool | None = None


class PurposeOut(BaseModel):
    """A purpose of the council's list."""

    id: uuid.UUID
    key: str
    name: str
    description: str
    lawful_basis: str
    needs_case_reference: bool
    needs_second_person: bool
    usual: bool
    retired: bool


class SecondPerson(Body):
    """Somebody else who vouches for a purpose and proves who they are in the same request."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    password: Password = Field(repr=False)
    code: Annotated[str, StringConstraints(max_length=40)] | None = Field(None, repr=False)


class PurposeWish(Body):
    """The purpose that somebody looks for from now on."""

    purpose_id: uuid.UUID
    case_reference: Reference = ""
    second: SecondPerson | None = None


class StatedOut(BaseModel):
    """The stated purpose. `until` is null where it holds as long as the session."""

    id: uuid.UUID
    name: str
    case_reference: str
    second_person: str
    until: datetime | None


class GlassIn(Body):
    """Why the glass is broken."""

    reason: Reason
    case_reference: Reference = ""


class GlassOut(BaseModel):
    """One's own broken glass."""

    id: uuid.UUID
    reason: str
    until: datetime


class GlassRow(BaseModel):
    """Once that somebody broke the glass. `ended_by`: "person", "time" or "session"; null while it is open."""

    id: uuid.UUID
    user_id: uuid.UUID
    user: str
    reason: str
    case_reference: str
    began_at: datetime
    until: datetime
    open: bool
    ended_at: datetime | None
    ended_by: str | None
    reviewed_at: datetime | None
    reviewed_by: str | None
    remark: str | None


class RightsReviewIn(Body):
    """What a review found."""

    remark: Annotated[Text, StringConstraints(min_length=3, max_length=2000)]


class RightsIn(Body):
    """Grants to be put into words."""

    grants: Grants


class RightsOut(BaseModel):
    """Rights in plain English, one sentence each."""

    sentences: list[str]
