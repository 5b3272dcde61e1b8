"""What a camera's picture normally is like in one lighting, and how like it a look is. Pure.

Edges are compared tile by tile, with brightness and contrast taken out: street lamps instead of the sun change some
tiles, a lorry changes those that it hides, and a turned camera changes nearly all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

import cv2
import numpy as np

from beadle.video.watch.features import EDGE, Features
from beadle.video.watch.terms import Flags, Floats

KEPT = 0.4
"""A tile whose edges correlate with the reference's by this much still shows the same."""
_STEADY = 0.6
"""Only tiles whose edges correlated by this much while the reference was learned have a vote."""
_FLAT = 0.15
"""Spread of edge strength below which a tile shows nothing to hold on to."""
_LOST = 0.35
"""A tile with less than this share of its usual contrast has lost it."""
LEAST_CONTRAST = 2.0
"""Grey levels: a tile with less had nothing to lose."""
_HALF_TILE = 10
LEAST_TILES = 8
"""With fewer tiles to hold on to, a picture says nothing about itself."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like its reference a look is.

    kept: share of the tiles that show the same edges, 0 to 1. shape: correlation of light and dark in large, -1 to 1.
    fineness: how fine the detail is; 1 is as usual. lost: share of the tiles that have lost their contrast, 0 to 1.
    """

    kept: float
    shape: float
    fineness: float
    lost: float


@dataclass(slots=True)
class Reference:
    """The normal picture of one lighting. `votes`: tiles to hold on to. `seen_us`: when a look was last like it."""

    edges: Floats
    shape: Floats
    coarse: Floats
    fineness: Floats
    votes: Flags
    seen_us: int

    @classmethod
    def learned(cls, looks: Sequence[Features], now_us: int) -> Self:
        """From some looks at a picture that is taken to be as it should be."""
        edges = _mean([look.edges for look in looks])
        scores = _mean([scores_of(edges, look.edges) for look in looks])
        votes = np.asarray((scores > _STEADY) & (tiles(edges).std(-1) > _FLAT))
        votes[:EDGE] = votes[-EDGE:] = False
        return cls(
            edges=edges,
            shape=_mean([look.shape for look in looks]),
            coarse=_mean([look.coarse for look in looks]),
            fineness=_mean([look.fineness for look in looks]),
            votes=votes,
            seen_us=now_us,
        )

    @property
    def says_enough(self) -> bool:
        """Whether there is enough in the picture to hold on to."""
        return int(self.votes.sum()) >= LEAST_TILES

    def like(self, look: Features) -> Likeness:
        """Compare a look of the same size."""
        votes = self.votes
        usual = self.coarse[votes]
        had = usual > LEAST_CONTRAST
        lost = look.coarse[votes] < _LOST * usual
        told = had & (look.coarse[votes] > LEAST_CONTRAST)  # in the dark there is no telling
        finer = (look.fineness[votes] / np.maximum(self.fineness[votes], 1e-3))[told]
        return Likeness(
            kept=self.kept(look.edges),
            shape=self.resembles(look),
            fineness=float(np.median(finer)) if finer.size >= LEAST_TILES else 1.0,
            lost=float(lost[had].mean()) if had.any() else 0.0,
        )

    def resembles(self, look: Features) -> float:
        """Correlation of light and dark in large, -1 to 1: what is left of a view that is out of focus."""
        return correlation(self.shape, look.shape)

    def kept(self, edges: Floats) -> float:
        """Share of the tiles that show the same."""
        scores = scores_of(self.edges, edges)[self.votes]
        return float((scores > KEPT).mean()) if scores.size else 0.0

    def shift(self, look: Features) -> tuple[float, float]:
        """(right, down): how far the look lies beside the reference, as shares of the picture's width.

        (0, 0) where no shift explains what is different.
        """
        window = cv2.createHanningWindow(self.edges.shape[::-1], cv2.CV_32F)
        # Copies, because OpenCV may lay its window over the pictures themselves.
        (right, down), _ = cv2.phaseCorrelate(self.edges.copy(), look.edges.copy(), window)
        back = np.array([[1, 0, -right], [0, 1, -down]], np.float32)
        width, height = self.edges.shape[::-1]
        moved_back = cv2.warpAffine(look.edges, back, (width, height))
        explained = self.kept(np.asarray(moved_back, np.float32)) - self.kept(look.edges)
        return (right / width, down / width) if explained > _EXPLAINED else (0.0, 0.0)

    def adapt(self, look: Features, share: float, now_us: int) -> None:
        """Take a healthy look into the normal: `share` (0 to 1) of it."""
        for mine, seen in (
            (self.edges, look.edges),
            (self.shape, look.shape),
            (self.coarse, look.coarse),
            (self.fineness, look.fineness),
        ):
            np.add(mine, share * (seen - mine), out=mine)
        self.seen_us = now_us

    def arrays(self) -> dict[str, Any]:
        """By name, to be kept in a file."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def of(cls, arrays: Mapping[str, Any]) -> Self:
        """The inverse of `arrays`. Raises KeyError or ValueError where something is missing or of the wrong shape."""
        made = cls(
            **{name: np.array(arrays[name], np.float32) for name in ("edges", "shape", "coarse", "fineness")},
            votes=np.array(arrays["votes"], np.bool_),
            seen_us=int(arrays["seen_us"]),
        )
        grid = made.votes.shape
        if made.edges.shape != (grid[0] * _HALF_TILE, grid[1] * _HALF_TILE) or made.coarse.shape != grid:
            raise ValueError("The reference's parts are of different sizes.")
        return made


_EXPLAINED = 0.2


def same_view(one: Features, other: Features) -> float:
    """Share of the tiles that show the same edges in two looks of one size, without the rows at top and bottom.

    1 where there is next to nothing to compare.
    """
    inner = slice(EDGE, -EDGE)
    structured = np.maximum(tiles(one.edges).std(-1), tiles(other.edges).std(-1))[inner] > _FLAT
    if int(structured.sum()) < LEAST_TILES:
        return 1.0
    return float((scores_of(one.edges, other.edges)[inner][structured] > KEPT).mean())


def tiles(picture: Floats) -> Floats:
    """A picture at half size as rows, columns and the pixels of each tile."""
    rows, columns = picture.shape[0] // _HALF_TILE, picture.shape[1] // _HALF_TILE
    cut = picture.reshape(rows, _HALF_TILE, columns, _HALF_TILE).transpose(0, 2, 1, 3)
    return cut.reshape(rows, columns, _HALF_TILE * _HALF_TILE)


def scores_of(one: Floats, other: Floats) -> Floats:
    """Correlation of two edge pictures in each tile, -1 to 1; 0 where a tile of either is flat."""
    first, second = tiles(one), tiles(other)
    first = first - first.mean(-1, keepdims=True)
    second = second - second.mean(-1, keepdims=True)
    power = np.einsum("rct,rct->rc", first, first) * np.einsum("rct,rct->rc", second, second)
    both = np.einsum("rct,rct->rc", first, second)
    return np.asarray(both / np.sqrt(power + 1e-3), np.float32)


def correlation(one: Floats, other: Floats) -> float:
    """Correlation of two pictures, -1 to 1; 0 where either is flat."""
    first, second = one - one.mean(), other - other.mean()
    power = float((first * first).sum()) * float((second * second).sum())
    return float((first * second).sum()) / power**0.5 if power > 1e-6 else 0.0


def _mean(pictures: Sequence[Floats]) -> Floats:
    return np.asarray(np.mean(pictures, axis=0), np.float32)
