"""Verifying a real log in the database: whole ones pass, and whatever a hand does to it is named."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import psycopg
import pytest
from tests.factories.log import KEY, seal, write

from beadle.audit import verifying
from beadle.audit.examining import Fault
from beadle.audit.judging import Report
from beadle.audit.note import Signer, parse
from beadle.audit.service import add_segments, forget_personal
from beadle.audit.terms import ClosedSegment, Entry
from beadle.audit.verifying import Demand, verify
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database, libpq_url

OTHER = Signer("beadle/test", b"o" * 32)


def entry(number: int) -> Entry:
    return Entry(
        action="live.watch",
        actor=f"person-{number % 7}",
        object=f"camera:{number % 11}",
        purpose="crime prevention",
        case_reference=f"24*{number}",
        address="192.0.2.7",
        detail={"number": number},
        objects=(f"camera:{number % 5}", f"camera:{number % 3}"),
        subjects=(f"plate:AB{number:02}CDE",),
    )


async def fill(database: Database, clock: FixedClock, *, rounds: int = 4, each: int = 150) -> None:
    for turn in range(rounds):
        await write(database, clock, *(entry(turn * each + number) for number in range(each)))
        async with database.work() as session:
            await add_segments(session, clock, "volume", [ClosedSegment("camera-1", turn, turn + 1, 9, bytes(32))])
        clock.advance(60)
        await seal(database, clock)


def by_hand(database: Database, *statements: str) -> None:
    """What somebody with all rights on the database can do."""
    with psycopg.connect(libpq_url(database.url)) as hand:
        hand.execute("SET session_replication_role = replica")
        for statement in statements:
            hand.execute(statement)


def notes(database: Database) -> list[str]:
    with psycopg.connect(libpq_url(database.url)) as hand:
        return [note for (note,) in hand.execute("SELECT note FROM audit_checkpoint ORDER BY number")]


TABLES = ("audit_line", "audit_personal", "audit_mention", "audit_leaf")


@pytest.fixture
async def kept(database: Database, clock: FixedClock) -> AsyncIterator[Database]:
    """A whole log of 604 leaves; the tables' shape is put right afterwards."""
    await fill(database, clock)
    yield database
    by_hand(
        database,
        "DELETE FROM audit_leaf WHERE num_nonnulls(line_id, segments_id) <> 1",
        "ALTER TABLE audit_leaf DROP CONSTRAINT IF EXISTS ck_audit_leaf_one_thing",
        "ALTER TABLE audit_leaf ADD CONSTRAINT ck_audit_leaf_one_thing CHECK (num_nonnulls(line_id, segments_id) = 1)",
    )


async def verified(database: Database, **more: object) -> Report:
    demand = Demand(database.url, known=[KEY.verifier], processes=0, **more)  # type: ignore[arg-type]
    return await asyncio.to_thread(verify, demand)


async def test_a_whole_log_is_sound(database: Database, clock: FixedClock) -> None:
    assert (await verified(database)).sound
    await fill(database, clock)
    await write(database, clock, entry(1))
    seen: list[tuple[int, int]] = []
    demand = Demand(database.url, known=[KEY.verifier], copies=notes(database), processes=2)
    report = await asyncio.to_thread(verify, demand, lambda done, total: seen.append((done, total)))
    assert report.findings == []
    assert (report.size, report.checked, report.signed, report.unsealed) == (604, 604, 604, 1)
    assert (report.checkpoints, report.copies) == (4, 4)
    assert report.last is not None
    assert report.last.number == 4
    assert seen == [(604, 604)]


