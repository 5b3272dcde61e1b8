"""Settings of the accounts room."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

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
    free_attempts: int = Field(
        5, ge=1, le=100, description="Wrong passwords for one name before sign-in with that name is slowed down."
    )
    free_attempts_address: int = Field(
        30, ge=1, le=10_000, description="Wrong passwords from one address before sign-in from there is slowed down."
    )
