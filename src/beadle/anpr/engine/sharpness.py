"""How sharp a plate is in a picture: what its vote is worth beside others'."""

from __future__ import annotations

import cv2
import numpy as np

from beadle.anpr.engine.terms import Picture

_FULL = 0.5
"""The ratio that a sharp plate of black on white reaches; above it nothing is sharper."""
_NOISE = 30.0
"""Variance of a plain surface's noise, so that an empty patch is not called sharp."""


def sharpness(patch: Picture) -> float:
    """0 (a smear, or nothing there) to 1 (hard edges), of a plate's patch or strip.

    The mean square of the step from pixel to pixel along the text, beside the contrast: blur takes the one and leaves
    the other, and neither depends on how bright the plate is.
    """
    grey = patch if patch.ndim == 2 else cv2.cvtColor(patch, cv2.COLOR_BGR2GRAY)
    if grey.shape[1] < 3 or grey.shape[0] < 2:
        return 0.0
    smooth = cv2.blur(grey, (1, 3)).astype(np.float32)
    steps = np.diff(smooth, axis=1)
    ratio = float((steps * steps).mean()) / (float(smooth.var()) + _NOISE)
    return min(1.0, ratio / _FULL)