SPOILS: dict[str, tuple[Fault, Callable[[int], list[str]]]] = {
    **{
        f"line {column}": (
            Fault.CHANGED,
            lambda n, column=column, value=value: [f"UPDATE audit_line SET {column} = {value} WHERE id = {n}"],
        )
        for column, value in {
            "at": "at + interval '1 microsecond'",
            "actor_id": "gen_random_uuid()",
            "action": "action || ' '",
            "object": "'camera:99'",
            "purpose": "upper(purpose)",
            "outcome": "'refused'",
            "personal": "sha256(personal)",
        }.items()
    },
    "line at infinity": (Fault.CHANGED, lambda n: [f"UPDATE audit_line SET at = 'infinity' WHERE id = {n}"]),
    "line at before Christ": (
        Fault.CHANGED,
        lambda n: [f"UPDATE audit_line SET at = (at::text || ' BC')::timestamptz WHERE id = {n}"],
    ),
    "line gone": (Fault.GONE, lambda n: [f"DELETE FROM audit_line WHERE id = {n}"]),
    "line gone without a trace": (
        Fault.GONE,
        lambda n: [
            f"DELETE FROM audit_line WHERE id = {n}",
            f"DELETE FROM audit_personal WHERE line_id = {n}",
            f"DELETE FROM audit_mention WHERE line_id = {n}",
        ],
    ),
    "two lines exchanged": (
        Fault.CHANGED,
        lambda n: [
            (
                f"UPDATE audit_line a SET (at, actor_id, action, object, objects, purpose, outcome, personal) = (SELECT"
                f" at, actor_id, action, object, objects, purpose, outcome, personal FROM"
                f" audit_line b WHERE b.id = {n} + 1)"
                f" WHERE a.id = {n}"
            )
        ],
    ),
    "number changed": (
        Fault.GONE,
        lambda n: [
            "ALTER TABLE audit_line ALTER id DROP IDENTITY",
            f"UPDATE audit_line SET id = 100000 WHERE id = {n}",
            "ALTER TABLE audit_line ALTER id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME audit_line_id_seq)",
        ],
    ),
    **{
        f"personal {column}": (
            Fault.PERSONAL_CHANGED,
            lambda n, column=column, value=value: [f"UPDATE audit_personal SET {column} = {value} WHERE line_id = {n}"],
        )
        for column, value in {
            "actor": "'somebody'",
            "address": "''",
            "case_reference": "'24*1'",
            "detail": "'{}'",
            "salt": "sha256(salt)",
        }.items()
    },
    "personal gone": (Fault.PERSONAL_GONE, lambda n: [f"DELETE FROM audit_personal WHERE line_id = {n}"]),
    "slipped in": (
        Fault.SLIPPED_IN,
        lambda n: [
            (
                "INSERT INTO audit_line (id, at, action, object, objects, purpose, outcome, personal) OVERRIDING SYSTEM"
                f" VALUE SELECT {n} + 200000, at, action, object, '{{}}', purpose, outcome, personal FROM audit_line"
                f" WHERE id = {n}"
            )
        ],
    ),
    "leaf": (Fault.CHANGED, lambda n: [f"UPDATE audit_leaf SET hash = sha256(hash) WHERE line_id = {n}"]),
    "leaf of another": (
        Fault.GONE,
        lambda n: [f"UPDATE audit_leaf SET line_id = line_id + 100000 WHERE line_id = {n}"],
    ),
    "leaf of two": (
        Fault.CHANGED,
        lambda n: [
            "ALTER TABLE audit_leaf DROP CONSTRAINT ck_audit_leaf_one_thing",
            f"UPDATE audit_leaf SET segments_id = 777 WHERE line_id = {n}",
        ],
    ),
    "found by what it is not": (
        Fault.INDEX,
        lambda n: [f"INSERT INTO audit_mention (key, line_id) VALUES ('camera:77', {n})"],
    ),
    "not found": (Fault.INDEX, lambda n: [f"DELETE FROM audit_mention WHERE line_id = {n}"]),
    "objects": (
        Fault.CHANGED,
        lambda n: [f"UPDATE audit_line SET objects = array_append(objects, 'camera:1') WHERE id = {n}"],
    ),
    "subjects": (
        Fault.PERSONAL_CHANGED,
        lambda n: [f"UPDATE audit_personal SET subjects = '{{}}' WHERE line_id = {n}"],
    ),
}


@pytest.mark.parametrize("spoil", SPOILS)
async def test_what_a_hand_does_is_named(kept: Database, spoil: str) -> None:
    fault, statements = SPOILS[spoil]
    number = 123
    by_hand(kept, *statements(number))
    report = await verified(kept)
    named = {each.line for each in report.findings if each.fault is fault}
    assert named & {number, number + 100_000, number + 200_000, None if spoil == "leaf of two" else number}, report


OTHERS = {
    "node": (Fault.TREE, ["UPDATE audit_node SET hash = sha256(hash)"]),
    "node gone": (Fault.TREE, ["DELETE FROM audit_node"]),
    "leaf gone": (Fault.GONE, ['DELETE FROM audit_leaf WHERE "index" = 99']),
    "block of leaves gone": (Fault.GONE, ['DELETE FROM audit_leaf WHERE "index" < 256']),
    "segments": (Fault.CHANGED, ["UPDATE audit_segments SET listed = replace(listed, '00', '11') WHERE id = 2"]),
    "segments gone": (Fault.GONE, ["DELETE FROM audit_segments WHERE id = 2"]),
    "checkpoint": (Fault.CHECKPOINT, ["UPDATE audit_checkpoint SET note = replace(note, 'number', 'Number')"]),
    "checkpoint's column": (Fault.CHECKPOINT, ["UPDATE audit_checkpoint SET root = sha256(root) WHERE number = 2"]),
    "checkpoint gone": (Fault.CHECKPOINT, ["DELETE FROM audit_checkpoint WHERE number = 2"]),
    "end cut off": (
        Fault.TRUNCATED,
        ["DELETE FROM audit_line WHERE id > 500", 'DELETE FROM audit_leaf WHERE "index" > 480'],
    ),
    "waiting and gone": (Fault.GONE, ["INSERT INTO audit_pending (kind, id) VALUES ('line', 4711)"]),
}


