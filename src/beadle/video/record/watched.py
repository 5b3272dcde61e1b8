"""What the picture watch has found at one camera, on its way to the volume: how much moved, and what was wrong when."""

from __future__ import annotations

import zlib
from typing import NamedTuple

from beadle.video.footage.packing import BUCKETS_AN_HOUR
from beadle.video.footage.terms import ACTIVITY_BUCKET_US, Spell
from beadle.video.terms import CameraState

EVERY_S = 60
"""Seconds between two entries in the index; so much is lost when the process is killed."""
PICTURE_STATES = frozenset({CameraState.COVERED, CameraState.MOVED, CameraState.OUT_OF_FOCUS})


class Notes(NamedTuple):
    """What is to be entered: levels of motion by hour (as activity is packed), and spells of a bad picture."""

    motion: dict[int, bytes]
    spells: list[Spell]


class Watched:
    """Gathers findings. `view_us`: when somebody last said that the view is right as it is; 0 for never."""

    def __init__(self, camera: str) -> None:
        self.view_us = 0
        self._phase = zlib.crc32(camera.encode()) % EVERY_S
        self._motion: dict[int, bytearray] = {}
        self._spell: Spell | None = None
        self._ended: list[Spell] = []

    def note(self, state: CameraState | None, at_us: int, motion: int | None) -> None:
        """One look: what is wrong with the picture, if anything, and how much moved (0 to 255) where that was asked."""
        if motion is not None:
            hour, place = divmod(at_us // ACTIVITY_BUCKET_US, BUCKETS_AN_HOUR)
            levels = self._motion.setdefault(hour, bytearray(BUCKETS_AN_HOUR))
            levels[place] = max(levels[place], min(255, max(0, motion)))
        spell = self._spell
        if spell is not None and spell.state == state:
            self._spell = spell._replace(end_us=max(spell.end_us, at_us))
            return
        if spell is not None:
            self._ended.append(spell._replace(end_us=max(spell.end_us, at_us)))
        self._spell = None if state is None else Spell(at_us, at_us, str(state))

    def due(self, check: int) -> bool:
        """Whether this is the second of the minute at which this camera's notes are entered."""
        return check % EVERY_S == self._phase

    def take(self) -> Notes | None:
        """What has come since the last time; a spell that goes on is entered again, longer."""
        spells, self._ended = self._ended, []
        if self._spell is not None:
            spells = [*spells, self._spell]
        motion = {hour: bytes(levels) for hour, levels in self._motion.items() if any(levels)}
        self._motion = {}
        return Notes(motion, spells) if motion or spells else None
