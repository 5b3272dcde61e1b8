"""What can go wrong in the video room, as people read it."""

from __future__ import annotations

from beadle.platform.errors import Conflict, DataLoss, Full, Invalid, NotAllowed, NotFound, TooLate, Unavailable


class NoFootage(NotFound):
    """Nothing was recorded where footage was asked for."""


class NoSuchThing(NotFound):
    """An export, hold, layout, file or segment that is not there, or not for this person."""


class LookRefused(NotAllowed):
    """A link to footage that is forged, over, or was made for another person or camera."""


class NotTheOwner(NotAllowed):
    """Somebody else's layout or export."""


class BadRequest(Invalid):
    """A span, a list or a name that cannot be used."""


class ExportOver(TooLate):
    """An export whose files have expired or whose job has ended."""


class NotMadeYet(Conflict):
    """A file that is still being made."""


class HoldOver(Conflict):
    """A hold that was released already."""


class TooBusy(Unavailable):
    """Every slot that recording can spare is taken."""


class RecorderAway(Unavailable):
    """The recorder does not answer."""


class ExportDamaged(DataLoss):
    """What an export needs on disk cannot be read."""


class DiskFull(Full):
    """No room for an export."""


class PictureBroken(DataLoss):
    """Footage from which no picture can be made."""
