from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from beadle.anpr.reads.outliers import Asked, findings, is_about, outside
from beadle.anpr.reads.settings import ReadsSettings
from beadle.anpr.reads.terms import Finding, SearchMode

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ASKED = Asked("AB12CDE", SearchMode.EXACT, "26000123456", NOON)
SETTINGS = ReadsSettings()


def test_nothing_is_unusual_about_most_searches() -> None:
    other = replace(ASKED, plate="XY34ZZZ", at=NOON - timedelta(hours=1))
    assert findings(ASKED, [other], ["MY51CAR"], SETTINGS) == {}


@pytest.mark.parametrize(
    ("plate", "mode", "found"),
    [
        ("AB12CDE", SearchMode.EXACT, True),
        ("A812C0E", SearchMode.EXACT, True),
        ("AB12CDF", SearchMode.EXACT, False),
        ("AB12CDF", SearchMode.FUZZY, True),
        ("AB1*", SearchMode.PARTIAL, True),
        ("A8?2*E", SearchMode.PARTIAL, True),
        ("XB1*", SearchMode.PARTIAL, False),
    ],
)
def test_ones_own_plate_is_found_however_it_is_asked_for(plate: str, mode: SearchMode, found: bool) -> None:
    asked = replace(ASKED, plate=plate, mode=mode)
    assert is_about(asked, "AB12CDE") is found
    assert (Finding.OWN_PLATE in findings(asked, [], ["ZZ99ZZZ", "AB12CDE"], SETTINGS)) is found


def test_the_same_plate_again_and_again_without_another_case() -> None:
    earlier = [replace(ASKED, at=NOON - timedelta(days=days)) for days in (1, 2)]
    found = findings(ASKED, earlier, [], SETTINGS)
    assert list(found) == [Finding.REPEATED]
    assert "3 times in 30 days" in found[Finding.REPEATED]
    assert findings(replace(ASKED, case_reference="26000999999"), earlier, [], SETTINGS) == {}
    assert findings(replace(ASKED, case_reference=" 2600 0123456 "), earlier, [], SETTINGS), "spaces make no new case"
    assert findings(replace(ASKED, plate="A812CDE"), earlier, [], SETTINGS), "nor does a look-alike another plate"
    long_ago = [replace(ASKED, at=NOON - timedelta(days=days)) for days in (1, 30)]
    assert findings(ASKED, long_ago, [], SETTINGS) == {}


def test_many_in_a_day() -> None:
    settings = ReadsSettings(many_searches=5)
    earlier = [replace(ASKED, plate=f"AB1{n}", at=NOON - timedelta(hours=n + 1)) for n in range(4)]
    assert list(findings(ASKED, earlier, [], settings)) == [Finding.MANY]
    assert findings(ASKED, [replace(each, at=each.at - timedelta(days=1)) for each in earlier], [], settings) == {}


@pytest.mark.parametrize(
    ("begins", "ends", "moment", "expected"),
    [
        (None, None, "2026-06-01T02:00:00+00:00", False),
        ("06:00", "22:00", "2026-06-01T05:30:00+00:00", False),  # 06:30 in summer
        ("06:00", "22:00", "2026-12-01T05:30:00+00:00", True),
        ("06:00", "22:00", "2026-06-01T21:00:00+00:00", True),
        ("22:00", "06:00", "2026-06-01T23:00:00+00:00", False),
        ("22:00", "06:00", "2026-06-01T12:00:00+00:00", True),
        ("06:00", "22:00", "2026-10-25T00:30:00+00:00", True),  # the hour that comes twice
    ],
)
def test_working_hours_are_local_and_may_run_past_midnight(
    begins: str | None, ends: str | None, moment: str, expected: bool
) -> None:
    said = {"shift_begins": begins and time.fromisoformat(begins), "shift_ends": ends and time.fromisoformat(ends)}
    settings = ReadsSettings(**said)
    at = datetime.fromisoformat(moment)
    assert outside(at, settings) is expected
    assert (Finding.OUT_OF_SHIFT in findings(replace(ASKED, at=at), [], [], settings)) is expected


def test_half_a_shift_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="belong together"):
        ReadsSettings(shift_begins=time(6))
