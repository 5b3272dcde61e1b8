"""What the plate engine reads, and what it costs: `python -m benchmarks.plates [--pictures 60] [--passes 40]`.

Pictures are drawn by `plate_pictures` (its docstring says how they differ from training's). Times are those of the
processor, of one thread. RapidOCR, which finds and reads text of any kind, stands beside it in the same run where it
is installed: its result counts as right where any of its lines, or those on the plate together, are the plate's text.
`--calibrate` fits the weights of `anpr.engine.belief` to pictures of other seeds, each as it is and made smaller, and
prints them with how often reads of each confidence are right.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from beadle.anpr.engine.belief import signs_of
from beadle.anpr.engine.engine import LEAST, Engine
from beadle.anpr.engine.terms import News, PlateRead
from beadle.anpr.engine.track import Tracker
from beadle.anpr.terms import Box
from benchmarks.plate_pictures import KINDS, Sample, Truth, pass_by, picture
from benchmarks.report import Row, report

_FOLDED = str.maketrans("OI", "01")
_FOUND = 0.5
_GOALS = {"eu": 98.1, "br": 95.6, "us": 80.0, "uk-hard": 97.0}
_NAMES = {
    "uk": "British plates", "uk-hard": "British plates, hard, one picture", "eu": "European plates",
    "us": "plates of the United States", "br": "Brazilian plates",
}  # fmt: skip
_EACH_S = 0.08


@dataclass
class Tally:
    """What was counted on pictures of one kind."""

    plates: int = 0
    found: int = 0
    right: int = 0
    pictures: int = 0
    wrong: int = 0
    misses: list[str] = field(default_factory=list)


def folded(text: str) -> str:
    """O and 0, I and 1 are one."""
    return text.translate(_FOLDED)


def shared(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Intersection over union of two convex quadrilaterals."""
    both, _ = cv2.intersectConvexConvex(cv2.convexHull(one), cv2.convexHull(other))
    return both / max(cv2.contourArea(one) + cv2.contourArea(other) - both, 1e-9)


def judge(tally: Tally, sample: Sample, reads: Sequence[PlateRead]) -> None:
    """Count one picture."""
    tally.pictures += 1
    for truth in sample.truths:
        tally.plates += 1
        near = [read for read in reads if shared(truth.corners, read.corners) >= _FOUND]
        tally.found += bool(near)
        right = any(folded(read.text) == folded(truth.text) for read in reads)
        tally.right += right
        if not right:
            seen = ",".join(read.text for read in near) or "-"
            tally.misses.append(f"{truth.text}{'/2' if truth.two_line else ''}:{seen}")
    tally.wrong += sum(all(shared(truth.corners, read.corners) < 0.2 for truth in sample.truths) for read in reads)


def samples(kind: str, count: int, first: int = 0) -> Iterable[Sample]:
    """Pictures of one kind."""
    return (picture(kind, first + number) for number in range(count))


