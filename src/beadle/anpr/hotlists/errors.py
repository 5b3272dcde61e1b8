"""What can be wrong with hotlists, hits and imports."""

from __future__ import annotations

from beadle.platform.errors import Conflict, Full, Invalid, NotFound


class NoSuchList(NotFound):
    """There is no such hotlist, or it is retired."""


class NoSuchEntry(NotFound):
    """There is no such entry on that list."""


class NoSuchHit(NotFound):
    """There is no such hit, or it has reached the end of its time."""


class NoSuchImport(NotFound):
    """There is no such import."""


class ListNameTaken(Conflict):
    """There is a hotlist of that name already."""


class PlateListed(Conflict):
    """The plate stands on that list already."""


class HitDecided(Conflict):
    """Somebody has decided on this hit already."""


class ImportBusy(Conflict):
    """The import is under way or over."""


class BadWanted(Invalid):
    """Nothing can be looked for by that plate."""


class BadFile(Invalid):
    """The file is not a table that a hotlist can be made of."""


class NoRoom(Full):
    """The disk has no room for the file."""
