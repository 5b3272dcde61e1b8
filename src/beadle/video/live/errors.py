"""What can go wrong with live pictures."""

from __future__ import annotations

from beadle.platform.errors import Full, Invalid, NotAllowed, NotFound, Unavailable


class BadMessage(Invalid):
    """The other end of the media socket does not speak its language."""


class NoSuchStream(NotFound):
    """The camera is not in this recorder's configuration, or has no stream of that name."""


class NoPicture(Unavailable):
    """The camera has sent no format to play yet."""


class TooManyViewers(Full):
    """The recorder protects recording: it takes no more viewers."""


class WrongToken(NotAllowed):
    """The node token is missing or wrong."""


class RecorderAway(Unavailable):
    """The recorder does not answer."""