def read_all(engine: Engine, count: int, say: Callable[[str], None]) -> tuple[dict[str, Tally], Tally]:
    """Each kind's tally, and that of plates in two lines."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    two = Tally()
    for kind in KINDS:
        tally = tallies[kind]
        for sample in samples(kind, count):
            reads = engine.read(sample.picture)
            judge(tally, sample, reads)
            if any(truth.two_line for truth in sample.truths):
                judge(two, sample, reads)
        say(f"{kind}: {tally.right}/{tally.plates} right, {tally.found} found, {tally.wrong} wrong {tally.misses}")
    return tallies, two


def vote(engine: Engine, passes: int) -> tuple[Tally, Tally]:
    """Vehicles that drive past: what one picture says, and what all of them say together."""
    single, voted = Tally(), Tally()
    for seed in range(passes):
        tracker = Tracker()
        events = []
        frames = pass_by(seed)
        for number, sample in enumerate(frames):
            judge(single, sample, engine.read(sample.picture))
            reads = engine.read(sample.picture, [Box(0, 0, 640, 384)], LEAST * 0.3, thorough=False)
            events += tracker.step(reads, number * _EACH_S)
        finals = {e.track: e for e in [*events, *tracker.finish()] if e.kind is News.FINAL and e.confidence >= LEAST}
        truth = frames[0].truths[0]
        told = [event.text for event in finals.values()]
        voted.plates += 1
        voted.right += any(folded(text) == folded(truth.text) for text in told)
        voted.wrong += max(0, len(told) - 1)
        if truth.text not in told:
            voted.misses.append(f"{truth.text}:{','.join(told) or '-'}")
    return single, voted


def cost(engine: Engine, megapixels: float, count: int) -> dict[str, float]:
    """Mean milliseconds of each stage on pictures of one size; "all" for all of them."""
    spent: dict[str, float] = defaultdict(float)
    for number in range(count):
        shown = picture(("uk", "eu", "us", "br")[number % 4], 500 + number, megapixels).picture
        if number == 0:
            engine.read(shown)
        engine.read(shown)
        for stage, seconds in engine.spent.items():
            spent[stage] += seconds * 1000 / count
            spent["all"] += seconds * 1000 / count
    return spent


def frames_a_second(engine: Engine, size: tuple[int, int], region: Box, count: int) -> float:
    """Of video that is decoded already, with tracking."""
    frames = [cv2.resize(sample.picture, size) for seed in range(max(1, count // 10)) for sample in pass_by(700 + seed)]
    tracker = Tracker()
    engine.read(np.asarray(frames[0], np.uint8))
    began = time.thread_time()
    for number, frame in enumerate(frames):
        reads = engine.read(np.asarray(frame, np.uint8), [region], LEAST * 0.3, thorough=False)
        tracker.step(reads, number * _EACH_S)
    return len(frames) / (time.thread_time() - began)


def peer() -> Callable[[Sample], list[tuple[str, NDArray[np.float32]]]] | None:
    """RapidOCR on one core, from its own detection on; None where it is not installed."""
    try:
        from rapidocr_onnxruntime import RapidOCR  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    reads: Any = RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)

    def lines(sample: Sample) -> list[tuple[str, NDArray[np.float32]]]:
        found, _ = reads(sample.picture)
        return [(_plain(text), np.asarray(corners, np.float32)) for corners, text, _ in found or []]

    return lines


def _plain(text: str) -> str:
    return "".join(each for each in text.upper() if each.isascii() and each.isalnum())


def peer_is_right(truth: Truth, lines: Sequence[tuple[str, NDArray[np.float32]]]) -> bool:
    """Generously: any line, or all lines on the plate one after the other."""
    on_it = [(corners[:, 1].mean(), text) for text, corners in lines if _middle_inside(corners, truth.corners)]
    together = "".join(text for _, text in sorted(on_it))
    return folded(truth.text) in {folded(text) for text in [together, *(text for text, _ in lines)]}


def _middle_inside(corners: NDArray[np.float32], plate: NDArray[np.float32]) -> bool:
    middle = corners.mean(axis=0)
    return cv2.pointPolygonTest(plate.reshape(-1, 1, 2), (float(middle[0]), float(middle[1])), False) >= 0


def beside(count: int) -> list[Row]:
    """What RapidOCR reads of the first pictures of each kind, and how long it takes for one megapixel."""
    lines = peer() if count else None
    if lines is None:
        return []
    rows = []
    for kind, name in _NAMES.items():
        right = sum(peer_is_right(sample.truths[0], lines(sample)) for sample in samples(kind, count))
        rows.append(Row(f"RapidOCR, the first {count} of them: {name}", "", f"{right / count:.1%}"))
    shown = [picture(kind, 500, 1.0) for kind in ("uk", "eu", "us", "br")]
    began = time.process_time()
    for sample in shown:
        lines(sample)
    each = (time.process_time() - began) * 1000 / len(shown)
    return [*rows, Row("RapidOCR, a photograph of 1 megapixel", "", f"{each:.0f} ms")]


def rows(pictures: int, passes: int, beside_peer: int, say: Callable[[str], None] = print) -> list[Row]:
    """Measure everything."""
    cv2.setNumThreads(1)
    engine = Engine.load(1, ticks=time.thread_time)
    tallies, two = read_all(engine, pictures, say)
    plates = sum(tally.plates for tally in tallies.values())
    share = sum(tally.found for tally in tallies.values()) / plates
    wrong = sum(tally.wrong for tally in tallies.values()) / sum(tally.pictures for tally in tallies.values())
    found = [
        Row(f"found of {plates} plates (IoU 0.5)", ">= 99 %", f"{share:.1%}", share >= 0.99),
        Row("wrong plates, of all pictures", "<= 2 %", f"{wrong:.1%}", wrong <= 0.02),
        Row("wrong plates on pictures without any", "", f"{tallies['none'].wrong} of {tallies['none'].pictures}"),
    ]
    found += [_right(_NAMES[kind], tallies[kind], _GOALS.get(kind)) for kind in _NAMES]
    found.append(_right("plates in two lines, of all kinds", two, 85.0))
    single, voted = vote(engine, passes)
    say(f"passes: {voted.right}/{voted.plates} {voted.misses}")
    found += [
        _right("British plates, hard, pictures of passes", single, 97.0),
        _right("British plates, hard, voted over a pass", voted, 99.0),
        Row("vehicles told twice", "", f"{voted.wrong} of {voted.plates}"),
    ]
    return [*found, *speed(engine), *beside(min(beside_peer, pictures))]


def speed(engine: Engine) -> list[Row]:
    """What one core does."""
    spent = cost(engine, 1.0, 24)
    stages = ", ".join(f"{stage} {ms:.1f}" for stage, ms in spent.items() if stage != "all")
    small = frames_a_second(engine, (640, 384), Box(0, 0, 640, 384), 60)
    large = frames_a_second(engine, (1920, 1080), Box(320, 270, 1280, 720), 30)
    return [
        Row(f"a photograph of 1 megapixel ({stages} ms)", "<= 20 ms", f"{spent['all']:.1f} ms", spent["all"] <= 20),
        Row("a photograph of 8 megapixels", "", f"{cost(engine, 8.0, 4)['all']:.1f} ms"),
        Row("video, 640x384, decode apart", ">= 60 a second", f"{small:.0f}", small >= 60),
        Row("video, 1080p, a region of 1280x720, decode apart", ">= 20 a second", f"{large:.0f}", large >= 20),
    ]


def _right(name: str, tally: Tally, goal: float | None) -> Row:
    share = tally.right / max(tally.plates, 1) * 100
    words = f"{share:.1f} % of {tally.plates}"
    return Row(f"whole plate right: {name}", f">= {goal} %" if goal else "", words, share >= goal if goal else None)


def smaller(sample: Sample, seed: int) -> Sample:
    """The picture with its plate 34 to 90 pixels wide: there the reading begins to fail, and belief has to know."""
    wide = [float(np.ptp(truth.corners[:, 0])) for truth in sample.truths] or [150.0]
    share = min(1.0, random.Random(f"smaller {seed}").uniform(34, 90) / max(wide))
    shown = cv2.resize(sample.picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    truths = tuple(replace(truth, corners=truth.corners * np.float32(share)) for truth in sample.truths)
    return Sample(np.asarray(shown, np.uint8), truths, sample.kind)


def told(count: int) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]:
    """Of all reads, however doubtful: what speaks for each (a row of ones and `signs_of`), right or not, confidence."""
    engine = Engine.load(1)
    signs, right, believed = [], [], []
    for kind in KINDS:
        for number, sample in enumerate(samples(kind, count, 10_000)):
            truths = {folded(truth.text) for truth in sample.truths}
            for shown in (sample, smaller(sample, number)):
                for read in engine.read(shown.picture, least=1e-9):
                    probability = read.candidates[0].probability if read.candidates else 0.0
                    values = signs_of(read.score, read.text, probability, read.characters, read.grammar)
                    signs.append([1.0, *values])
                    right.append(folded(read.text) in truths)
                    believed.append(read.confidence)
    return np.array(signs), np.array(right), np.array(believed)


def fitted(signs: NDArray[np.float64], right: NDArray[np.bool_]) -> list[float]:
    """Weights of belief.WEIGHTS by logistic regression (Newton's steps, a little ridge)."""
    known = right.astype(np.float64)
    weights = np.zeros(signs.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(signs @ weights, -30, 30)))
        slope = signs.T @ (known - chance) - 0.5 * weights
        curve = (signs * (chance * (1 - chance))[:, None]).T @ signs + 0.5 * np.eye(len(weights))
        weights = weights + np.linalg.solve(curve, slope)
    return [round(float(weight), 3) for weight in weights]


