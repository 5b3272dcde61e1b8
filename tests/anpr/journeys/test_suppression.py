"""Counts of which the small ones are not told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from beadle.anpr.journeys.suppression import suppressed

sites = st.sampled_from("ABCD")
tables = st.dictionaries(st.tuples(sites, sites).filter(lambda key: key[0] != key[1]), st.integers(0, 30), max_size=12)


def test_small_cells_are_hidden_and_one_beside_them_too() -> None:
    cells = {("A", "B"): 2, ("A", "C"): 50, ("A", "D"): 20, ("B", "C"): 0, ("B", "A"): 9}
    found = suppressed(cells, 5)
    assert found[("A", "B")] is None
    assert found[("A", "D")] is None, "the smallest other one of the row"
    assert found[("A", "C")] == 50
    assert found[("B", "C")] == 0, "nobody is found in a zero"
    assert suppressed({("A", "B"): 5}, 5) == {("A", "B"): 5}
    assert suppressed({("A", "B"): 4}, 5) == {("A", "B"): None}
    assert suppressed({}, 5) == {}


@given(tables, st.integers(1, 20))
def test_no_single_hidden_cell_can_be_reckoned_back(cells: dict[tuple[str, str], int], below: int) -> None:
    found = suppressed(cells, below)
    assert found.keys() == cells.keys()
    for key, count in cells.items():
        assert found[key] in {count, None}
        if 0 < count < below:
            assert found[key] is None
        if count == 0:
            assert found[key] == 0
    for side in (0, 1):
        for name in {key[side] for key in cells}:
            line = [key for key in cells if key[side] == name]
            hidden = [key for key in line if found[key] is None]
            open_ = [key for key in line if found[key]]
            assert len(hidden) != 1 or not open_
