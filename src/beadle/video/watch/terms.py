"""Words of the picture watch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
"""A grey picture: rows, columns."""
Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

WIDTH = 320
"""Pixels across a look."""


class Sign(StrEnum):
    """What one look, or all the last looks, say of the picture. The words of `CameraState` where there is one."""

    CLEAR = "clear"
    COVERED = "covered"
    MOVED = "moved"
    OUT_OF_FOCUS = "out_of_focus"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of a camera's picture. `detail` says it in plain words; empty while the picture is clear."""

    sign: Sign
    detail: str = ""
