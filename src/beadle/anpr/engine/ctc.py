"""Connectionist temporal classification, as far as reading needs it: likely texts, exact scores, characters' places.

Formulas: A. Graves et al., "Connectionist temporal classification", ICML 2006, sections 3.1 and 4.1. Steps hold the
probability of a blank in column 0 and of each of CHARACTERS in the columns after it; rows sum to 1. Everything runs on
probabilities, not logarithms: a strip has so few steps that nothing that matters underflows in double precision.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from beadle.anpr.engine.terms import CHARACTERS, Floats

Steps = NDArray[np.float64]
"""T x 37: blank, then CHARACTERS."""
_COLUMN = {character: place + 1 for place, character in enumerate(CHARACTERS)}
_FLOOR = 1e-7
"""The least probability of anything: a network is never as certain as its numbers."""
_SILENT = 0.999
"""Of several steps in a row that surely write nothing one is kept: the others only cost time."""
NOTHING = -690.0
"""Natural logarithm of the score of a text that cannot stand there."""


def steps_of(log_probs: Floats, alphabet: str, blank: int, temperature: float = 1.0) -> Steps:
    """A recogniser's natural logarithms (T x C) in the order of this module.

    alphabet: the character of each column; columns of characters that no plate's text has (seals, flags) count as
    blank, and so does `blank`. temperature: above 1, the network is taken to be less sure than it says.
    """
    found = np.exp(log_probs.astype(np.float64) / temperature)
    steps = np.zeros((len(found), len(CHARACTERS) + 1))
    for column, character in enumerate(alphabet):
        steps[:, 0 if column == blank else _COLUMN.get(character, 0)] += found[:, column]
    steps += _FLOOR
    steps /= steps.sum(axis=1, keepdims=True)
    silent = steps[:, 0] > _SILENT
    return np.asarray(steps[~silent | ~np.append(False, silent[:-1])])


def likely_texts(steps: Steps, width: int = 6, least: float = 0.01) -> list[tuple[str, float]]:
    """The likeliest texts with their probabilities, by prefix beam search; the likeliest first.

    width: how many prefixes live on. least: characters that are less likely at a step are left out there.
    """
    beam: dict[tuple[int, ...], tuple[float, float]] = {(): (1.0, 0.0)}
    for step in steps.tolist():
        columns = [column for column in range(1, len(step)) if step[column] > least]
        grown = _next(beam, step, columns)
        beam = dict(heapq.nlargest(width, grown.items(), key=_weight)) if len(grown) > width else grown
    beam = dict(sorted(beam.items(), key=_weight, reverse=True))
    return [("".join(CHARACTERS[column - 1] for column in text), sum(ends)) for text, ends in beam.items()]


def _weight(kept: tuple[tuple[int, ...], tuple[float, float]]) -> float:
    return kept[1][0] + kept[1][1]


def _next(
    beam: dict[tuple[int, ...], tuple[float, float]], step: Sequence[float], columns: Sequence[int]
) -> dict[tuple[int, ...], tuple[float, float]]:
    """One step on. Each prefix has the probability that it ends with a blank, and with its last character."""
    blank = step[0]
    if not columns:
        return {text: ((a + b) * blank, b * step[text[-1]] if text else 0.0) for text, (a, b) in beam.items()}
    blanks: dict[tuple[int, ...], float] = defaultdict(float)
    letters: dict[tuple[int, ...], float] = defaultdict(float)
    for text, (ends_blank, ends_letter) in beam.items():
        blanks[text] += (ends_blank + ends_letter) * blank
        if text:
            letters[text] += ends_letter * step[text[-1]]
        for column in columns:
            before = ends_blank if text and text[-1] == column else ends_blank + ends_letter
            letters[*text, column] += before * step[column]
    return {text: (blanks[text], letters[text]) for text in blanks.keys() | letters.keys()}


def scores(steps: Steps, texts: Sequence[str]) -> NDArray[np.float64]:
    """Natural logarithm of each text's probability, all ways to write it together."""
    labels, skips, last = _labels(texts)
    written = steps[:, labels]
    alpha = np.zeros(labels.shape)
    alpha[:, 0] = 1.0
    before = np.zeros((len(texts), labels.shape[1] + 2))
    for number, step in enumerate(written):
        before[:, 2:] = alpha
        reached = alpha if number == 0 else alpha + before[:, 1:-1] + before[:, :-2] * skips
        if number == 0:
            reached[:, 1] = 1.0
        alpha = reached * step
    rows = np.arange(len(texts))
    total = alpha[rows, last] + np.where(last > 0, alpha[rows, last - 1], 0.0)
    return np.log(np.maximum(total, np.exp(NOTHING)))


def _labels(texts: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.intp]]:
    """Each text with blanks between, as columns; where two steps may be taken at once; the last place of each."""
    longest = max(len(text) for text in texts)
    labels = np.zeros((len(texts), max(2, 2 * longest + 1)), np.intp)
    for row, text in enumerate(texts):
        labels[row, 1 : 2 * len(text) : 2] = [_COLUMN[character] for character in text]
    skips = np.zeros(labels.shape)
    skips[:, 3::2] = labels[:, 3::2] != labels[:, 1:-2:2]
    return labels, skips, np.array([2 * len(text) for text in texts], np.intp)


def spread(steps: Steps, text: str) -> Floats:
    """For each place of `text`, natural logarithms of the probability of each of CHARACTERS there: len(text) x 36.

    Steps are weighed by how likely each is the one that writes the place (forward times backward).
    """
    if not text:
        return np.zeros((0, len(CHARACTERS)), np.float32)
    labels, skips, _ = _labels([text])
    both = _forward(
        np.stack([steps, steps[::-1]]),
        np.concatenate([labels, labels[:, ::-1]]),
        np.stack([skips[0], _turned(skips[0])]),
    )
    ways = both[:, 0] * both[::-1, 1, ::-1]
    written = ways[:, 1::2] / np.maximum(steps[:, labels[0][1::2]], 1e-300)
    weight = written / np.maximum(written.sum(axis=0, keepdims=True), 1e-300)
    found = weight.T @ steps[:, 1:] + 1e-9
    return np.asarray(np.log(found / found.sum(axis=1, keepdims=True)), np.float32)


def _turned(skips: NDArray[np.float64]) -> NDArray[np.float64]:
    """Read from the end, a place is reached from the place two after it."""
    turned = np.zeros_like(skips)
    turned[3::2] = skips[3::2][::-1]
    return turned


def _forward(steps: Steps, labels: NDArray[np.intp], skips: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scaled forward variables, T x rows x places, of as many rows at once. steps: rows x T x 37."""
    written = np.take_along_axis(steps, labels[:, None, :], axis=2).transpose(1, 0, 2)
    found = np.zeros(written.shape)
    alpha = np.zeros(labels.shape)
    for number, step in enumerate(written):
        reached = alpha.copy()
        if number:
            reached[:, 1:] += alpha[:, :-1]
            reached[:, 2:] += alpha[:, :-2] * skips[:, 2:]
        else:
            reached[:, :2] = 1.0
        alpha = reached * step
        alpha /= np.maximum(alpha.sum(axis=1, keepdims=True), 1e-300)
        found[number] = alpha
    return found
