"""How often the whole text is right, for each family, at each size; and how much surer the network is than right."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from beadle.anpr.engine.ctc import scores, steps_of
from beadle.anpr.engine.recognise import BLANK, CLASSES, Reading, Recogniser
from beadle.anpr.engine.rectify import Strip
from training.plates.hands import KEPT_OUT, kept_out, only
from training.recogniser.strips import KINDS, MARK, NOTHING, Lot, Source, lot

FOLD = str.maketrans("OI", "01")
"""O and 0, I and 1 look alike on many plates: which one it is, the grammar says."""
CLEAR = 80.0
"""Pixels of width from which a plate should be readable."""


def truths(lot: Lot) -> list[str]:
    return [
        "".join(CLASSES[c] for c in label[:length] if CLASSES[c] != MARK)
        for label, length in zip(lot.labels, lot.lengths, strict=True)
    ]


@dataclass
class Tally:
    """Rights and wholes by kind; O/0 and I/1 count as the same."""

    right: dict[str, int] = field(default_factory=dict)
    whole: dict[str, int] = field(default_factory=dict)

    def add(self, texts: list[str], lot: Lot) -> None:
        for text, truth, kind, width in zip(texts, truths(lot), lot.kinds, lot.widths, strict=True):
            same = text.translate(FOLD) == truth.translate(FOLD)
            names = [KINDS[kind], "all"] + (["clear"] if width >= CLEAR and KINDS[kind] != NOTHING else [])
            for name in names:
                self.right[name] = self.right.get(name, 0) + same
                self.whole[name] = self.whole.get(name, 0) + 1

    def line(self) -> str:
        order = ["all", "clear", *KINDS]
        return "  ".join(f"{n} {100 * self.right[n] / self.whole[n]:.1f}" for n in order if n in self.whole)


TEMPERATURES = (1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.7, 2.0, 2.5)
WORST = -12.0
"""Natural logarithm: a text that the network holds for less likely counts as no worse than this."""


def temperature(readings: list[Reading], texts: list[str]) -> float:
    """Of TEMPERATURES the one at which the true texts are likeliest in the mean: above 1, the network is surer of
    itself than it is right."""
    means = []
    for heat in TEMPERATURES:
        found = [
            max(WORST, float(scores(steps_of(reading.log_probs, CLASSES, BLANK, heat), [text])[0]))
            for reading, text in zip(readings, texts, strict=True)
        ]
        means.append(np.mean(found))
    return TEMPERATURES[int(np.argmax(means))]


def table(model: Path, number: int, seed: int, *, foreign: bool = False) -> str:
    """The scores of an exported network on `number` strips of a seed, as rows of text; the temperature below them.

    foreign: all in fonts of the machine that no training uses. Raises FileNotFoundError where there are none.
    """
    if not foreign:
        return _table(model, number, seed)
    if not kept_out():
        raise FileNotFoundError(f"none of these fonts is on this machine, or no Pillow: {', '.join(KEPT_OUT)}")
    with only(kept_out()):
        return _table(model, number, seed)


def _table(model: Path, number: int, seed: int) -> str:
    recogniser = Recogniser.load(model=model)
    tally, readings, texts = Tally(), list[Reading](), list[str]()
    for part in range(0, number, 500):
        made = lot(Source(seed + part), min(500, number - part))
        found = recogniser.read([Strip(grey, 1) for grey in made.strips])
        tally.add([each.text for each in found], made)
        readings += found
        texts += truths(made)
    rows = [f"{'kind':12} {'right':>6} {'of':>6} {'share':>7}"]
    for name in ["all", "clear", *KINDS]:
        if name in tally.whole:
            right, whole = tally.right[name], tally.whole[name]
            rows.append(f"{name:12} {right:6} {whole:6} {100 * right / whole:6.1f}%")
    return "\n".join([*rows, f"true texts are likeliest at the temperature {temperature(readings, texts)}"])
