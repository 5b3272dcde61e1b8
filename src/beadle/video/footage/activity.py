"""How much moves in a group of pictures, from the coded sizes alone: it costs nothing and fills the time line.

Predicted pictures of a still scene are tiny beside the key frame. The figure is the mean size of the predicted
pictures over the size of the key frame, on a scale where every doubling adds the same amount: so a camera's
bit rate, its resolution and its lens fall out of it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

_LEAST = 1 / 512
_MOST = 1.0
_STEP = 255 / math.log2(_MOST / _LEAST)


def activity(sizes: Sequence[int]) -> int:
    """0 (nothing moves) to 255, from the sizes in bytes of one group's frames; the first is the key frame."""
    if len(sizes) < 2 or sizes[0] <= 0:
        return 0
    ratio = (sum(sizes) - sizes[0]) / (len(sizes) - 1) / sizes[0]
    if ratio <= _LEAST:
        return 0
    return min(255, round(math.log2(ratio / _LEAST) * _STEP))
