"""First passwords: made by Beadle for a new user or at a reset, told once, good for days, changed at their first use.

So nobody but a person themselves ever chooses or knows their lasting password (OWASP ASVS 5.0, 6.4.1 and 6.4.6). What
a first password is good for beside choosing one's own stands at the routes (`guard.permit_newcomer`) and is enforced in
`admission.admit`. No I/O.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from beadle.accounts import passwords
from beadle.accounts.entry.terms import BY_PASSWORD
from beadle.accounts.terms import PasswordState


@dataclass(frozen=True, slots=True)
class Secret:
    """A password that a user is to have. until: for a first password, when it is good no longer (UTC)."""

    password: str = field(repr=False)
    until: datetime | None


def made_up(now: datetime, days: int) -> Secret:
    """A first password, random, good for so many days from now."""
    return Secret(passwords.made_up(), now + timedelta(days=days))


def lasting(password: str) -> Secret:
    """A password that need not be changed: of the demonstration, whose people share one, or typed by its owner.

    No route leads here: over the API somebody else's password is always one that was made up.
    """
    return Secret(password, None)


def is_good(until: datetime | None, now: datetime) -> bool:
    """Whether a right password lets in. until: of a first password; None: it is the person's own."""
    return until is None or now < until


def must_choose(until: datetime | None, method: str) -> bool:
    """Whether a session that began in this way is for nothing but choosing a password of one's own.

    Whoever came by a passkey or by single sign-on did not use the first password, and may let it run out.
    """
    return until is not None and method in BY_PASSWORD


def state_of(password_hash: str | None, until: datetime | None, now: datetime) -> PasswordState:
    """What kind of password the user has, for who administers users."""
    if password_hash is None:
        return PasswordState.NONE
    if until is None:
        return PasswordState.OWN
    return PasswordState.FIRST if now < until else PasswordState.EXPIRED
