"""Which coded picture a stream sends next: the loop, or what a fault puts in its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from beadle.simulator import h264
from beadle.simulator.band import Band, BandLayout
from beadle.simulator.clips import FPS, Clip
from beadle.simulator.faults import Fault, FaultBoard
from beadle.simulator.rtp import Packets, packetise
from beadle.video.terms import Codec

_INSTEAD = (Fault.H265, Fault.SPS_CHANGE, Fault.BLACK, Fault.COVERED, Fault.MOVED, Fault.DEFOCUSED)
"""Faults that show another loop, the strongest first."""


@dataclass(frozen=True, slots=True)
class StreamClips:
    """The loops that one stream can show: its own, and the ones that faults switch to.

    fps: pictures a second. order: which of the scene's pictures comes at a place in the camera's endless row of
    pictures (whole pairs of GOPs, each from its first key picture on); None: one after another.
    """

    scene: Clip
    instead: Mapping[Fault, Clip]
    fps: float = FPS
    order: Callable[[int], int] | None = None


class _Loop:
    """A clip that is being played, with its clock."""

    def __init__(self, clip: Clip, label: str, camera: int) -> None:
        self.clip = clip
        self.band: Band | None = None
        if clip.codec is Codec.H264:
            self.band = Band(BandLayout(clip.sequence.width * h264.MACROBLOCK), label, camera)

    def picture(self, index: int, moment_us: int) -> list[Packets]:
        """Packets of a picture with its clock at `moment_us`."""
        clip = self.clip
        if self.band is None:
            return [clip.packets(index)]
        return [clip.packets(index), packetise(self.band.slices(clip.header(index), clip.sequence, moment_us))]

    def still(self, index: int, key_index: int) -> list[Packets]:
        """Packets that go on showing the picture before: in a key picture's place, that of `key_index`."""
        clip = self.clip
        if self.band is None:
            return [clip.packets(index)]
        sequence = clip.sequence
        if index in clip.keys:
            header = clip.header(key_index)
            return [clip.packets(key_index), packetise(self.band.repeat(header, sequence))]
        header = clip.header(index)
        above = sequence.width * (sequence.height - 3)
        return [packetise([h264.still_picture(header, sequence, above), *self.band.repeat(header, sequence)])]


class PictureSource:
    """Follows a camera's faults and gives the packets of one picture after another.

    `start` is the picture of the loop that the first call shows; the loop's pictures follow one another from there.
    """

    def __init__(self, clips: StreamClips, faults: FaultBoard, label: str, camera: int) -> None:
        self._clips = clips
        self._faults = faults
        self._shown_as = (label, camera)
        self._loops: dict[Fault | None, _Loop] = {None: _Loop(clips.scene, label, camera)}
        self._loops |= {kind: _Loop(clip, label, camera) for kind, clip in clips.instead.items()}
        self._shown: Fault | None = None
        self._since = 0
        self._frozen_at: int | None = None

    @property
    def fps(self) -> float:
        """Pictures a second."""
        return self._clips.fps

    def offered(self) -> Clip:
        """The clip that a new connection is told about."""
        return self._loops[self._wanted()].clip

    def add(self, kind: Fault, clip: Clip) -> None:
        """A loop that was made since the start."""
        self._loops.setdefault(kind, _Loop(clip, *self._shown_as))

    def knows(self, kind: Fault) -> bool:
        """Whether the loop of a fault is there."""
        return kind in self._loops

    def _wanted(self) -> Fault | None:
        for kind in _INSTEAD:
            if self._faults.has(kind) and kind in self._loops:
                return kind
        return None

    def _place(self, position: int) -> int:
        """Which picture of the scene comes there."""
        order = self._clips.order
        return position % len(self._clips.scene) if order is None else order(position)

    def next(self, position: int, moment_us: int) -> tuple[list[Packets], bool]:
        """Packets for a place in the camera's endless loop, and whether a receiver can start with them."""
        wanted = self._wanted()
        at_key = self._place(position) in self._clips.scene.keys
        if wanted is not self._shown and (wanted is not None or at_key):
            self._shown, self._since, self._frozen_at = wanted, position if wanted else 0, None
        if wanted is None and self._shown is Fault.H265:
            return [], False
        loop = self._loops[self._shown]
        index = self._place(position) if self._shown is None else (position - self._since) % len(loop.clip)
        key = index in loop.clip.keys
        if key and self._faults.has(Fault.NO_KEYFRAME):
            return [], False
        frozen = self._faults.has(Fault.FROZEN)
        if self._frozen_at is not None and (frozen or not key):
            return loop.still(index, self._frozen_at), key
        self._frozen_at = index if frozen and key else None
        return loop.picture(index, moment_us), key
