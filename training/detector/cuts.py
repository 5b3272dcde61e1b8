"""Cuts for the second network: what the first one takes for plates in scenes, cut out as the product cuts it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from beadle.anpr.engine.detect import CLOSE, CLOSE_PLATE, Detector, Spot, cut_out
from training.detector.data import Ring, crop, field
from training.detector.score import area_shared, share_inside

LEAST = 0.06
"""Least heat of a place that is cut out."""
MOST = 5
SIDE = 384

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Cuts:
    """pixels: (N, high, wide) uint8; rows: (N, 10): eight coordinates in the cut, plate or not, two lines or not;
    state: cuts made."""

    pixels: npt.NDArray[np.uint8]
    rows: Floats
    state: npt.NDArray[np.int64]

    @property
    def filled(self) -> int:
        """Cuts that are there."""
        return int(min(self.state[0], len(self.pixels)))


def open_cuts(folder: Path, size: int) -> Cuts:
    """The cuts in a folder, made where they are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    return Cuts(
        field(folder / "cuts.ring", (size, CLOSE[1], CLOSE[0]), np.uint8),
        field(folder / "rows.ring", (size, 10), np.float32),
        field(folder / "made.ring", (1,), np.int64),
    )


def _missed(rng: np.random.Generator, corners: Floats) -> npt.NDArray[np.float64]:
    """Corners as a quick look might give them: shifted, turned, too large or too small."""
    middle = corners.mean(0)
    width = float(np.hypot(*(corners[1] - corners[0])))
    height = float(np.hypot(*(corners[3] - corners[0])))
    turn, size = rng.normal(0, 0.05), np.exp(rng.normal(0, 0.13, 2))
    cos, sin = np.cos(turn), np.sin(turn)
    around = (corners - middle) @ np.array([[cos, sin], [-sin, cos]]) * size
    return np.asarray(around + middle + rng.normal(0, 1, 2) * (0.05 * width, 0.14 * height), np.float64)


def judged(corners: Floats, plates: Floats) -> Floats | None:
    """The plate's row that a place shows, a row of zeros where it shows none, or None where that is not clear."""
    best, most = None, 0.0
    for row in plates:
        shared = area_shared(corners, row[:8].reshape(4, 2))
        if shared > most:
            best, most = row, shared
    if best is None or most < 0.05:
        return np.zeros(10, np.float32)
    whole = best[9] > 0.5 and share_inside(best[:8].reshape(4, 2), SIDE, SIDE) > 0.6
    return best if whole and most > 0.3 else None


def of_scene(
    rng: np.random.Generator, detector: Detector, picture: npt.NDArray[np.uint8], plates: Floats
) -> list[tuple[npt.NDArray[np.uint8], Floats]]:
    """Cuts of one picture with their rows: of what the detector finds, and of every plate roughly aimed at."""
    spots = sorted(detector.look(picture, LEAST), key=lambda spot: -spot.score)[:MOST]
    aimed = [Spot(_missed(rng, row[:8].reshape(4, 2)), 1.0, 0.0) for row in plates if row[9] > 0.5]
    made = []
    for spot in [*spots, *aimed]:
        row = judged(spot.corners.astype(np.float32), plates)
        if row is None:
            continue
        pixels, back = cut_out(picture, spot.corners, CLOSE, CLOSE_PLATE)
        forth = cv2.invertAffineTransform(back)
        corners = row[:8].reshape(4, 2) @ forth[:, :2].T + forth[:, 2]
        made.append((pixels, np.array([*corners.reshape(8), row[8] > 0, row[8] > 1], np.float32)))
    return made


def fill(scenes: Ring, folder: Path, size: int, seed: int, stop: Event, reuse: float) -> None:
    """Make cuts of the scenes in a ring, over and over in other sizes, until told to stop or left alone.

    reuse: how often a cut is used before the next are made; the trainer counts in the second number of "used.ring".
    """
    cv2.setNumThreads(1)
    cuts, parent, detector = open_cuts(folder, size), os.getppid(), Detector.load(1)
    used = field(folder / "used.ring", (1,), np.int64)
    rng = np.random.default_rng((seed, int(cuts.state[0])))
    while not stop.is_set() and os.getppid() == parent:
        if cuts.state[0] > size // 4 and cuts.state[0] * reuse > used[0] + size * reuse / 4:
            stop.wait(0.1)
            continue
        picture, plates = crop(rng, scenes, SIDE, (-0.35, 0.5))
        for pixels, row in of_scene(rng, detector, picture, plates):
            slot = int(cuts.state[0]) % size
            cuts.pixels[slot], cuts.rows[slot] = pixels, row
            cuts.state[0] += 1
