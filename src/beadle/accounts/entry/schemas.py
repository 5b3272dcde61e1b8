"""What the routes of signing in take and give."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from beadle.accounts.entry.terms import Means, Method
from beadle.accounts.rights.schemas import Body, Password
from beadle.platform.text import Name

Ticket = Annotated[str, StringConstraints(min_length=20, max_length=100)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Credential = dict[str, Any]
"""What `navigator.credentials` gave, as `toJSON()` writes it: bytes in base64url."""
CREDENTIAL_LIMIT = 65_536
"""Bytes of a request that carries one."""


class SecondFactorIn(Body):
    """The answer to a ticket of the sign-in: exactly one of the three."""

    ticket: Ticket = Field(repr=False)
    code: Code | None = Field(None, repr=False)
    recovery_code: Code | None = Field(None, repr=False)
    credential: Credential | None = Field(None, repr=False)

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(one is not None for one in (self.code, self.recovery_code, self.credential)) != 1:
            raise ValueError("give one of code, recovery_code and credential")
        return self


class PasskeyIn(Body):
    """The answer of a passkey to a ticket."""

    ticket: Ticket = Field(repr=False)
    credential: Credential = Field(repr=False)


class ProofIn(Body):
    """A proof of who is there: the password with the second factor where there is one, or a passkey with its ticket."""

    password: Password | None = Field(None, repr=False)
    code: Code | None = Field(None, repr=False)
    recovery_code: Code | None = Field(None, repr=False)
    ticket: Ticket | None = Field(None, repr=False)
    credential: Credential | None = Field(None, repr=False)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.password is None) == (self.credential is None):
            raise ValueError("give either the password or a credential")
        if self.credential is not None and self.ticket is None:
            raise ValueError("a credential needs its ticket")
        return self


class Challenge(BaseModel):
    """A ticket, and what the browser asks its passkeys for; `options` goes to `navigator.credentials`."""

    ticket: str
    options: dict[str, Any]


class ProofChoice(BaseModel):
    """The ways in which the person can prove who they are; `options` is null where a passkey is none of them."""

    ticket: str
    options: dict[str, Any] | None
    methods: list[Means]


class SecondFactorNeeded(BaseModel):
    """The problem document of a sign-in whose password was right and whose second factor is still to come (401)."""

    type: str = "second-factor-needed"
    title: str = "Second factor needed"
    status: int = 401
    detail: str = "The password is right."
    advice: str = "Now type the code or use your passkey."
    ticket: str
    methods: list[Means]
    options: dict[str, Any] | None


class Directory(BaseModel):
    """Single sign-on, by the name for its button."""

    name: str


class Methods(BaseModel):
    """The ways in which one can sign in here."""

    password: bool = True
    passkey: bool
    oidc: Directory | None


class PasskeyOut(BaseModel):
    """A passkey, without its key."""

    id: uuid.UUID
    name: str
    created_at: datetime
    last_used_at: datetime | None


class SessionOut(BaseModel):
    """One of one's sessions."""

    id: uuid.UUID
    current: bool
    created_at: datetime
    seen_at: datetime
    address: str
    method: Method
    locked: bool


class Security(BaseModel):
    """How one's own sign-in is secured."""

    has_password: bool
    password_changed_at: datetime | None
    totp_since: datetime | None
    recovery_codes_left: int
    passkeys: list[PasskeyOut]
    passkeys_possible: bool
    directory: str | None
    sessions: list[SessionOut]


class TotpOffer(BaseModel):
    """A new secret for a code generator, shown now and never again; it counts once its first code came."""

    secret: str
    uri: str
    qr_svg: str


class TotpConfirm(Body):
    """The first code of the new generator."""

    code: Code = Field(repr=False)


class RecoveryCodes(BaseModel):
    """Recovery codes, shown now and never again."""

    recovery_codes: list[str]


class NewPasskey(Body):
    """A passkey that the browser made."""

    ticket: Ticket = Field(repr=False)
    name: Name
    credential: Credential = Field(repr=False)


class PasskeyMade(PasskeyOut):
    """The new passkey; recovery codes come with the first second factor, else null."""

    recovery_codes: list[str] | None


class PasskeyChange(Body):
    """A passkey's new name."""

    name: Name


class Elsewhere(BaseModel):
    """Where the browser goes next: the directory's own page."""

    location: str
