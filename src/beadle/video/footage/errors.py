"""What can go wrong with footage on disk.

BeadleError
├── NotFound     NotAVolume  HoldUnknown  NoFootage
├── Conflict     VolumeInUse  WrongVolume  IndexTooNew  SegmentClosed
├── Invalid      BadCameraKey  BadHold
├── Unavailable  VolumeAway  VolumeReadOnly
├── Full         VolumeFull
└── DataLoss     FootageDamaged  HoldsDamaged  IndexDamaged
"""

from __future__ import annotations

from beadle.platform.errors import Conflict, DataLoss, Full, Invalid, NotFound, Unavailable


class NotAVolume(NotFound):
    """The folder holds no volume: most often its disk is not mounted."""


class HoldUnknown(NotFound):
    """There is no hold of that name."""


class NoFootage(NotFound):
    """Nothing is recorded in the range that was asked for."""


class VolumeInUse(Conflict):
    """Another process writes on it."""


class WrongVolume(Conflict):
    """The folder holds a volume, but another one."""


class IndexTooNew(Conflict):
    """The index was written by a newer Beadle."""


class SegmentClosed(Conflict):
    """The segment takes no more pictures."""


class BadCameraKey(Invalid):
    """The camera's key cannot name a folder."""


class BadHold(Invalid):
    """The hold says nothing that could be protected."""


class VolumeAway(Unavailable):
    """The disk was taken out, unmounted or swapped."""


class VolumeReadOnly(Unavailable):
    """The disk cannot be written on, or failed to keep what was written."""


class VolumeFull(Full):
    """No room is left for bytes or for names."""


class FootageDamaged(DataLoss):
    """A file is not what was recorded."""


class HoldsDamaged(DataLoss):
    """A hold cannot be read: until that is mended nothing is deleted."""


class IndexDamaged(DataLoss):
    """The index cannot be read; `beadle footage check --repair` makes it anew from the files."""
