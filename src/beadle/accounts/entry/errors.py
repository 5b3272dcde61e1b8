"""Errors of signing in.

WrongSignIn (401)
├── WrongFactor        a code, a recovery code or a passkey does not fit  401
├── TicketGone         it took too long, or was answered already          401
└── DirectoryRefused   single sign-on gave no answer that can be trusted  401
WrongPassword (403)
└── WrongProof         the proof within a session does not fit            403
Invalid
├── NotEnrolled        there is no offer to confirm                       422
└── NoOrigin           passkeys or single sign-on need accounts.origin    422
NotFound
└── PasskeyNotFound                                                       404
Conflict
└── FactorThere        the passkey or directory account is taken          409
Unavailable
└── DirectoryAway      the directory does not answer                      503
"""

from __future__ import annotations

from beadle.accounts.errors import WrongPassword, WrongSignIn
from beadle.platform.errors import Conflict, Invalid, NotFound, Unavailable


class WrongFactor(WrongSignIn):
    """The code, recovery code or passkey does not fit; the sign-in may go on with another one."""

    type = "wrong-second-factor"


class TicketGone(WrongSignIn):
    """The sign-in took too long or was answered already; it begins anew."""

    type = "ticket-gone"


class DirectoryRefused(WrongSignIn):
    """Single sign-on gave no answer that can be trusted, or none for somebody who may come in.

    `reason` is a word for the page: "expired", "untrusted", "unknown", "no-role", "disabled", "cancelled".
    """

    def __init__(self, message: str, *, reason: str, advice: str = "Try again, or ask an administrator.") -> None:
        super().__init__(message, advice=advice, reason=reason)
        self.reason = reason


class WrongProof(WrongPassword):
    """The proof of who is there does not fit. Not 401: the session goes on."""

    type = "wrong-proof"


class NotEnrolled(Invalid):
    """There is no code generator on offer that could be confirmed, or none at all."""


class NoOrigin(Invalid):
    """Passkeys and single sign-on need to know the address that people type."""


class PasskeyNotFound(NotFound):
    """The user has no such passkey."""


class FactorThere(Conflict):
    """The passkey, or the account of the directory, is registered already."""


class DirectoryAway(Unavailable):
    """The directory does not answer, or not as it should."""
