"""Counts of which the small ones are not told, so that nobody is found in them. Pure.

Primary: a cell above zero and below the limit is not told. Secondary: where it is the only one in its row or its column
that is not, somebody who knows the total, such as the flow at that site, could reckon it back; so the smallest other
cell of that row or column is not told either, until no row and no column has a single one.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def suppressed(cells: Mapping[tuple[Key, Key], int], below: int) -> dict[tuple[Key, Key], int | None]:
    """The cells by (origin, destination); None stands for one that is not told."""
    hidden = {key for key, count in cells.items() if 0 < count < below}
    while extra := _exposed(cells, hidden):
        hidden |= extra
    return {key: None if key in hidden else count for key, count in cells.items()}


def _exposed(cells: Mapping[tuple[Key, Key], int], hidden: set[tuple[Key, Key]]) -> set[tuple[Key, Key]]:
    """One more cell for the first row or column that has a single hidden one; empty where none has."""
    for side in (0, 1):
        for name in dict.fromkeys(key[side] for key in cells):
            line = [key for key in cells if key[side] == name]
            if sum(key in hidden for key in line) == 1:
                open_ = [key for key in line if key not in hidden and cells[key] > 0]
                if open_:
                    return {min(open_, key=lambda key: (cells[key], str(key)))}
    return set()
