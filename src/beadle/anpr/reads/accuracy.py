"""How sure a share is that was found by checking a sample. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass

_Z = 1.959963984540054
"""The 97.5 % point of the normal distribution: 95 % lie between minus and plus this."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval; all 0 to 1."""

    share: float
    low: float
    high: float


def wilson(right: int, checked: int) -> Share | None:
    """The share of `right` among `checked` with Wilson's score interval, None where nothing was checked.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927), 209-212.
    Unlike the textbook's interval it stays within 0 and 1 and means something at 20 of 20.
    """
    if checked <= 0:
        return None
    share = right / checked
    square = _Z * _Z
    middle = (share + square / (2 * checked)) / (1 + square / checked)
    half = _Z / (1 + square / checked) * math.sqrt(share * (1 - share) / checked + square / (4 * checked * checked))
    return Share(share, max(0.0, middle - half), min(1.0, middle + half))
