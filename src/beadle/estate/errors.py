"""Errors of the estate room.

NotFound
├── CameraNotFound        404
└── SiteNotFound          404
Conflict
├── NumberTaken           another camera has the number                        409
└── SiteNameTaken         another site has the name                            409
Invalid
├── BadAddress            a stream's address cannot be used                    422
├── BadSheet              the file cannot be read as a list of cameras         422
└── BadMap                the file of the base map is not GeoJSON              422
TooLate
└── Retired               the camera is retired                                410
NotAllowed
└── NotYourGroup          rights cover some camera groups, and not that one    403
DataLoss
└── PasswordUnreadable    the stored password does not open with this key      500
"""

from __future__ import annotations

from beadle.platform.errors import Conflict, DataLoss, Invalid, NotAllowed, NotFound, TooLate


class CameraNotFound(NotFound):
    """There is no such camera."""


class SiteNotFound(NotFound):
    """There is no such site."""


class NumberTaken(Conflict):
    """Another camera has the number."""


class SiteNameTaken(Conflict):
    """Another site has the name."""


class BadAddress(Invalid):
    """A stream's address cannot be used. The message never quotes it: it may hold a password."""


class BadSheet(Invalid):
    """The file cannot be read as a list of cameras."""


class BadMap(Invalid):
    """The file of the base map is not GeoJSON."""


class NotYourGroup(NotAllowed):
    """Rights cover the cameras of some groups, and this is about another one."""


class Retired(TooLate):
    """The camera is retired."""


class PasswordUnreadable(DataLoss):
    """The stored password does not open with this installation's key."""
