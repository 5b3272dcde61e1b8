from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from beadle.anpr.reads.ids import is_read_id, lowest_id, moment_of, new_read_id, whole_ms

NOON = datetime(2026, 6, 1, 12, 0, 0, 123_456, tzinfo=UTC)


def test_an_identifier_holds_its_moment_and_sorts_by_it() -> None:
    made = new_read_id(NOON)
    assert moment_of(made) == whole_ms(NOON) == NOON.replace(microsecond=123_000)
    assert (made.version, made.variant, is_read_id(made)) == (7, uuid.RFC_4122, True)
    later = new_read_id(NOON + timedelta(milliseconds=1))
    assert made < later
    assert lowest_id(NOON) <= made < lowest_id(NOON + timedelta(milliseconds=1)) <= later


def test_no_two_are_alike_and_none_can_be_guessed() -> None:
    made = {new_read_id(NOON) for _ in range(1000)}
    assert len(made) == 1000
    assert len({each.int & (1 << 62) - 1 for each in made}) == 1000


def test_others_identifiers_are_none_of_ours() -> None:
    for other in (
        uuid.uuid4(),
        uuid.UUID(int=0),
        uuid.UUID(int=(1 << 128) - 1),
        uuid.UUID(int=(1 << 128) - 1 & ~(8 << 76)),
    ):
        assert not is_read_id(other)


def test_before_1970_there_are_no_reads() -> None:
    with pytest.raises(ValueError, match="1970"):
        new_read_id(datetime(1969, 12, 31, tzinfo=UTC))
    assert lowest_id(datetime(1969, 12, 31, tzinfo=UTC)) == uuid.UUID(int=0)
