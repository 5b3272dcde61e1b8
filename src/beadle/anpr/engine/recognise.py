"""Strips become probabilities: what the network answers at each of its steps from left to right, and its plain reading.

At each step it says how likely each character is, or nothing (the blank), or a mark: a seal, band, flag or dash. No
grammar is used here, and no search: `ctc` and `decode` do that.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from beadle.anpr.engine.rectify import HEIGHT, WIDTH, Strip

MODEL = Path(__file__).parent / "models" / "recogniser.onnx"
CLASSES = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ#"
"""What each column of the answers stands for: the blank first, a mark last."""
BLANK, MARK = 0, len(CLASSES) - 1


class Reading(NamedTuple):
    """What the network makes of one strip.

    log_probs: float32 (steps, len(CLASSES)), natural logarithms; the probabilities of each step add up to 1.
    text: the likeliest class of each step, repeats joined, blanks and marks left out; "" where it sees no registration.
    characters: for each character of `text`, its highest probability on its steps, 0 to 1.
    """

    log_probs: NDArray[np.float32]
    text: str
    characters: tuple[float, ...]

    @property
    def confidence(self) -> float:
        """That the whole plain reading is right, as the network has it: the product over all of its runs of steps."""
        best = self.log_probs.argmax(axis=1)
        runs = np.flatnonzero(np.diff(best, prepend=-1))
        peaks = np.maximum.reduceat(self.log_probs.max(axis=1), runs)
        return float(np.exp(peaks.sum(dtype=np.float64)))


class Recogniser:
    """The network, loaded. `read` may be called from several threads at once."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        facts = session.get_modelmeta().custom_metadata_map
        if (facts.get("classes"), facts.get("width"), facts.get("height")) != (CLASSES, str(WIDTH), str(HEIGHT)):
            raise ValueError("this is not a network of Beadle's plate recogniser")
        self.version = facts.get("version", "")
        self._session = session

    @classmethod
    def load(cls, threads: int = 1, model: Path = MODEL) -> Recogniser:
        """Read the network from its file. threads: processors that one call of `read` may use."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        return cls(onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"]))

    def read(self, strips: Sequence[Strip]) -> list[Reading]:
        """A reading for each strip, in their order; all go through the network at once."""
        if not strips:
            return []
        batch = np.stack([strip.grey for strip in strips])[:, None]
        if batch.dtype != np.uint8 or batch.shape[2:] != (HEIGHT, WIDTH):
            raise ValueError(
                f"a strip is uint8 {HEIGHT} x {WIDTH}, not {batch.dtype} {batch.shape[2]} x {batch.shape[3]}"
            )
        answers = self._session.run(None, {"strips": batch})[0]
        return [plain(np.asarray(log_probs, np.float32)) for log_probs in answers]


def plain(log_probs: NDArray[np.float32]) -> Reading:
    """The reading of one strip's answers, (steps, len(CLASSES))."""
    best = log_probs.argmax(axis=1)
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    ends = [*starts[1:], len(best)]
    runs = [(int(best[a]), a, b) for a, b in zip(starts, ends, strict=True) if best[a] not in {BLANK, MARK}]
    characters = tuple(float(np.exp(log_probs[a:b, column].max())) for column, a, b in runs)
    return Reading(log_probs, "".join(CLASSES[column] for column, _, _ in runs), characters)