@pytest.mark.parametrize("spoil", OTHERS)
async def test_the_rest_is_found_too(kept: Database, spoil: str) -> None:
    fault, statements = OTHERS[spoil]
    by_hand(kept, *statements)
    assert fault in {each.fault for each in (await verified(kept)).findings}


async def test_a_rewritten_and_signed_end_is_found_by_a_copy(kept: Database, clock: FixedClock) -> None:
    before = notes(kept)
    assert (await verified(kept, copies=before)).sound
    by_hand(
        kept,
        "UPDATE audit_line SET purpose = 'another' WHERE id = 400",
        'DELETE FROM audit_leaf WHERE "index" >= 302',
        'DELETE FROM audit_node WHERE "index" >= 1',
        "DELETE FROM audit_checkpoint WHERE number > 2",
        "INSERT INTO audit_pending SELECT 'line', l.id FROM audit_line l WHERE NOT EXISTS"
        " (SELECT FROM audit_leaf f WHERE f.line_id = l.id)",
        "INSERT INTO audit_pending SELECT 'segments', id FROM audit_segments WHERE id > 2",
    )
    await seal(kept, clock)
    assert (await verified(kept)).sound, "by itself it is as whole as it ever was"
    report = await verified(kept, copies=before)
    assert Fault.FORK in {each.fault for each in report.findings}
    assert "copy of checkpoint 3" in report.findings[0].text
    by_hand(
        kept,
        'DELETE FROM audit_leaf WHERE "index" >= 302',
        "DELETE FROM audit_checkpoint WHERE number > 2",
        'DELETE FROM audit_node WHERE "index" >= 1',
        "DELETE FROM audit_line WHERE id > 300",
        "DELETE FROM audit_personal WHERE line_id > 300",
        "DELETE FROM audit_mention WHERE line_id > 300",
    )
    assert (await verified(kept)).sound
    assert {each.fault for each in (await verified(kept, copies=before)).findings} == {Fault.TRUNCATED}


async def test_another_key_is_not_believed(database: Database, clock: FixedClock) -> None:
    await write(database, clock, entry(1))
    await seal(database, clock, OTHER)
    assert [each.fault for each in (await verified(database)).findings] == [Fault.CHECKPOINT]
    demand = Demand(database.url, processes=0)
    report = await asyncio.to_thread(verify, demand)
    assert report.sound
    assert "whoever can change the log" in report.notices[0]
    forged = [OTHER.sign(parse(notes(database)[0]).body())]
    assert Fault.FORK in {each.fault for each in (await verified(database, copies=forged)).findings}


async def test_forgetting_in_order_is_no_fault(database: Database, clock: FixedClock) -> None:
    await fill(database, clock, rounds=2)
    clock.advance(86_400)
    await fill(database, clock, rounds=1)
    async with database.work() as session:
        assert await forget_personal(session, clock, timedelta(hours=12)) == (1, 300)
    await seal(database, clock)
    report = await verified(database)
    assert (report.findings, report.forgotten) == ([], 300)
    by_hand(database, "DELETE FROM audit_personal WHERE line_id = 301", "DELETE FROM audit_mention WHERE line_id = 301")
    assert 301 in {each.line for each in (await verified(database)).findings}


async def test_since_reads_only_the_later_part_and_is_held_to_the_tree(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(database, clock, rounds=1, each=100)
    early = clock.now()
    await fill(database, clock, rounds=3)
    whole = await verified(database, since=early)
    assert (whole.findings, whole.checked) == ([], whole.size)
    monkeypatch.setattr(verifying, "_begin", lambda *_: 0)
    assert (await verified(database, since=early)).sound


@pytest.mark.parametrize("seed", [1, 2])
async def test_random_hands(kept: Database, seed: int) -> None:
    """Thirty of everything above at once, each from a whole log: what a hand spoils is never overlooked."""
    chance = random.Random(seed)
    with psycopg.connect(libpq_url(kept.url), autocommit=True) as hand:
        hand.execute("SET session_replication_role = replica")
        for _ in range(30):
            spoil = chance.choice([name for name in SPOILS if name not in {"leaf of two", "number changed"}])
            fault, statements = SPOILS[spoil]
            number = chance.randrange(1, 590)
            for table in TABLES:
                hand.execute(f"CREATE TABLE IF NOT EXISTS saved_{table} AS TABLE {table}")
            for statement in statements(number):
                hand.execute(statement)
            found = (await verified(kept)).findings
            assert fault in {each.fault for each in found}, (spoil, number)
            for table in TABLES:
                hand.execute(f"TRUNCATE {table}")
                hand.execute(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE TABLE saved_{table}")
        for table in TABLES:
            hand.execute(f"DROP TABLE saved_{table}")
    assert (await verified(kept)).sound
