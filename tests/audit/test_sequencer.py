"""Sealing: nothing is skipped, nothing twice, one leads, and a kill leaves nothing half done."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, select, text
from tests.factories.log import KEY, keep_sealing, seal, sealing, write
from tests.factories.waiting import until

from beadle.audit import sequencer as module
from beadle.audit.errors import BadKey, TreeBroken
from beadle.audit.leaf import line_input
from beadle.audit.merkle import EMPTY_ROOT, leaf_hash, root_of
from beadle.audit.models import AuditCheckpoint, AuditKey, AuditLeaf, AuditNode, AuditPending
from beadle.audit.note import opened
from beadle.audit.proving import fields
from beadle.audit.sequencer import Sequencer, connect
from beadle.audit.service import add_segments, read, record
from beadle.audit.terms import ClosedSegment, Entry, Filter
from beadle.audit.verifying import Demand, verify
from beadle.platform.clock import SYSTEM, FixedClock
from beadle.platform.db import Database
from beadle.platform.tasks import TaskSet

ENTRY = Entry(action="live.watch", actor="olivia", object="camera:1")


async def leaves(database: Database) -> list[tuple[int, int | None]]:
    async with database.session() as session:
        rows = await session.execute(select(AuditLeaf.index, AuditLeaf.line_id).order_by(AuditLeaf.index))
        return [(row.index, row.line_id) for row in rows]


async def count(database: Database, table: type) -> int:
    async with database.session() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_lines_become_leaves_and_a_checkpoint_is_signed(database: Database, clock: FixedClock) -> None:
    numbers = await write(database, clock, *[ENTRY] * 5)
    async with database.work() as session:
        await add_segments(session, clock, "volume", [ClosedSegment("camera-1", 1, 2, 3, bytes(32))])
    await seal(database, clock)
    assert await leaves(database) == [*enumerate(numbers), (5, None)]
    assert await count(database, AuditPending) == 0
    async with database.session() as session:
        row = (await session.scalars(select(AuditCheckpoint))).one()
        hashes = (await session.scalars(select(AuditLeaf.hash).order_by(AuditLeaf.index))).all()
        lines, _ = await read(session, Filter())
        key = await session.scalar(select(AuditKey.key))
    said = opened(row.note, [KEY.verifier])
    assert (said.number, said.size, said.root, said.at) == (1, 6, root_of(hashes), clock.now())
    assert hashes[0] == leaf_hash(line_input(fields(lines[-1])))
    assert key == KEY.verifier.text


async def test_a_line_that_commits_late_is_not_skipped(database: Database, clock: FixedClock) -> None:
    async with database.session() as late, sealing(database, clock) as (sequencer, connection):
        first = await record(late, clock, ENTRY)
        others = await write(database, clock, *[ENTRY] * 3)
        assert min(others) > first
        assert await sequencer.seal_all(connection) == 3
        await write(database, clock, ENTRY)
        assert await sequencer.seal_all(connection) == 1
        await late.commit()
        assert await sequencer.seal_all(connection) == 1
        assert await sequencer.seal_all(connection) == 0
        await sequencer.sign(connection)
    assert [line for _, line in await leaves(database)] == [*others, others[-1] + 1, first]


async def test_a_line_that_is_rolled_back_leaves_no_hole(database: Database, clock: FixedClock) -> None:
    async with database.session() as session:
        await record(session, clock, ENTRY)
        await session.rollback()
    numbers = await write(database, clock, ENTRY)
    await seal(database, clock)
    assert await leaves(database) == [(0, numbers[0])]


async def test_the_tree_is_the_same_whatever_the_batches(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 100)
    for several in (1, 254, 1, 1, 300):
        await write(database, clock, *[ENTRY] * several)
        clock.advance(60)
        await seal(database, clock)  # each time a new sequencer, which has to find the edge of the tree
    async with database.session() as session:
        hashes = (await session.scalars(select(AuditLeaf.hash).order_by(AuditLeaf.index))).all()
        points = (await session.scalars(select(AuditCheckpoint).order_by(AuditCheckpoint.number))).all()
        nodes = (await session.scalars(select(AuditNode).order_by(AuditNode.index))).all()
    assert [(point.number, point.size) for point in points] == [(1, 1), (2, 255), (3, 256), (4, 257), (5, 557)]
    assert [point.root for point in points] == [root_of(hashes[: point.size]) for point in points]
    assert [(node.level, node.index, node.hash) for node in nodes] == [
        (1, place, root_of(hashes[256 * place : 256 * place + 256])) for place in range(2)
    ]


async def test_a_checkpoint_is_due_each_minute_and_only_when_the_log_grew(
    database: Database, clock: FixedClock
) -> None:
    async with sealing(database, clock) as (sequencer, connection):
        assert not await sequencer.sign_if_due(connection)
        await write(database, clock, ENTRY)
        await sequencer.seal_all(connection)
        assert await sequencer.sign_if_due(connection)
        await write(database, clock, ENTRY)
        await sequencer.seal_all(connection)
        clock.advance(59)
        assert not await sequencer.sign_if_due(connection)
        clock.advance(1)
        assert await sequencer.sign_if_due(connection)
        clock.advance(120)
        assert not await sequencer.sign_if_due(connection)
        await write(database, clock, ENTRY)
        await sequencer.seal_all(connection)
        clock.step_wall(-86_400)
        assert await sequencer.sign_if_due(connection)


async def test_without_its_key_the_log_is_sealed_and_not_signed(database: Database, clock: FixedClock) -> None:
    def no_key() -> Any:
        raise BadKey("gone")

    await write(database, clock, ENTRY)
    sequencer = Sequencer(database.url, clock, no_key)
    async with await connect(database.url) as connection:
        await sequencer.load(connection)
        assert await sequencer.seal_all(connection) == 1
        with pytest.raises(BadKey):
            await sequencer.sign(connection)
    assert await count(database, AuditCheckpoint) == 0


async def test_a_tree_with_a_hole_is_not_built_upon(database: Database, clock: FixedClock) -> None:
    await write(database, clock, *[ENTRY] * 3)
    await seal(database, clock)
    with psycopg.connect(database.url.replace("+psycopg", ""), autocommit=True) as hand:
        hand.execute("SET session_replication_role = replica")
        hand.execute('DELETE FROM audit_leaf WHERE "index" = 1')
    with pytest.raises(TreeBroken, match="not whole"):
        await seal(database, clock)


async def test_one_leads_and_another_takes_over(database: Database, clock: FixedClock) -> None:
    stops = [asyncio.Event(), asyncio.Event()]
    beside: list[str] = []

    def leading(name: str) -> Any:
        async def work(over: asyncio.Event) -> None:
            beside.append(name)
            await over.wait()
            beside.append(f"{name} over")

        return work

    async def sealed(several: int) -> bool:
        return len(await leaves(database)) == several

    parts = [Sequencer(database.url, clock, lambda: KEY, leading=leading(name)) for name in ("first", "second")]
    async with TaskSet() as tasks:
        first = tasks.spawn(parts[0].run(stops[0]), name="first")
        await write(database, clock, ENTRY)
        await until(lambda: sealed(1), what="sealing")
        second = tasks.spawn(parts[1].run(stops[1]), name="second")
        await write(database, clock, ENTRY)
        await until(lambda: sealed(2), what="sealing by the first")
        stops[0].set()
        await first
        await write(database, clock, ENTRY)
        await until(lambda: sealed(3), what="sealing by the second")
        stops[1].set()
        await second
    assert beside == ["first", "first over", "second", "second over"]
    async with database.session() as session:
        sizes = (await session.scalars(select(AuditCheckpoint.size).order_by(AuditCheckpoint.number))).all()
    assert sizes == [1, 2, 3]


async def test_a_leader_whose_connection_is_cut_goes_on(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_AGAIN_S", 0.05)
    stop = asyncio.Event()

    async def sealed(several: int) -> bool:
        return len(await leaves(database)) == several

    async with TaskSet() as tasks:
        running = tasks.spawn(Sequencer(database.url, clock, lambda: KEY).run(stop), name="sequencer")
        for turn in range(1, 4):
            await write(database, clock, ENTRY)
            await until(lambda turn=turn: sealed(turn), what="sealing")
            async with database.work() as session:
                await session.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'beadle audit'"
                    )
                )
        stop.set()
        await running


async def test_a_batch_that_fails_leaves_nothing(database: Database, clock: FixedClock) -> None:
    await write(database, clock, *[ENTRY] * 3)
    async with database.work() as session:
        await session.execute(text("ALTER TABLE audit_node RENAME TO audit_node_gone"))
    try:
        await write(database, clock, *[ENTRY] * 300)
        sequencer = Sequencer(database.url, clock, lambda: KEY)
        async with await connect(database.url) as connection:
            await sequencer.load(connection)
            with pytest.raises(psycopg.errors.UndefinedTable):
                await sequencer.seal_all(connection)
        assert await leaves(database) == []
        assert await count(database, AuditPending) == 303
    finally:
        async with database.work() as session:
            await session.execute(text("ALTER TABLE audit_node_gone RENAME TO audit_node"))
    await seal(database, clock)
    assert len(await leaves(database)) == 303


async def test_an_empty_log_has_no_checkpoint(database: Database, clock: FixedClock) -> None:
    await seal(database, clock)
    assert await count(database, AuditCheckpoint) == 0
    assert root_of([]) == EMPTY_ROOT


async def test_kill_nine_at_any_moment(database: Database) -> None:
    """A process that seals while lines are written is killed again and again; the log is whole and none is missing."""
    context = multiprocessing.get_context("spawn")
    chance = random.Random(9)
    written = 0
    for _ in range(4):
        process = context.Process(target=keep_sealing, args=(database.url,), daemon=True)
        process.start()
        goal = written + chance.randrange(200, 2_000)

        async def reached(goal: int = goal) -> bool:
            nonlocal written
            written += len(await write(database, SYSTEM, *[ENTRY] * 50))
            return len(await leaves(database)) >= goal

        await until(reached, seconds=60, what="sealing")
        process.kill()
        process.join()
    await seal(database, SYSTEM)
    found = await leaves(database)
    assert [index for index, _ in found] == list(range(written))
    assert sorted(line for _, line in found if line) == list(range(1, written + 1))
    report = await asyncio.to_thread(verify, Demand(database.url, known=[KEY.verifier], processes=0))
    assert (report.findings, report.checked) == ([], written)
