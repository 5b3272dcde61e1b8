"""Lots of strips on disk, made by one process while another trains."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from training.recogniser.strips import Lot, Source, lot

EACH = 2048
"""Strips in one file."""


def name(folder: Path, seed: int, number: int) -> Path:
    return folder / f"lot-{seed}-{number:05d}.npz"


def store(path: Path, made: Lot) -> None:
    """Write a lot under its name only when it is whole."""
    draft = path.with_suffix(".part")
    with draft.open("wb") as file:
        np.savez(file, **made._asdict())
    draft.rename(path)


def load(path: Path) -> Lot:
    with np.load(path) as stored:
        return Lot(**{field: stored[field] for field in Lot._fields})


def fill(folder: Path, seed: int, lots: int) -> Iterator[Path]:
    """Make lots and tell each one's file. A lot's content hangs on (seed, number) alone; those that exist are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(lots):
        path = name(folder, seed, number)
        if not path.exists():
            store(path, lot(Source(seed * 100_003 + number), EACH))
        yield path
