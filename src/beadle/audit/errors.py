"""Errors of the audit room."""

from __future__ import annotations

from beadle.platform.errors import Conflict, DataLoss, Invalid, NotFound, Unavailable


class AuditUnavailable(Unavailable):
    """The log cannot be written, so the act or look may not happen."""

    title = "The audit log cannot be written"


class NoSuchLine(NotFound):
    """No line of the log has that number."""

    title = "No such line"


class NotSealed(Conflict):
    """The line is too new: it stands under no signed checkpoint yet."""

    title = "Not sealed yet"


class BadNote(Invalid):
    """A signed note, a verifier key or a checkpoint that cannot be read, or that no known key signed."""

    title = "Not a signed checkpoint"


class BadKey(Invalid):
    """The key that signs checkpoints is missing, open to others or not a key."""

    title = "Signing key"


class BadRange(Invalid):
    """A proof was asked for between sizes that the log does not have."""

    title = "No such size of the log"


class TooManyLines(Invalid):
    """More lines match than one file may hold."""

    title = "Too many lines"


class TreeBroken(DataLoss):
    """The stored tree lacks something that must be there."""

    title = "The tree of the log is damaged"


class CopyFailed(Unavailable):
    """A checkpoint could not be copied to a second place."""

    title = "A checkpoint was not copied"


class StampFailed(Unavailable):
    """The time-stamping authority gave no stamp, or one that does not fit."""

    title = "No time stamp"
