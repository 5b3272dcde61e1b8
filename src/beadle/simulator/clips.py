"""Loops of coded pictures: encoded once, kept in a cache folder, served for ever.

A clip holds the scene without its clock; `Clip.header` and `Clip.sequence` are what the clock's slices need.
"""

from __future__ import annotations

import itertools
import json
import mmap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import overload

import av
import numpy as np
from numpy.typing import NDArray

from beadle.platform.storage import write_atomically
from beadle.simulator import h264
from beadle.simulator.band import BLACK, HEIGHT, WHITE
from beadle.simulator.rtp import Packets, packetise
from beadle.video.terms import Codec

FPS = 25
Picture = NDArray[np.uint8]
_MAGIC = b"beadle clip 1\n"


class BrokenClip(h264.UnusableStream):
    """A file in the cache folder is not a whole clip."""


@dataclass(frozen=True, slots=True)
class ClipFormat:
    """How a clip is encoded. width and height: of the picture with its clock, pixels; kbps: on average; gop: pictures.

    fps: pictures a second.
    """

    width: int = 1280
    height: int = 720
    kbps: int = 3000
    gop: int = 50
    fps: float = FPS

    @property
    def scene_height(self) -> int:
        """Rows above the clock's band; whole macroblocks, of which the last row is black."""
        return -(-self.height // h264.MACROBLOCK) * h264.MACROBLOCK - HEIGHT

    @property
    def visible_height(self) -> int:
        """Rows for the scene itself, above the black row that keeps motion out of the band."""
        return self.scene_height - h264.MACROBLOCK


class _Slices(Sequence[bytes]):
    """The pictures of a saved clip, read from the file's pages when they are asked for."""

    def __init__(self, data: mmap.mmap, start: int, sizes: list[int]) -> None:
        self._data = data
        self._ends = list(itertools.accumulate(sizes, initial=start))
        self.whole = self._ends[-1] == len(data)

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[bytes]: ...
    def __getitem__(self, index: int | slice) -> bytes | Sequence[bytes]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        return self._data[self._ends[index] : self._ends[index + 1]]


class Clip:
    """A loop. `frames[i]` are the NAL units of picture i without parameter sets; picture 0 is a key picture."""

    def __init__(
        self,
        codec: Codec,
        parameter_sets: tuple[bytes, ...],
        frames: Sequence[bytes],
        keys: frozenset[int],
        height: int,
    ) -> None:
        self.codec = codec
        self.parameter_sets = parameter_sets
        self.frames = frames
        self.keys = keys
        self.height = height
        self._packets: dict[int, Packets] = {}
        self._headers: dict[int, h264.SliceHeader] = {}

    def __len__(self) -> int:
        return len(self.frames)

    @cached_property
    def sequence(self) -> h264.SequenceParameters:
        """What the clock's slices need of the parameter set (H.264 only)."""
        return h264.sequence_of(self.parameter_sets[0])

    def header(self, index: int) -> h264.SliceHeader:
        """The slice header of a picture (H.264 only)."""
        found = self._headers.get(index)
        if found is None:
            found = self._headers[index] = h264.parse_slice(self.frames[index], self.sequence)
        return found

    def packets(self, index: int) -> Packets:
        """RTP packets of a picture, with the parameter sets before a key picture."""
        found = self._packets.get(index)
        if found is None:
            nals = [*self.parameter_sets, self.frames[index]] if index in self.keys else [self.frames[index]]
            found = self._packets[index] = packetise(nals, self.codec)
        return found

    def prepare(self) -> None:
        """Lay all packets out now, rather than while the first loop is being sent."""
        for index in range(len(self)):
            self.packets(index)
            if self.codec is Codec.H264:
                self.header(index)

    def save(self, path: Path) -> None:
        """Write the clip so that a reader never sees half of it."""
        head = {
            "codec": self.codec,
            "sets": [one.hex() for one in self.parameter_sets],
            "sizes": [len(frame) for frame in self.frames],
            "keys": sorted(self.keys),
            "height": self.height,
        }
        write_atomically(path, _MAGIC + json.dumps(head).encode() + b"\n" + b"".join(self.frames), mode=0o644)

    @classmethod
    def load(cls, path: Path) -> Clip:
        """Read a saved clip. Raises BrokenClip, FileNotFoundError."""
        with path.open("rb") as file:
            if file.seek(0, 2) == 0:
                raise BrokenClip(f"{path.name} is empty.", advice="Delete it: it will be made again.")
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        end = data.find(b"\n", len(_MAGIC))
        if data[: len(_MAGIC)] != _MAGIC or end < 0:
            raise BrokenClip(f"{path.name} is not a clip.", advice="Delete it: it will be made again.")
        head = json.loads(data[len(_MAGIC) : end])
        frames = _Slices(data, end + 1, head["sizes"])
        if not frames.whole:
            raise BrokenClip(f"{path.name} ends too early.", advice="Delete it: it will be made again.")
        sets = tuple(bytes.fromhex(one) for one in head["sets"])
        return cls(Codec(head["codec"]), sets, frames, frozenset(head["keys"]), head["height"])


def planes_of(picture: Picture) -> tuple[Picture, Picture, Picture]:
    """Views of the Y, U and V planes of an I420 picture."""
    height, width = picture.shape[0] * 2 // 3, picture.shape[1]
    chroma = picture[height:].reshape(2, height // 2, width // 2)
    return picture[:height], chroma[0], chroma[1]


class Encoder:
    """x264, held to the tools that the clock's hand-written slices can follow.

    It encodes the band as a plain white slice, which is thrown away and replaced when the clip is sent. Motion into
    the band would therefore show the wrong thing. The black row above it keeps the encoder from that: neither the
    black macroblocks nor those above them find anything like themselves in the white ones.
    """

    def __init__(self, form: ClipFormat) -> None:
        self.form = form
        self._context = av.CodecContext.create("libx264", "w")
        context = self._context
        context.width, context.height, context.pix_fmt = form.width, form.height, "yuv420p"
        context.framerate = Fraction(form.fps)
        context.time_base = 1 / context.framerate
        context.thread_count = 1
        keep = f"keyint={form.gop}:min-keyint={form.gop}:scenecut=0:ref=1:bframes=0:weightp=0:cabac=0:8x8dct=0"
        rate = (
            f"crf=22:vbv-maxrate={form.kbps}:vbv-bufsize={form.kbps * 2}:rc-lookahead=0:mbtree=0:aq-mode=0:no-deblock=1"
        )
        above = form.width * form.scene_height // h264.MACROBLOCK**2
        shape = f"slice-max-mbs={above}:sliced-threads=0:repeat-headers=1:annexb=1:level={_level(form)}"
        look = "fullrange=off:colorprim=bt470bg:transfer=smpte170m:colormatrix=smpte170m"
        context.options = {
            "preset": "ultrafast",
            "profile": "baseline",
            "x264-params": f"{keep}:{rate}:{shape}:{look}",
        }
        self._whole = np.full((form.height * 3 // 2, form.width), 128, np.uint8)
        self._whole[: form.height] = WHITE
        self._whole[form.visible_height : form.scene_height] = BLACK
        self._planes = planes_of(self._whole)
        self._frames: list[bytes] = []
        self._keys: set[int] = set()
        self._sets: tuple[bytes, bytes] | None = None
        self._count = 0

    def add(self, scene: Picture) -> None:
        """Encode one picture: I420 planes, `form.visible_height` * 3/2 rows of `form.width` samples."""
        for target, plane in zip(self._planes, planes_of(scene), strict=True):
            target[: plane.shape[0]] = plane
        frame = av.VideoFrame.from_ndarray(self._whole, format="yuv420p")
        frame.pts = self._count
        self._count += 1
        self._take(self._context.encode(frame))

    def finish(self) -> Clip:
        """The clip of everything that was added."""
        self._take(self._context.encode(None))
        assert self._sets is not None, "a clip has at least one picture"
        return Clip(Codec.H264, self._sets, self._frames, frozenset(self._keys), self.form.height)

    def _take(self, coded: Iterable[av.Packet[av.VideoStream]]) -> None:
        for packet in coded:
            sets: dict[int, bytes] = {}
            for nal in h264.split_annex_b(bytes(packet)):
                kind = h264.nal_type(nal)
                if kind in (h264.NAL_SPS, h264.NAL_PPS):
                    sets[kind] = nal
                elif kind in (h264.NAL_SLICE, h264.NAL_IDR) and h264.first_macroblock(nal) == 0:
                    if kind == h264.NAL_IDR:
                        self._keys.add(len(self._frames))
                    self._frames.append(nal)
            if self._sets is None:
                h264.check_pps(sets[h264.NAL_PPS])
                self._sets = sets[h264.NAL_SPS], sets[h264.NAL_PPS]


def _level(form: ClipFormat) -> str:
    """The lowest level (table A-1) of 25 pictures a second that has room for the picture with its clock."""
    macroblocks = -(-form.width // 16) * -(-form.height // 16)
    for level, largest in (("1.3", 396), ("2.1", 475), ("3.0", 1620), ("3.1", 3600), ("4.0", 8192), ("5.0", 22080)):
        if macroblocks <= largest:
            return level
    return "5.1"


def encode(pictures: Iterable[Picture], form: ClipFormat) -> Clip:
    """Encode a loop. An even number of GOPs keeps neighbouring key pictures' identities apart at its seam."""
    encoder = Encoder(form)
    for picture in pictures:
        encoder.add(picture)
    return encoder.finish()


def encode_h265(pictures: Iterable[Picture], width: int, height: int, gop: int = 50) -> Clip:
    """Encode a loop of I420 pictures in H.265, for trials of the codec; it carries no clock."""
    context = av.CodecContext.create("libx265", "w")
    context.width, context.height, context.pix_fmt = width, height, "yuv420p"
    context.time_base, context.framerate = Fraction(1, FPS), Fraction(FPS)
    params = f"log-level=none:keyint={gop}:min-keyint={gop}:scenecut=0:bframes=0:repeat-headers=1:annexb=1:pools=none"
    context.options = {"preset": "ultrafast", "x265-params": params + ":frame-threads=1:open-gop=0:info=0"}
    coded: list[av.Packet[av.VideoStream]] = []
    for index, picture in enumerate(pictures):
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts = index
        coded += context.encode(frame)
    coded += context.encode(None)
    sets: dict[int, bytes] = {}
    frames: list[bytes] = []
    keys: set[int] = set()
    for packet in coded:
        for nal in h264.split_annex_b(bytes(packet)):
            kind = nal[0] >> 1 & 0x3F
            if kind in (32, 33, 34):  # VPS, SPS, PPS
                sets.setdefault(kind, nal)
            elif kind < 32:
                if 16 <= kind <= 21:
                    keys.add(len(frames))
                frames.append(nal)
    return Clip(Codec.H265, (sets[32], sets[33], sets[34]), frames, frozenset(keys), height)
