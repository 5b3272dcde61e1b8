"""Errors of the accounts room.

NotAllowed
├── NotSignedIn        nobody is signed in, or the session has ended     401
│   └── WrongSignIn    the name or the password is wrong                 401
│       └── FirstPasswordExpired  the same to whoever asks               401
├── WrongPassword      one's password or code, typed within a session    403
├── StepUpNeeded       who it is has to be proved again first            403
├── SessionLocked      the screen is locked                              403
├── MustChoosePassword a password of one's own has to be chosen first    403
├── MustEnrol          a second factor has to be set up first            403
├── Forbidden          no grant gives the permission for this            403
├── PurposeNeeded      a picture is asked for and no purpose was stated  403
└── ForgedRequest      the request did not come from Beadle's own pages  403
Unavailable
└── TooManyAttempts    sign-in is being slowed down                      429
Invalid
├── WeakPassword       the password may not be used                      422
└── TooLarge           the body is longer than the route takes           413
Conflict
├── NameTaken          another user, group or purpose has the name       409
├── InUse              grants still name it                              409
├── GlassOver          it ended, or was reviewed, already                409
└── LastAdministrator  nobody would be left to manage users              409
NotFound
├── UserNotFound                                                         404
└── NoSuchRight        no such group, purpose or broken glass            404
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


class FirstPasswordExpired(WrongSignIn):
    """The right first password came too late. The answer is that of a wrong one; the audit log has this name."""


class WrongPassword(NotAllowed):
    """One's password or code is wrong, typed within a session. Not 401: the session goes on."""


class StepUpNeeded(NotAllowed):
    """The act asks for a proof of who is there that is minutes old, not hours."""

    title = "Prove that it is you"
    type = "step-up-needed"


class SessionLocked(NotAllowed):
    """The screen is locked: the wall runs on, nothing else does."""

    title = "Locked"
    type = "session-locked"


class MustChoosePassword(NotAllowed):
    """The password was given to the user: until they have chosen their own, nothing else is possible."""

    title = "Choose your password"
    type = "must-choose-password"


class MustEnrol(NotAllowed):
    """The role asks for a second factor and the user has none yet: until then only setting one up is possible."""

    title = "Second factor needed"
    type = "must-enrol"


class Forbidden(NotAllowed):
    """None of the actor's grants gives the permission for this camera and purpose."""


class PurposeNeeded(NotAllowed):
    """A picture was asked for and no purpose is stated, or the one that was has ended."""

    type = "purpose-needed"
    title = "State a purpose first"


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
    """Another user, camera group or purpose has the name."""


class InUse(Conflict):
    """Grants still name it, so it cannot go."""


class GlassOver(Conflict):
    """Broken glass that ended already, or was reviewed already."""


class LastAdministrator(Conflict):
    """Nobody would be left who can manage users."""


class UserNotFound(NotFound):
    """There is no such user."""


class NoSuchRight(NotFound):
    """There is no such camera group, purpose or broken glass."""
