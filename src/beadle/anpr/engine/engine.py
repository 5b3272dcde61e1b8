"""The engine's public face: a picture in, plates out.

Found, made flat, recognised, decoded; where that leaves a doubt, tried again with the corners a little off and the
lines folded the other way. What the engine holds is read only: one engine may serve many cameras, one at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import cv2
import numpy as np

from beadle.anpr.engine import rectify
from beadle.anpr.engine.belief import belief
from beadle.anpr.engine.ctc import Steps, steps_of
from beadle.anpr.engine.decode import Decoded, decode
from beadle.anpr.engine.detect import Detector
from beadle.anpr.engine.grammar import Grammar
from beadle.anpr.engine.motion import overlap
from beadle.anpr.engine.recognise import CLASSES, Recogniser
from beadle.anpr.engine.rectify import Strip
from beadle.anpr.engine.sharpness import sharpness
from beadle.anpr.engine.terms import Floats, Found, Picture, PlateRead, Region
from beadle.anpr.terms import Box

LEAST = 0.3
"""Reads that are less to be believed are most likely no plates, and are not given."""
TEMPERATURE = 1.2
"""The recogniser is taken to be less sure than it says. On drawn strips 1.0 fits best (`python -m training.recogniser
score` prints which does); photographs differ from drawings, so this is a margin, chosen and not measured."""
_DOUBT = 0.85
_MOST_AGAIN, _PERHAPS = 3, 0.3
"""How many doubtful places are read again where no plate was plainly read; where one was, the rest is mostly badges
and signs, and only what is so far to be believed is read again."""
_CUT_OUT, _CUT_OUT_HEIGHT, _CUT_OUT_RATIO = 700, 12, (0.8, 7.0)
"""A picture of at most so many pixels across, at least so many high, and of such a shape may be a plate cut out."""
_PANORAMA = 2.0
"""No camera gives pictures so much wider than high: a larger one of that shape was cut out as well."""
_LARGE_PART = 0.3
_WHOLE_SCORE, _PLAIN = 0.5, 0.8
_WITHIN = ((0.0, 0.0, 0.0, 0.0), (-0.05, -0.08, -0.05, -0.08), (-0.1, -0.14, -0.1, -0.14))
"""Where in a cut-out the plate's corners may be: at its own, or a little within."""
_SURE_LINES = 0.85
_MARGIN = 0.15
_SAME_PLACE = 0.3
_SMALLEST = 5.0
"""Pixels of a plate's height below which nobody reads anything."""
_SQUARISH = 3.5
"""A plate this many times wider than high or less may have two lines, whatever the detector says."""
_STUMPY, _FEW = 4.2, 5
"""A line this many times wider than high or less, or with so few characters, may be one half of a plate."""
_CONTAINS = 0.7
"""How probable a longer text has to be so that the shorter one in it counts as a part of it."""
_Off = tuple[float, float, float, float]
"""How far the corners are taken outwards: left and right as shares of the plate's width, up and down of its height."""
_AS_FOUND: _Off = (0.0, 0.0, 0.0, 0.0)
_OFF: tuple[_Off, ...] = ((0.03, 0.06, 0.03, 0.06), (-0.02, -0.05, -0.02, -0.05), (0.06, 0.0, 0.06, 0.0))
_LONGER: tuple[_Off, ...] = ((0.0, 0.0, 0.45, 0.0), (0.45, 0.0, 0.0, 0.0), (0.0, 0.0, 0.9, 0.0))
"""Left, up, right, down."""


class Finder(Protocol):
    """Finds plates: detect.Detector, or another in tests."""

    def find(self, picture: Picture) -> list[Found]:
        """Every plate in a grey picture."""

    def find_in(self, picture: Picture, regions: Sequence[Box]) -> list[Found]:
        """Every plate whose middle is in one of the regions; coordinates are those of the whole picture."""


class Recognises(Protocol):
    """Reads strips: a recognise.Recogniser, or another in tests."""

    def read(self, strips: Sequence[Strip]) -> list[Steps]:
        """The steps of each strip, blank first."""


