"""The errors that Beadle raises. Rooms subclass these eight; nothing else crosses a room's edge.

BeadleError
├── NotFound      what was asked for is not there               404
├── NotAllowed    the actor may not do this                     403
├── Conflict      it clashes with what is there already         409
├── Invalid       the input is wrong                            422
├── TooLate       it was possible once, and no longer is        410
├── Unavailable   a part that is needed is away; try again      503
├── Full          no room left on a disk or in a queue          507
└── DataLoss      stored bytes are not what they should be      500
"""

from __future__ import annotations


class BeadleError(Exception):
    """An error that a person will read: `message` says what happened, `advice` what to do.

    `facts` are extra values for the log and for the API's answer; never a secret.
    """

    status = 500
    title = "Something went wrong"
    type = "about:blank"
    """A page acts on it where the status does not say enough (RFC 9457)."""

    def __init__(self, message: str, *, advice: str = "", **facts: object) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()


class NotFound(BeadleError):
    """What was asked for is not there."""

    status = 404
    title = "Not found"


class NotAllowed(BeadleError):
    """The actor may not do this."""

    status = 403
    title = "Not allowed"


class Conflict(BeadleError):
    """It clashes with what is there already."""

    status = 409
    title = "Conflict"


class Invalid(BeadleError):
    """The input is wrong."""

    status = 422
    title = "Not valid"


class TooLate(BeadleError):
    """It was possible once, and no longer is."""

    status = 410
    title = "Too late"


class Unavailable(BeadleError):
    """A part that is needed is away; trying again later may help."""

    status = 503
    title = "Not available"


class Full(BeadleError):
    """No room is left on a disk or in a queue."""

    status = 507
    title = "Full"


class DataLoss(BeadleError):
    """Stored bytes are not what they should be."""

    status = 500
    title = "Data lost or damaged"