def calibrate(count: int) -> str:
    """The weights as they would be fitted, and what the confidence of today's weights is worth."""
    signs, right, believed = told(count)
    lines = [f"weights fitted to {len(right)} reads: {fitted(signs, right)}", "confidence   reads   right"]
    for low, high in pairwise((0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)):
        inside = (believed > low) & (believed <= high)
        if inside.any():
            lines.append(f"{low:.2f} to {high:.2f}  {inside.sum():5}  {right[inside].mean():6.1%}")
    return "\n".join(lines)


def main() -> None:
    """Parse, run, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pictures", type=int, default=60, help="of each kind")
    options.add_argument("--passes", type=int, default=40)
    options.add_argument("--peer", type=int, default=20, help="pictures of each kind that RapidOCR reads")
    options.add_argument("--calibrate", type=int, metavar="PICTURES", default=0)
    options.add_argument("--verbose", action="store_true")
    options.add_argument("--json", type=Path)
    given = options.parse_args()
    if given.calibrate:
        print(calibrate(given.calibrate))
        return
    say = print if given.verbose else _nothing
    note = "Drawn pictures with other fonts and backgrounds than training's; times of the processor, one thread."
    report("Number plates", rows(given.pictures, given.passes, given.peer, say), given.json, note)


def _nothing(_text: str) -> None:
    """Says nothing."""


if __name__ == "__main__":
    main()
