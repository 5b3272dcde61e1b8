"""What the accounts routes take and give."""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from beadle.accounts.entry.terms import Method, Notice, SecondFactor
from beadle.accounts.permissions import Permission
from beadle.accounts.rights.schemas import (
    Body,
    GlassOut,
    GrantIn,
    GrantOut,
    Grants,
    Password,
    PurposeOut,
    StatedOut,
)
from beadle.accounts.terms import PasswordState, Role
from beadle.platform.text import Name

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
Roles = Annotated[list[Role], Field(min_length=1, max_length=len(Role))]


class SignIn(Body):
    """A name and a password."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    password: Password = Field(repr=False)


class NewPassword(Body):
    """One's own password, changed."""

    current: Password = Field(repr=False)
    new: Password = Field(repr=False)


class Granted(Body):
    """Base of what gives rights: whole grants, or roles alone, which then hold for every camera and every purpose."""

    grants: Grants | None = None
    roles: Roles | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if self.grants is not None and self.roles is not None:
            raise ValueError("give grants or roles, not both")
        return self

    def granted(self) -> list[GrantIn] | None:
        """The grants, whichever way they were given; None where nothing was said of them."""
        if self.grants is not None:
            return self.grants
        return None if self.roles is None else [GrantIn(role=role) for role in self.roles]


class UserIn(Granted):
    """A new user. Their first password is made here, whoever adds them."""

    name: SignInName
    display_name: Name

    @model_validator(mode="after")
    def _some_right(self) -> Self:
        if self.granted() is None:
            raise ValueError("give grants or roles")
        return self


class UserChange(Granted):
    """What an administrator may change of a user. Absent fields stay as they are."""

    display_name: Name | None = None
    disabled: bool | None = None


class UserOut(BaseModel):
    """A user, without anything secret. `roles` are those of the grants, each once.

    password: whose it is: "own", "first" (Beadle made it and they have still to choose their own), "expired" (the same,
    and it lets them in no longer), or "none". password_until: when a first one runs out, or did.
    """

    id: uuid.UUID
    name: str
    display_name: str
    roles: list[Role]
    grants: list[GrantOut]
    disabled: bool
    password: PasswordState
    password_until: datetime | None
    created_at: datetime


class FirstPassword(BaseModel):
    """A password that was made for somebody, shown now and never again; with it they choose their own, by `until`."""

    password: str = Field(repr=False)
    until: datetime


class UserMade(UserOut):
    """The new user, and the password to hand over."""

    first_password: FirstPassword


class SessionUser(BaseModel):
    """Who is signed in."""

    id: uuid.UUID
    name: str
    display_name: str
    roles: list[Role]


class LastSignIn(BaseModel):
    """One's sign-in before this one, so that one notices one that was not one's own."""

    at: datetime
    address: str
    method: Method


class NoticeOut(BaseModel):
    """Something that happened to one's sign-in; `kind` is one of `accounts.entry.terms.Notice`.

    by: who did it, where it was an administrator; "" where it was the person, or the machine's own command line.
    """

    id: uuid.UUID
    at: datetime
    kind: Notice
    address: str
    by: str


class SessionInfo(BaseModel):
    """One's own session. `csrf` goes into the header X-Beadle-CSRF of every request that changes something.

    lock_after_s: seconds without a foreground request after which the screen locks; null for roles whose session then
    ends instead, after idle_ends_after_s. ends_at: when it ends in any case. proved_until: until when the acts are open
    that ask for a fresh proof. second_factor: the strongest that the user has (none, totp, passkey). must_enrol: until
    one is set up, nothing else can be done. must_choose_password: the same, before all else, where the password that
    they came with was given to them; it is good until password_until. notices: what happened to one's sign-in since the
    sign-in before this one.
    """

    user: SessionUser
    permissions: list[Permission]
    csrf: str
    version: str
    demo: bool
    council: str
    purpose: StatedOut | None
    purposes: list[PurposeOut]
    break_glass: GlassOut | None
    locked: bool
    lock_after_s: int | None
    idle_ends_after_s: int | None
    ends_at: datetime
    proved_until: datetime | None
    method: Method
    second_factor: SecondFactor
    must_choose_password: bool
    password_until: datetime | None
    must_enrol: bool
    last_sign_in: LastSignIn | None
    notices: list[NoticeOut]
