"""What can go wrong between a camera and its reads.

Unavailable
└── SpoolBusy          messages come faster than the disk takes them      503
Full
└── SpoolFull          no room for another message                        507, told to cameras as 503
NotFound
├── NoSuchCamera       there is no set-up of that camera                  404
└── NoSuchMessage      there is no such refused message, or not any more  404
Conflict
└── AlreadySetUp       the camera is set up for plates                    409
NotAllowed
└── TooManyMessages    a camera sends more than it may                    429
"""

from __future__ import annotations

from beadle.platform.errors import Conflict, Full, NotAllowed, NotFound, Unavailable


class SpoolBusy(Unavailable):
    """Messages come faster than the disk takes them."""


class SpoolFull(Full):
    """There is no room for another message: the disk is full, or the spool has reached its bound."""


class NoSuchCamera(NotFound):
    """No such camera is set up for plates."""


class NoSuchMessage(NotFound):
    """There is no such refused message, or its time is over."""


class AlreadySetUp(Conflict):
    """The camera is set up for plates already."""


class TooManyMessages(NotAllowed):
    """A camera sends more than it may."""

    status = 429
    title = "Too many messages"
