"""Settings of the accounts room."""

from __future__ import annotations

import ipaddress
from typing import ClassVar
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from beadle.accounts.terms import Role
from beadle.platform.settings import Section


class CouncilSettings(Section):
    """Whose installation this is."""

    section: ClassVar[str] = "council"

    name: str = Field("Town Council", max_length=80, description="The council's name, shown on every screen.")
    demo: bool = Field(
        default=False, description="Say on every screen that this is the demonstration, with pretend data."
    )


class AccountsSettings(Section):
    """How long a session lasts and how sign-in is slowed down."""

    section: ClassVar[str] = "accounts"

    idle_minutes: int = Field(
        30,
        ge=1,
        le=720,
        description="A session of the office roles ends after this many minutes in which nothing was asked for.",
    )
    longest_hours: float = Field(
        12, gt=0, le=24, description="Every session ends this many hours after its sign-in, at the end of a shift."
    )
    lock_minutes: int = Field(
        15,
        ge=1,
        le=720,
        description="A session of the control-room roles locks after this many minutes in which nothing was asked for:"
        " the wall runs on, the controls are hidden until the person proves who they are.",
    )
    proof_minutes: int = Field(
        10,
        ge=1,
        le=60,
        description="For how many minutes after a proof of who it is the acts are open that ask for one (step-up).",
    )
    first_password_days: int = Field(
        3,
        ge=1,
        le=14,
        description="For how many days a password is good that Beadle made for a new user or at a reset. Whoever signs"
        " in with it chooses one of their own before anything else.",
    )
    require_second_factor_for: tuple[Role, ...] = Field(
        (),
        description="Roles whose users must have a passkey or a code generator. Until they have set one up they can do"
        " nothing else. Recommended for every role; administrator and manager at the least.",
    )
    origin: str = Field(
        "",
        description='The address that people type, such as "https://cctv.example.gov.uk". Passkeys and single sign-on'
        " need it, except where the browser runs on this very machine (localhost).",
    )
    free_attempts: int = Field(
        5, ge=1, le=100, description="Wrong passwords for one name before sign-in with that name is slowed down."
    )
    free_attempts_address: int = Field(
        30, ge=1, le=10_000, description="Wrong passwords from one address before sign-in from there is slowed down."
    )

    @field_validator("origin")
    @classmethod
    def _is_origin(cls, value: str) -> str:
        value = value.rstrip("/").lower()
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme not in {"https", "http"} or not parts.hostname or value != f"{parts.scheme}://{parts.netloc}":
            raise ValueError('write it like "https://cctv.example.gov.uk", without a path')
        if "@" in parts.netloc or _is_address(parts.hostname):
            raise ValueError("it must have a name: browsers keep passkeys for names, not for addresses")
        if parts.scheme == "http" and parts.hostname != "localhost":
            raise ValueError("it must begin with https:// unless it is localhost")
        return value


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
