from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from beadle.anpr.reads import search_queries
from beadle.anpr.reads.models import FindingRow, SearchRow
from beadle.platform.db import Database

ONE, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)


def search(at: datetime, by: uuid.UUID = ONE, sampled: str = "") -> SearchRow:
    return SearchRow(
        id=uuid.uuid4(),
        asked_at=at,
        asked_by=by,
        asked_by_name="Somebody",
        requester="DC 1234",
        purpose_id=uuid.UUID(int=5),
        purpose="Public safety",
        case_reference="26000123456",
        plate="AB12CDE",
        mode="exact",
        since=at - timedelta(days=1),
        until=at,
        camera_ids=[uuid.UUID(int=7)],
        most=100,
        status="done",
        sampled=sampled,
    )


async def test_searches_newest_first_by_whom_and_before_when(database: Database, clock: Any) -> None:
    now = clock.now()
    rows = [search(now - timedelta(hours=n), (ONE, OTHER)[n % 2]) for n in range(4)]
    async with database.work() as session:
        session.add_all(rows)
    async with database.session() as session:

        async def found(**more: Any) -> list[uuid.UUID]:
            said = {"by": None, "before": None, "limit": 10} | more
            return [row.id for row in await search_queries.searches(session, **said)]

        ids = [row.id for row in rows]
        assert await found() == ids
        assert await found(by=OTHER) == [ids[1], ids[3]]
        assert await found(before=rows[1].asked_at, limit=1) == [ids[2]]
        since = now - timedelta(hours=2)
        assert {row.id for row in await search_queries.asked_since(session, ONE, since)} == {ids[0], ids[2]}
        assert (await search_queries.search(session, ids[0])).camera_ids == [uuid.UUID(int=7)]


async def test_the_queue_holds_what_was_drawn_and_not_reviewed_oldest_first(database: Database, clock: Any) -> None:
    now = clock.now()
    rows = [search(now - timedelta(hours=n), sampled=("sample", "outlier", "")[n]) for n in range(3)]
    done = search(now, sampled="sample")
    done.verdict = "fits"
    async with database.work() as session:
        session.add_all([*rows, done])
        await session.flush()
        session.add_all(
            FindingRow(search_id=rows[1].id, kind=kind, at=now, words=kind) for kind in ("repeated", "many")
        )
    async with database.session() as session:
        assert [row.id for row in await search_queries.queue(session, 10)] == [rows[1].id, rows[0].id]
        assert len(await search_queries.queue(session, 1)) == 1
        found = await search_queries.findings_of(session, [row.id for row in rows])
        assert {key: [each.kind for each in each_] for key, each_ in found.items()} == {
            rows[1].id: ["repeated", "many"]
        }
        since = await search_queries.findings_since(session, now)
        assert [(finding.kind, row.id) for finding, row in since] == [("many", rows[1].id), ("repeated", rows[1].id)]
        assert await search_queries.findings_since(session, now + timedelta(seconds=1)) == []
        assert await search_queries.own_plates(session) == await search_queries.own_plates(session, ONE) == []
