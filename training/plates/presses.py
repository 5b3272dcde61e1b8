"""What presses and makers do to characters: none of two dies' letters are quite alike, and some are cut on purpose.

No real alphabet is copied. By bending our own ones a little, and each character in its own way, the network learns what
makes an R an R, and not the outlines of one hand.
"""

from __future__ import annotations

import random

import cv2
import numpy as np
from numpy.typing import NDArray

from training.plates.strokes import Mask

GAPPED = "PR069BDOQ8"
"""Characters that are cut, where a hand cuts any: those that could be made from one another with a pen."""


def bent(mask: Mask, chance: random.Random, share: float) -> Mask:
    """The character with its waist, bows and width moved a little. share: how far, 0 to 1; its height stays."""
    high, wide = mask.shape
    wider = max(3, round(wide * (1 + chance.uniform(-0.14, 0.14) * share)))
    rows = _moved(high, high, chance, 0.06 * share)
    columns = _moved(wider, wide, chance, 0.05 * share)
    lean = (rows - high / 2) * chance.uniform(-0.06, 0.06) * share
    across = columns[None, :] + lean[:, None]
    down = rows[:, None] + (columns[None, :] - wide / 2) * chance.uniform(-0.05, 0.05) * share
    room = np.asarray(cv2.copyMakeBorder(mask, 4, 4, 0, 0, cv2.BORDER_CONSTANT, value=0), np.uint8)
    made = cv2.remap(room, across.astype(np.float32), (down + 4).astype(np.float32), cv2.INTER_LINEAR)
    return _thickness(np.asarray(made, np.uint8), chance, share)


def _moved(length: int, source: int, chance: random.Random, most: float) -> NDArray[np.float64]:
    """For each pixel where it comes from: both ends stay, what is between them moves by up to `most` of the whole."""
    at = (np.arange(length) + 0.5) / length
    bow, wave = chance.uniform(-most, most), chance.uniform(-most, most) / 2
    return np.asarray((at + bow * np.sin(np.pi * at) + wave * np.sin(2 * np.pi * at)) * source - 0.5)


def _thickness(mask: Mask, chance: random.Random, share: float) -> Mask:
    size = 1 + 2 * round(chance.uniform(0, 2) * share)
    if size == 1 or min(mask.shape) < 12:
        return mask
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return np.asarray((cv2.dilate if chance.random() < 0.5 else cv2.erode)(mask, kernel), np.uint8)


def cut(mask: Mask, char: str, chance: random.Random) -> Mask:
    """Some characters with a narrow gap in a stroke: the same hand cuts the same way each time."""
    angle, thick = chance.choice([30.0, 45.0, 135.0, 150.0, 90.0]), chance.uniform(0.03, 0.055)
    chosen = chance.sample(GAPPED, chance.randint(2, 5))
    x, y = chance.choice([(0.5, 0.46), (0.8, 0.2), (0.2, 0.75), (0.8, 0.72)])
    if char not in chosen:
        return mask
    high, wide = mask.shape
    reach = np.array([np.cos(np.radians(angle)), -np.sin(np.radians(angle))]) * high * 0.16
    middle = np.array([x * wide, y * high])
    start, end = np.round((middle - reach) * 16).astype(int), np.round((middle + reach) * 16).astype(int)
    made = mask.copy()
    cv2.line(made, (int(start[0]), int(start[1])), (int(end[0]), int(end[1])), 0, max(2, round(thick * high)), 16, 4)
    return made
