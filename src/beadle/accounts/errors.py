"""Errors of the accounts room.

NotAllowed
├── NotSignedIn        nobody is signed in, or the session has ended     401
│   └── WrongSignIn    the name or the password is wrong                 401
├── WrongPassword      one's current password, typed to change it        403
├── Forbidden          the role does not give the permission             403
└── ForgedRequest      the request did not come from Beadle's own pages  403
Unavailable
└── TooManyAttempts    sign-in is being slowed down                      429
Invalid
├── WeakPassword       the password may not be used                      422
└── TooLarge           the body is longer than the route takes           413
Conflict
├── NameTaken          another user has the name                         409
└── LastAdministrator  nobody would be left to manage users              409
NotFound
└── UserNotFound                                                         404
"""

from __future__ import annotations

from beadle.platform.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable


class NotSignedIn(NotAllowed):
    """Nobody is signed in, or the session has ended."""

    status = 401
    title = "Not signed in"


class WrongSignIn(NotSignedIn):
    """The name or the password is wrong; it is never said which."""

    title = "Sign-in failed"


class WrongPassword(NotAllowed):
    """One's current password is wrong, typed to change it. Not 401: the session goes on."""


class Forbidden(NotAllowed):
    """The actor's roles do not give the permission."""


class ForgedRequest(NotAllowed):
    """The request lacks what only Beadle's own pages can send."""


class TooManyAttempts(Unavailable):
    """Sign-in is being slowed down. `facts["retry_after"]` is whole seconds."""

    status = 429
    title = "Too many attempts"


class WeakPassword(Invalid):
    """The password may not be used."""

    title = "Password not accepted"


class TooLarge(Invalid):
    """The request's body is longer than the route takes."""

    status = 413
    title = "Too large"


class NameTaken(Conflict):
    """Another user has the name."""


class LastAdministrator(Conflict):
    """Nobody would be left who can manage users."""


class UserNotFound(NotFound):
    """There is no such user."""
