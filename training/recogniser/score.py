"""How often the whole text is right, for each family, at each size."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from beadle.anpr.engine.recognise import CLASSES, Recogniser
from beadle.anpr.engine.rectify import Strip
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


def table(model: Path, number: int, seed: int) -> str:
    """The scores of an exported network on `number` strips of a seed, as rows of text."""
    recogniser = Recogniser.load(model=model)
    tally = Tally()
    for part in range(0, number, 500):
        made = lot(Source(seed + part), min(500, number - part))
        tally.add([found.text for found in recogniser.read([Strip(grey, 1) for grey in made.strips])], made)
    rows = [f"{'kind':12} {'right':>6} {'of':>6} {'share':>7}"]
    for name in ["all", "clear", *KINDS]:
        if name in tally.whole:
            right, whole = tally.right[name], tally.whole[name]
            rows.append(f"{name:12} {right:6} {whole:6} {100 * right / whole:6.1f}%")
    return "\n".join(rows)
