"""How well the shipped detector does on scenes that were never trained on."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.progress import track
from rich.table import Table

from beadle.anpr.engine.detect import Detector
from beadle.anpr.engine.terms import Found
from training.scenes.scene import Labelled, draw

SIZES = ((416, 320), (640, 384), (640, 480), (1152, 864), (1600, 1200))
BANDS = (25, 40, 64, 100, 160, 320, 1200)
NARROWEST = 25.0
"""Pixels across of the smallest plate that counts; smaller ones are neither asked for nor held against the detector."""

Points = npt.NDArray[np.float32]


def area_shared(one: Points, other: Points) -> float:
    """Intersection over union of two plates."""
    shared, _ = cv2.intersectConvexConvex(one.astype(np.float32), other.astype(np.float32))
    union = cv2.contourArea(one) + cv2.contourArea(other) - shared
    return float(shared) / max(float(union), 1e-6)


def width_of(corners: Points) -> float:
    """Pixels across the middle of a plate."""
    return float(np.hypot(*(corners[1] + corners[2] - corners[0] - corners[3]) / 2))


def height_of(corners: Points) -> float:
    """Pixels down the middle of a plate."""
    return float(np.hypot(*(corners[2] + corners[3] - corners[0] - corners[1]) / 2))


def share_inside(corners: Points, wide: int, high: int) -> float:
    """Share of a plate that lies in the picture."""
    frame = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    shared, _ = cv2.intersectConvexConvex(corners.astype(np.float32), frame)
    return float(shared) / max(float(cv2.contourArea(corners)), 1e-6)


@dataclass(slots=True)
class Tally:
    """Counts for one kind of plate. errors: mean distance of the corners over the plate's height, of those found."""

    asked: int = 0
    found: int = 0
    lines_right: int = 0
    errors: list[float] = field(default_factory=list)

    def row(self) -> dict[str, float]:
        """As numbers to print."""
        return {
            "plates": self.asked,
            "recall": self.found / max(self.asked, 1),
            "corner_error": float(np.mean(self.errors)) if self.errors else 0.0,
            "corner_error_p90": float(np.quantile(self.errors, 0.9)) if self.errors else 0.0,
            "lines_right": self.lines_right / max(self.found, 1),
        }


@dataclass(slots=True)
class Score:
    """All counts of a run. seconds: of each look, by the size of the picture."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    pictures: int = 0
    false_alarms: int = 0
    reports: int = 0
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, plates: tuple[Labelled, ...], found: list[Found], size: tuple[int, int]) -> None:
        """Count one picture."""
        self.pictures += 1
        self.reports += len(found)
        left = list(found)
        for plate in plates:
            best = max(left, key=lambda each: area_shared(plate.corners, each.corners), default=None)
            hit = best is not None and area_shared(plate.corners, best.corners) >= 0.5
            if hit or (best is not None and _touches(plate, best)):
                left = [each for each in left if each is not best]
            asked = plate.clear and share_inside(plate.corners, *size) > 0.95 and width_of(plate.corners) >= NARROWEST
            if asked and height_of(plate.corners) >= 6:
                for name in _groups(plate):
                    _count(self.tallies[name], plate, best if hit else None)
        self.false_alarms += len(left)

    def facts(self) -> dict[str, object]:
        """As JSON."""
        return {
            "pictures": self.pictures,
            "false_alarms_per_picture": self.false_alarms / max(self.pictures, 1),
            "wrong_share_of_reports": self.false_alarms / max(self.reports, 1),
            "ms": {size: float(np.median(values)) * 1000 for size, values in sorted(self.seconds.items())},
            "groups": {name: tally.row() for name, tally in sorted(self.tallies.items())},
        }


def _touches(plate: Labelled, each: Found) -> bool:
    """Whether a report is of a plate that counts neither way (partly hidden, cut off, too small)."""
    shared, _ = cv2.intersectConvexConvex(plate.corners.astype(np.float32), each.corners.astype(np.float32))
    return float(shared) > 0.3 * min(float(cv2.contourArea(plate.corners)), float(cv2.contourArea(each.corners)))


def _groups(plate: Labelled) -> list[str]:
    width = width_of(plate.corners)
    band = next(f"{low}-{high} px" for low, high in zip(BANDS, (*BANDS[1:], 9999), strict=True) if width < high)
    family = plate.style.split("/")[0]
    return ["all", f"width {band}", f"lines {plate.lines}", f"style {family}"]


def _count(tally: Tally, plate: Labelled, found: Found | None) -> None:
    tally.asked += 1
    if found is None:
        return
    tally.found += 1
    tally.lines_right += (found.two_line >= 0.5) == (plate.lines == 2)
    off = np.hypot(*(found.corners - plate.corners).T)
    tally.errors.append(float(off.mean()) / max(height_of(plate.corners), 1.0))


def measure(detector: Detector, scenes: int, seed: int) -> Score:
    """Draw scenes of the usual sizes and look at each."""
    cv2.setNumThreads(1)
    score = Score()
    for index in track(range(scenes), "looking", transient=True):
        size = SIZES[index % len(SIZES)]
        scene = draw(np.random.default_rng((seed, index)), *size)
        begun = time.perf_counter()
        found = detector.find(scene.pixels)
        score.seconds[f"{size[0]}x{size[1]}"].append(time.perf_counter() - begun)
        score.add(scene.plates, found, size)
    return score


def score(models: Path, scenes: int, seed: int, target: Path | None) -> None:
    """Print the scores as a table and write them as JSON."""
    measured = measure(Detector.load(1, models), scenes, seed)
    facts = measured.facts()
    table = Table("group", "plates", "found", "corner error", "p90", "lines right")
    for name, tally in sorted(measured.tallies.items()):
        row = tally.row()
        table.add_row(
            name,
            str(tally.asked),
            f"{row['recall']:.1%}",
            f"{row['corner_error']:.3f}",
            f"{row['corner_error_p90']:.3f}",
            f"{row['lines_right']:.1%}",
        )
    console = Console()
    console.print(table)
    console.print({key: value for key, value in facts.items() if key != "groups"})
    if target is not None:
        target.write_text(json.dumps(facts, indent=1) + "\n")
