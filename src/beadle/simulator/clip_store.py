"""The cache folder: loops are rendered and encoded once, and found again by what they were made from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources
from pathlib import Path

import cv2
import numpy as np

from beadle.simulator import scenes, town, traffic
from beadle.simulator.band import BLACK
from beadle.simulator.clips import (
    BrokenClip,
    Clip,
    ClipFormat,
    Encoder,
    Picture,
    encode,
    encode_h265,
    planes_of,
)
from beadle.simulator.faults import Fault
from beadle.simulator.pictures import StreamClips
from beadle.simulator.view_faults import altered

_MADE_BY = ("clips", "glyphs", "town", "traffic", "view_faults")


_DAY_US = 86_400_000_000
HD = ClipFormat()
SMALL = ClipFormat(640, 360, 450)
PLATES = ClipFormat(1920, 1080, 4000, 25, 12.5), ClipFormat(640, 360, 450, 25, 12.5)
"""The plate cameras' streams: a plate wants pixels more than pictures. A slot of traffic is two GOPs."""


@dataclass(frozen=True, slots=True)
class LoopFormat:
    """Sizes of a camera's two streams and how long its loop is.

    plates: the plate cameras' two streams, which show traffic by the wall clock; None: they have a loop like others.
    """

    main: ClipFormat = HD
    sub: ClipFormat = SMALL
    seconds: float = 20.0
    one_scene: bool = False
    """All cameras show the same loop, for tests: it is quicker to make one."""
    plates: tuple[ClipFormat, ClipFormat] | None = PLATES

    def streams(self, number: int) -> tuple[ClipFormat, ClipFormat]:
        """Of a camera: main and sub."""
        return self.plates if self.follows_traffic(number) and self.plates is not None else (self.main, self.sub)

    def follows_traffic(self, number: int) -> bool:
        """Whether a camera shows its slots of traffic in the order of the wall clock, rather than a loop."""
        return self.plates is not None and town.camera(number).reads_plates

    def seconds_of(self, number: int) -> float:
        """Of a camera's clip: of a plate camera, an empty slot and one for each of its vehicles."""
        return traffic.SLOT_SECONDS * (1 + traffic.EACH_WAY) if self.follows_traffic(number) else self.seconds

    def count(self, number: int) -> int:
        """Pictures in a camera's clip: whole pairs of GOPs."""
        main, _ = self.streams(number)
        pair = 2 * main.gop
        return max(1, round(self.seconds_of(number) * main.fps / pair)) * pair


USUAL = LoopFormat()
FULL_HD = LoopFormat(main=ClipFormat(1920, 1080, 4000), plates=None)
TINY = LoopFormat(
    main=ClipFormat(320, 240, 300, 25),
    sub=ClipFormat(160, 128, 100, 25),
    seconds=2.0,
    one_scene=True,
    plates=None,
)
"""For tests: quick to make, with a key picture a second."""


@cache
def version() -> str:
    """A digest of everything that decides how a loop looks: loops of another version are not used."""
    digest = hashlib.sha256()
    folder = resources.files("beadle.simulator")
    files = [one for one in folder.iterdir() if one.is_file()]
    names = {one.name: one for one in files}
    for name in sorted(names):
        stem = name.removesuffix(".py")
        if name.endswith(".py") and (stem in _MADE_BY or stem.startswith("scene")):
            digest.update(name.encode() + names[name].read_bytes())
    digest.update((folder / "data" / "cameras.csv").read_bytes())
    return digest.hexdigest()[:12]