class _Trained:
    """The recogniser that Beadle ships, its answers as steps."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser

    def read(self, strips: Sequence[Strip]) -> list[Steps]:
        """See Recognises."""
        return [steps_of(each.log_probs, CLASSES, 0, TEMPERATURE) for each in self._recogniser.read(strips)]


@dataclass(frozen=True, slots=True)
class _Way:
    """One way in which a plate was read."""

    decoded: Decoded
    strip: Strip
    corners: Floats


@dataclass(slots=True)
class _Tried:
    """A plate with the ways it was read so far."""

    found: Found
    ways: list[_Way] = field(default_factory=list)

    def best(self) -> _Way:
        """The way with the text that all ways together hold likeliest."""
        votes: dict[str, float] = {}
        for way in self.ways:
            if way.decoded.text:
                votes[way.decoded.text] = votes.get(way.decoded.text, 0.0) + way.decoded.probability
        best = max(self.ways, key=lambda way: (votes.get(way.decoded.text, 0.0), way.decoded.probability))
        longer = [way for way in self.ways if _is_part(best.decoded, way.decoded)]
        return max(longer, key=lambda way: way.decoded.probability, default=best)

    def believed(self) -> float:
        """The confidence of the best way."""
        width, height = rectify.shape(self.found.corners)
        return belief(self.found, self.best().decoded, width / max(height, 1.0))

    def may_be_half(self) -> bool:
        """Was the plate perhaps cut in two at the gap between its groups? Its text is short and fits no common form."""
        best = self.best()
        width, height = rectify.shape(best.corners)
        return best.strip.lines == 1 and width < _STUMPY * height and len(best.decoded.text) <= _FEW

    def is_doubtful(self) -> bool:
        """Might it be read better in other ways?"""
        best = self.best().decoded
        return not best.text or best.probability < _DOUBT or self.may_be_half()


class Engine:
    """Reads plates in pictures. ticks: a clock in seconds; with one, `spent` holds each stage's seconds of the last
    picture. region: where most plates come from; None for pictures from anywhere.
    """

    def __init__(
        self,
        finder: Finder,
        reader: Recognises,
        *,
        region: Region | None = None,
        ticks: Callable[[], float] | None = None,
    ) -> None:
        self._finder, self._reader = finder, reader
        self._grammar = Grammar(region)
        self._ticks = ticks
        self.spent: Mapping[str, float] = {}

    @classmethod
    def load(cls, threads: int = 1, region: Region | None = None, ticks: Callable[[], float] | None = None) -> Engine:
        """With the networks that Beadle ships. threads: of the processor, for each network."""
        cv2.setNumThreads(threads)
        return cls(Detector.load(threads), _Trained(Recogniser.load(threads)), region=region, ticks=ticks)

    def read(
        self,
        picture: Picture,
        regions: Sequence[Box] | None = None,
        least: float = LEAST,
        *,
        thorough: bool = True,
    ) -> list[PlateRead]:
        """Every plate, the most certain first. picture: uint8, BGR or grey.

        regions: look only there (pixels); None for everywhere. least: confidence below which nothing is given.
        thorough: read what is doubtful again in other ways. For video it is not worth its time: the next picture of
        the same vehicle says more.
        """
        watch = _Watch(self._ticks)
        grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8) if picture.ndim == 3 else picture
        found = self._finder.find(grey) if regions is None else self._finder.find_in(grey, regions)
        tried = [_Tried(each) for each in found if rectify.shape(each.corners)[1] >= _SMALLEST]
        watch.lap("find")
        self._try(grey, [(each, lines, _AS_FOUND) for each in tried for lines in _foldings(each.found)], watch)
        tried = [each for each in tried if each.ways]
        if thorough:
            tried = self._again(grey, tried, watch, whole=regions is None and _is_cut_out(grey, tried))
        reads = [self._read(picture, each) for each in tried]
        kept = _once([read for read in reads if read.confidence >= least and read.text])
        watch.lap("decode")
        self.spent = watch.laps
        return kept

    def _again(self, grey: Picture, tried: list[_Tried], watch: _Watch, *, whole: bool) -> list[_Tried]:
        doubtful = [each for each in tried if each.is_doubtful()]
        if any(each.believed() >= _PLAIN for each in tried):
            chosen = [each for each in doubtful if each.believed() >= _PERHAPS]
        else:
            chosen = sorted(doubtful, key=lambda each: -each.found.score)[:_MOST_AGAIN]
        self._try(grey, [again for each in chosen for again in _again(each)], watch)
        return self._with_whole(grey, tried, watch) if whole else tried

    def _with_whole(self, grey: Picture, tried: list[_Tried], watch: _Watch) -> list[_Tried]:
        """A small picture in the shape of a plate may be one that somebody cut out: then there is nothing around it
        by which it could be found.
        """
        height, width = grey.shape
        corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        whole = _Tried(Found(corners, _WHOLE_SCORE, 0.5))
        self._try(grey, [(whole, lines, off) for lines in rectify.folds(corners) for off in _WITHIN], watch)
        sure = whole.believed() if whole.ways else 0.0
        if sure > max((each.believed() for each in tried), default=0.0):
            return [whole]
        part = sure >= LEAST and any(each.best().decoded.text in whole.best().decoded.text for each in tried)
        return [whole] if part else tried

    def _try(self, picture: Picture, ways: Sequence[tuple[_Tried, int, _Off]], watch: _Watch) -> None:
        """Read each plate in one more way: (plate, in how many lines, how far off the corners are taken)."""
        if not ways:
            return
        corners = [_off(tried.found.corners, off) for tried, _, off in ways]
        strips = [rectify.strip(picture, quad, way[1]) for way, quad in zip(ways, corners, strict=True)]
        watch.lap("flatten")
        read = self._reader.read(strips)
        watch.lap("recognise")
        for way, quad, strip, steps in zip(ways, corners, strips, read, strict=True):
            way[0].ways.append(_Way(decode(steps, self._grammar), strip, quad))
        watch.lap("decode")

    def _read(self, picture: Picture, tried: _Tried) -> PlateRead:
        best = tried.best()
        decoded, strip, corners = best.decoded, best.strip, best.corners
        box = _box(corners, picture.shape)
        _, height = rectify.shape(corners)
        return PlateRead(
            text=decoded.text,
            confidence=tried.believed(),
            characters=decoded.characters,
            candidates=decoded.candidates,
            grammar=decoded.grammar,
            ambiguous=decoded.ambiguous,
            box=box,
            corners=corners,
            score=tried.found.score,
            two_line=strip.lines == 2,
            height=height / strip.lines,
            sharpness=sharpness(strip.grey),
            spread=decoded.spread,
            patch=_patch(picture, box),
        )


class _Watch:
    """Seconds of each stage, where somebody gave a clock."""

    def __init__(self, ticks: Callable[[], float] | None) -> None:
        self._ticks = ticks
        self._since = ticks() if ticks else 0.0
        self.laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        if self._ticks is not None:
            now = self._ticks()
            self.laps[stage] = self.laps.get(stage, 0.0) + now - self._since
            self._since = now


def _is_cut_out(grey: Picture, tried: Sequence[_Tried]) -> bool:
    """May the picture be nothing but a plate? Not where one was plainly read that is a small part of it."""
    height, width = grey.shape
    least, most = _CUT_OUT_RATIO
    if height < _CUT_OUT_HEIGHT or not least <= width / height <= most:
        return False
    if width > _CUT_OUT and width < _PANORAMA * height:
        return False
    plain = [each for each in tried if each.believed() >= _PLAIN]
    return all(cv2.contourArea(each.found.corners) > _LARGE_PART * height * width for each in plain)


def _foldings(found: Found) -> tuple[int, ...]:
    """Into how many lines the plate is cut: one, two, or both ways where neither detector nor shape is sure."""
    likely = rectify.folds(found.corners)
    if len(likely) < 2:
        return likely
    if found.two_line >= _SURE_LINES:
        return (2,)
    return (1,) if found.two_line <= 1.0 - _SURE_LINES else likely


def _again(tried: _Tried) -> list[tuple[_Tried, int, _Off]]:
    """The ways to read a doubtful plate again."""
    lines = tried.best().strip.lines
    ways = [(tried, lines, off) for off in _OFF]
    width, height = rectify.shape(tried.found.corners)
    if len(_foldings(tried.found)) == 1 and width < _SQUARISH * height:
        ways.append((tried, 3 - lines, _AS_FOUND))
    if lines == 1 and width < _STUMPY * height:
        ways += [(tried, 1, off) for off in _LONGER]
    return ways


def _is_part(short: Decoded, longer: Decoded) -> bool:
    return (
        bool(short.text)
        and len(longer.text) > len(short.text)
        and short.text in longer.text
        and bool(longer.grammar)
        and longer.probability >= _CONTAINS
    )


def _off(corners: Floats, off: _Off) -> Floats:
    """The corners, moved outwards along the plate's own sides."""
    left, up, right, down = off
    along = corners[[1, 1, 2, 2]] - corners[[0, 0, 3, 3]]
    across = corners[[3, 2, 2, 3]] - corners[[0, 1, 1, 0]]
    sideways = np.array([[-left], [right], [right], [-left]], np.float32)
    upright = np.array([[-up], [-up], [down], [down]], np.float32)
    return np.asarray(corners + along * sideways + across * upright, np.float32)


