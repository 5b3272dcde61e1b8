"""A second opinion on a plate: the recogniser of RapidOCR (PP-OCRv4, Apache-2.0) reads what our detector found.

Only its network is used, which lies in its wheel; nothing is downloaded. It knows the text of the whole world and no
plates, so that it errs elsewhere than our own recogniser does. Both opinions are weighed alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import onnxruntime

from beadle.anpr.engine import rectify
from beadle.anpr.engine.ctc import Steps, steps_of
from beadle.anpr.engine.decode import Decoded, decode
from beadle.anpr.engine.grammar import Grammar
from beadle.anpr.engine.terms import Floats, Picture, PlateRead, Region
from beadle.anpr.errors import NoSecondOpinion
from beadle.anpr.terms import Candidate

_NETWORK = "models/ch_PP-OCRv4_rec_infer.onnx"
_HEIGHT, _WIDTH = 48, 320
_OTHER = "#"
"""Stands for every character that no plate has."""
_DISAGREED = 0.6
"""What is left of the confidence where the second opinion is another text."""
_AGREED = 0.5
"""What is left of the doubt where it is the same."""


class _Runs(Protocol):
    """An onnxruntime session, as far as it is used."""

    def run(self, names: None, inputs: dict[str, Floats]) -> Sequence[Floats]:
        """The network's answers."""


class SecondOpinion:
    """RapidOCR's recogniser. region: as the engine's."""

    def __init__(self, session: _Runs, alphabet: str, name: str = "x", region: Region | None = None) -> None:
        self._session, self._alphabet, self._name = session, alphabet, name
        self._grammar = Grammar(region)

    @classmethod
    def load(cls, threads: int = 1, region: Region | None = None) -> SecondOpinion:
        """From the installed wheel. Raises NoSecondOpinion."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        session = onnxruntime.InferenceSession(str(_network()), options, providers=["CPUExecutionProvider"])
        characters = session.get_modelmeta().custom_metadata_map["character"].split("\n")
        return cls(session, alphabet_of(characters), session.get_inputs()[0].name, region)

    def weigh(self, picture: Picture, reads: Sequence[PlateRead]) -> list[PlateRead]:
        """The reads again, each with both opinions weighed. picture: the one that they are of."""
        return [self._weighed(read, decode(self.steps(picture, read), self._grammar)) for read in reads]

    def steps(self, picture: Picture, read: PlateRead) -> Steps:
        """What the network says of one plate, step by step."""
        flat = _flat(picture, read.corners, two_line=read.two_line)
        scaled = (flat.astype(np.float32) / 255 - 0.5) / 0.5
        padded = np.zeros((1, 3, _HEIGHT, max(_WIDTH, flat.shape[1])), np.float32)
        padded[0, :, :, : flat.shape[1]] = scaled.transpose(2, 0, 1)
        (found,) = self._session.run(None, {self._name: padded})
        logs = np.log(np.maximum(found[0], 1e-12)).astype(np.float32)
        return steps_of(logs, self._alphabet, 0)

    def _weighed(self, read: PlateRead, other: Decoded) -> PlateRead:
        if not other.text:
            return replace(read, confidence=read.confidence * _DISAGREED)
        ranked = mixed(read.candidates, other.candidates)
        if ranked[0].text == read.text:
            agreed = other.text == read.text
            sure = 1.0 - (1.0 - read.confidence) * _AGREED if agreed else read.confidence * (_DISAGREED + 1.0) / 2.0
            return replace(read, confidence=sure, candidates=tuple(ranked))
        return replace(
            read,
            text=other.text,
            confidence=read.confidence * _DISAGREED,
            characters=other.characters,
            candidates=tuple(ranked),
            grammar=other.grammar,
            ambiguous=True,
            spread=other.spread,
        )


def _network() -> Path:
    found = find_spec("rapidocr_onnxruntime")
    if found is None or not found.submodule_search_locations:
        raise NoSecondOpinion(
            "RapidOCR is not installed, so there is no second opinion.",
            advice="Install it with: pip install --no-deps rapidocr-onnxruntime",
        )
    network = Path(found.submodule_search_locations[0]) / _NETWORK
    if not network.is_file():
        raise NoSecondOpinion(
            "This version of RapidOCR has no PP-OCRv4 recogniser in it.",
            advice='Install one that has: pip install --no-deps "rapidocr-onnxruntime>=1.4,<2"',
        )
    return network


def alphabet_of(characters: Sequence[str]) -> str:
    """The network's columns as `steps_of` takes them: blank, its characters, a space. Small letters count as capitals.

    characters: as its metadata lists them.
    """
    known = [each.upper() if len(each) == 1 and each.isascii() and each.isalnum() else _OTHER for each in characters]
    return "".join([_OTHER, *known, _OTHER])


def mixed(ours: Sequence[Candidate], theirs: Sequence[Candidate]) -> list[Candidate]:
    """Candidates of both, each opinion counting one half, the likeliest first. Of two alike ours comes first."""
    shares: dict[str, float] = {}
    for candidate in (*ours, *theirs):
        shares[candidate.text] = shares.get(candidate.text, 0.0) + candidate.probability / 2
    return sorted((Candidate(text, share) for text, share in shares.items()), key=lambda each: -each.probability)


def _flat(picture: Picture, corners: Floats, *, two_line: bool) -> Picture:
    """The plate upright, _HEIGHT pixels high, BGR; two lines stand side by side."""
    width, height = rectify.shape(corners)
    lines = [(0.0, 0.58), (0.42, 1.0)] if two_line else [(-0.04, 1.04)]
    parts = []
    for top, bottom in lines:
        across = int(np.clip(round(_HEIGHT * width / max(height * (bottom - top), 1.0)), 24, _WIDTH // len(lines)))
        unit = np.array([[-0.02, top], [1.02, top], [1.02, bottom], [-0.02, bottom]], np.float32)
        onto = cv2.getPerspectiveTransform(np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32), corners)
        quad = cv2.perspectiveTransform(unit[None], onto)[0]
        target = np.array([[0, 0], [across, 0], [across, _HEIGHT], [0, _HEIGHT]], np.float32)
        turn = cv2.getPerspectiveTransform(quad, target)
        parts.append(cv2.warpPerspective(picture, turn, (across, _HEIGHT), borderMode=cv2.BORDER_REPLICATE))
    flat = np.concatenate(parts, axis=1)
    return np.asarray(flat if flat.ndim == 3 else cv2.cvtColor(flat, cv2.COLOR_GRAY2BGR), np.uint8)
