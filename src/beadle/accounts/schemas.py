"""What the accounts routes take and give."""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from beadle.accounts.permissions import Permission
from beadle.accounts.terms import Role
from beadle.audit.terms import LONGEST_PAGE, Filter, Outcome
from beadle.platform.text import Line, Name

_SIGN_IN_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,79}")


def normal_name(value: str) -> str:
    """A sign-in name as it is stored and looked for: trimmed and in lower case."""
    return value.strip().lower()


def can_be_name(value: str) -> bool:
    """Whether anybody could have that normal name. What nobody can have is not even looked for."""
    return _SIGN_IN_NAME.fullmatch(value) is not None


def _sign_in_name(value: str) -> str:
    value = normal_name(value)
    if not can_be_name(value):
        raise ValueError("use 2 to 80 letters a-z, digits, dots, hyphens, underscores or @")
    return value


SignInName = Annotated[str, AfterValidator(_sign_in_name)]
Password = Annotated[str, StringConstraints(max_length=1000)]
Roles = Annotated[list[Role], Field(min_length=1, max_length=len(Role))]


class Body(BaseModel):
    """A request's body: fields that are not in the model are refused, so that nothing is set by guessing."""

    model_config = ConfigDict(extra="forbid")


class SignIn(Body):
    """A name and a password."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    password: Password = Field(repr=False)


class NewPassword(Body):
    """One's own password, changed."""

    current: Password = Field(repr=False)
    new: Password = Field(repr=False)


class UserIn(Body):
    """A new user."""

    name: SignInName
    display_name: Name
    roles: Roles
    password: Password = Field(repr=False)


class UserChange(Body):
    """What an administrator may change of a user. Absent fields stay as they are."""

    display_name: Name | None = None
    roles: Roles | None = None
    disabled: bool | None = None
    password: Password | None = Field(None, repr=False)


class UserOut(BaseModel):
    """A user, without anything secret."""

    id: uuid.UUID
    name: str
    display_name: str
    roles: list[Role]
    disabled: bool
    created_at: datetime


class SessionUser(BaseModel):
    """Who is signed in."""

    id: uuid.UUID
    name: str
    display_name: str
    roles: list[Role]


class SessionInfo(BaseModel):
    """One's own session. `csrf` goes into the header X-Beadle-CSRF of every request that changes something."""

    user: SessionUser
    permissions: list[Permission]
    csrf: str
    version: str
    demo: bool
    council: str


class AuditRow(BaseModel):
    """One line of the audit log."""

    id: int
    at: datetime
    actor: str
    action: str
    object: str
    purpose: str
    case_reference: str
    outcome: Outcome
    address: str
    detail: dict[str, Any]


class AuditPage(BaseModel):
    """Lines, newest first; `next` is the `before` of the following page, or null at the end."""

    rows: list[AuditRow]
    next: int | None


class AuditQuery(Body):
    """Which lines are wanted: exact values, moments in ISO 8601 with their zone; `until` is exclusive."""

    before: Annotated[int, Field(ge=1, le=2**63 - 1)] | None = None
    limit: Annotated[int, Field(ge=1, le=LONGEST_PAGE)] = 100
    actor: Line = ""
    action: Line = ""
    object: Line = ""
    outcome: Outcome | None = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None

    def as_filter(self) -> Filter:
        """The same for the audit room."""
        return Filter(self.actor, self.action, self.object, self.outcome, self.since, self.until)
