"""Errors of reads.

NotAllowed
├── LookRefused    the link's look is over, or was somebody else's       403
└── SecondPerson   nobody decides on their own search                    403
NotFound
├── NoSuchSearch                                                         404
├── NoPicture      the read came without this picture                    404
├── NoSuchHold                                                           404
├── NoSample       the read is not among those to be checked             404
└── NoSuchOwnPlate                                                       404
Invalid
└── BadPattern     the plate cannot be searched for as it stands         422
Conflict
├── Decided        the search does not wait, or was reviewed already     409
├── HeldAlready    the read is held                                      409
└── NotedAlready   the plate is noted for this user already              409
"""

from __future__ import annotations

from beadle.platform.errors import Conflict, Invalid, NotAllowed, NotFound


class LookRefused(NotAllowed):
    """A link to a read whose look is over, is damaged or was made for somebody else."""


class SecondPerson(NotAllowed):
    """Nobody approves, refuses or reviews their own search."""


class NoSuchSearch(NotFound):
    """There is no such search, or it is somebody else's."""


class NoPicture(NotFound):
    """The read came without this picture."""


class NoSuchHold(NotFound):
    """The read is not held."""


class NoSample(NotFound):
    """The read is not among those that were drawn to be checked."""


class NoSuchOwnPlate(NotFound):
    """No such plate is noted."""


class BadPattern(Invalid):
    """The plate cannot be searched for as it stands: too broad, or with characters that no plate has."""


class Decided(Conflict):
    """The search does not wait for a decision, or it was reviewed already."""


class HeldAlready(Conflict):
    """The read is held already."""


class NotedAlready(Conflict):
    """The plate is noted for this user already."""
