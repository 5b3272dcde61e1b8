"""What can be wrong with a plate, a message or a search."""

from __future__ import annotations

from beadle.platform.errors import Invalid, NotAllowed, NotFound, Unavailable


class NotAPlate(Invalid):
    """The text cannot be a plate: empty, too long, or with characters that no plate has."""


class BadMessage(Invalid):
    """A camera's message cannot be understood. It is kept as it came."""


class NoSuchRead(NotFound):
    """There is no such read, or it has reached the end of its time."""


class NoAuthority(NotAllowed):
    """Nobody has recorded why this may be done."""


class NotAPicture(Invalid):
    """A file is no photograph or video that can be read."""


class NoSecondOpinion(Unavailable):
    """RapidOCR, which gives second opinions, is not installed."""
