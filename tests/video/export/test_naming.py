from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from beadle.video.export.naming import master_name, working_name

FROM, TO = 1_780_315_200_000_000, 1_780_315_800_000_000


def test_a_name_tells_camera_and_time() -> None:
    name = master_name("market-place", FROM, TO)
    assert name == "market-place_20260601T120000Z_20260601T121000Z.mp4"
    assert working_name(name) == "market-place_20260601T120000Z_20260601T121000Z_play.mp4"


def test_further_parts_have_names_of_their_own() -> None:
    name = master_name("market-place", FROM, TO, 2)
    assert name == "market-place_20260601T120000Z_20260601T121000Z_part2.mp4"
    assert len({master_name("gate", FROM, TO, part) for part in (1, 2, 10)}) == 3


@given(st.text(max_size=200))
def test_no_key_leads_anywhere_else(key: str) -> None:
    name = master_name(key, FROM, TO)
    assert "/" not in name
    assert "\\" not in name
    assert not name.startswith((".", "-"))
    assert name.isascii()
    assert name.isprintable()
    assert len(working_name(master_name(key, FROM, TO, 99_999))) <= 120