def _box(corners: Floats, shape: tuple[int, ...]) -> Box:
    """The upright rectangle around the corners, inside the picture, at least one pixel."""
    limit = np.array([shape[1], shape[0]])
    least = np.clip(np.floor(corners.min(axis=0)), 0, limit - 1)
    most = np.clip(np.ceil(corners.max(axis=0)), least + 1, limit)
    return Box(int(least[0]), int(least[1]), int(most[0] - least[0]), int(most[1] - least[1]))


def _patch(picture: Picture, box: Box) -> Picture:
    across, down = int(box.width * _MARGIN) + 1, int(box.height * _MARGIN) + 1
    top, left = max(0, box.y - down), max(0, box.x - across)
    patch = picture[top : box.y + box.height + down, left : box.x + box.width + across]
    return patch.copy() if patch.ndim == 3 else np.asarray(cv2.cvtColor(patch, cv2.COLOR_GRAY2BGR), np.uint8)


def _once(reads: Sequence[PlateRead]) -> list[PlateRead]:
    """One read a place: of two that cover each other only the more certain one."""
    kept: list[PlateRead] = []
    for read in sorted(reads, key=lambda each: -each.confidence):
        centre = (
            read.box.x + read.box.width / 2,
            read.box.y + read.box.height / 2,
            float(read.box.width),
            float(read.box.height),
        )
        if all(overlap(other.box, centre) < _SAME_PLACE for other in kept):
            kept.append(read)
    return kept
