from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from beadle.platform.moment import Moment

READ: TypeAdapter[datetime] = TypeAdapter(Moment)


def test_a_moment_is_given_on_in_utc():
    assert READ.validate_python("2026-06-01T13:00:00+01:00") == datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert READ.validate_python("2026-06-01T13:00:00+01:00").tzinfo is UTC


@pytest.mark.parametrize("value", [-9.0, 0, 1_780_000_000, "-9.0", "1780000000", " 12 ", "", "."])
def test_a_number_is_no_moment(value: object):
    with pytest.raises(ValidationError, match="written like"):
        READ.validate_python(value)


@pytest.mark.parametrize("value", ["2026-06-01T13:00:00", "2026-06-01", "yesterday", None, "0001-01-01T00:00:00+14:00"])
def test_what_has_no_zone_or_no_place_in_utc_is_refused(value: object):
    with pytest.raises(ValidationError):
        READ.validate_python(value)