class ClipStore:
    """Loops in a folder. Several processes may make them at once: a file is whole or absent."""

    def __init__(self, folder: Path, form: LoopFormat) -> None:
        self.folder = folder
        self.form = form
        self._loaded: dict[str, Clip] = {}

    def _path(self, what: str, form: ClipFormat, seconds: float = 0.0) -> Path:
        size = f"{form.width}x{form.height}-{form.kbps}k-{form.gop}-{form.fps:g}"
        return self.folder / f"{version()}-{what}-{seconds or self.form.seconds:g}s-{size}.clip"

    def _scene(self, number: int) -> int:
        return 1 if self.form.one_scene else scenes.scene_number(number)

    def _paths(self, number: int) -> tuple[Path, Path]:
        scene = self._scene(number)
        main, sub = self.form.streams(scene)
        what, seconds = f"scene{scene:03d}", self.form.seconds_of(scene)
        return self._path(what, main, seconds), self._path(what, sub, seconds)

    def key(self, number: int) -> Path:
        """Cameras with the same key share their loops."""
        return self._paths(number)[0]

    def forget_other_versions(self, now_us: int) -> None:
        """Delete loops that another version of the simulator made, once they are a day old; now_us: see Clock."""
        for path in self.folder.glob("*.clip"):
            old = path.stat().st_mtime_ns // 1000 < now_us - _DAY_US
            if old and not path.name.startswith(f"{version()}-"):
                path.unlink(missing_ok=True)

    def has(self, number: int) -> bool:
        """Whether both loops of a camera are there."""
        return all(path.exists() for path in self._paths(number))

    def make(self, number: int, stopped: Callable[[], bool] = lambda: False) -> None:
        """Render and encode both loops of a camera; takes seconds and a core. `stopped` is asked at every picture."""
        self.folder.mkdir(parents=True, exist_ok=True)
        scene = self._scene(number)
        large, small = self.form.streams(scene)
        main, sub = Encoder(large), Encoder(small)
        size = large.width, large.visible_height
        for picture in scenes.pictures(scene, size, self.form.count(scene), large.fps):
            if stopped():
                return
            main.add(picture)
            sub.add(_smaller(picture, small))
        for encoder, path in zip((main, sub), self._paths(number), strict=True):
            encoder.finish().save(path)

    def make_common(self) -> None:
        """Make the loops that faults switch to."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for form in (self.form.main, self.form.sub, *(self.form.plates or ())):
            path = self._path("black", form)
            if not path.exists():
                encode(_dark(form, 2 * form.gop), form).save(path)
        path = self._path("h265", self.form.sub)
        if not path.exists():
            sub = self.form.sub
            still = next(scenes.pictures(1, (sub.width, sub.height), 2))
            encode_h265((still for _ in range(2 * sub.gop)), sub.width, sub.height, sub.gop).save(path)

    def view_fault(self, number: int, kind: Fault) -> dict[str, Clip]:
        """Short loops of a camera's streams through a bad lens; made where they are missing, which takes seconds."""
        scene = self._scene(number)
        what = str(kind) if kind is Fault.COVERED else f"scene{scene:03d}-{kind}"
        large, small = self.form.streams(scene)
        paths = {"main": self._path(what, large), "sub": self._path(what, small)}
        if not all(path.exists() for path in paths.values()):
            self.folder.mkdir(parents=True, exist_ok=True)
            main, sub = Encoder(large), Encoder(small)
            plain = scenes.pictures(scene, (large.width, large.visible_height), 2 * large.gop, large.fps)
            for picture in altered(plain, kind):
                main.add(picture)
                sub.add(_smaller(picture, small))
            for encoder, path in zip((main, sub), paths.values(), strict=True):
                encoder.finish().save(path)
        return {name: self._load(path) for name, path in paths.items()}

    def clips(self, number: int) -> dict[str, StreamClips]:
        """The loops of a camera's streams `main` and `sub`, which have to be there. Raises FileNotFoundError."""
        main_path, sub_path = self._paths(number)
        main, sub = self._load(main_path), self._load(sub_path)
        h265 = self._load(self._path("h265", self.form.sub))
        scene = self._scene(number)
        forms = self.form.streams(scene)
        black = [self._load(self._path("black", form)) for form in forms]
        order = partial(_by_traffic, scene) if self.form.follows_traffic(scene) else None
        both = ("main", main, sub), ("sub", sub, main)
        return {
            name: StreamClips(own, {Fault.BLACK: dark, Fault.SPS_CHANGE: other, Fault.H265: h265}, form.fps, order)
            for (name, own, other), dark, form in zip(both, black, forms, strict=True)
        }

    def _load(self, path: Path) -> Clip:
        found = self._loaded.get(path.name)
        if found is None:
            try:
                found = Clip.load(path)
                found.prepare()
            except BrokenClip:
                path.unlink(missing_ok=True)
                raise
            self._loaded[path.name] = found
        return found


def _by_traffic(camera: int, position: int) -> int:
    """Which picture of a plate camera's clip comes at a place in its endless row of slots."""
    pictures = round(traffic.SLOT_SECONDS * PLATES[0].fps)
    slot, at = divmod(position, pictures)
    one = traffic.passing(camera, slot)
    return at if one is None else (one.number + 1) * pictures + at


def _smaller(picture: Picture, form: ClipFormat) -> Picture:
    """The picture for the sub stream: as wide, with a strip cut off the top where its shape is flatter."""
    height, width = picture.shape[0] * 2 // 3, picture.shape[1]
    skip = max(0, height - form.visible_height * width // form.width) // 2
    small = np.empty((form.visible_height * 3 // 2, form.width), np.uint8)
    for index, (target, plane) in enumerate(zip(planes_of(small), planes_of(picture), strict=True)):
        rows = plane[2 * skip if index == 0 else skip :]
        target[:] = cv2.resize(rows, target.shape[::-1], interpolation=cv2.INTER_AREA)
    return small


def _dark(form: ClipFormat, count: int) -> Iterator[Picture]:
    picture = np.full((form.visible_height * 3 // 2, form.width), 128, np.uint8)
    picture[: form.visible_height] = BLACK
    for _ in range(count):
        yield picture
