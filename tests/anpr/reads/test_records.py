from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from tests.anpr.reads.test_search_queries import ONE, OTHER, search

from beadle.anpr.reads.records import record
from beadle.anpr.reads.settings import ReadsSettings

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_a_search_is_told_without_results() -> None:
    row = search(NOON)
    row.near = {"latitude": 53.2, "longitude": -1.4, "metres": 500}
    told = record(row, ONE, ReadsSettings())
    assert (told.mine, told.why, told.found, told.decided_by) == (True, "", None, None)
    assert told.near is not None
    assert (told.near.metres, told.camera_ids) == (500, [UUID(int=7)])
    assert not record(row, OTHER, ReadsSettings()).mine


def test_what_waits_says_what_for() -> None:
    row = search(NOON)
    row.status = "waiting"
    assert "further than 45 days" in record(row, ONE, ReadsSettings(approval_after_days=45)).why
