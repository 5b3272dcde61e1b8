"""Taking a file into a list: all or nothing."""

from __future__ import annotations

import csv
import threading
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import update
from tests.factories.hotlists import Watched
from tests.factories.imports import MAPPING, imports_at, listed, send, stands, start

from beadle.anpr.hotlists import keeping, staging
from beadle.anpr.hotlists.importing import Imports
from beadle.anpr.hotlists.models import Hotlist, ImportRow
from beadle.anpr.hotlists.parsing import Parsed
from beadle.anpr.hotlists.schemas import ListChange
from beadle.anpr.hotlists.staging import Plan, Progress, StoppedError, copied, is_abandoned, mapping_of, take_in
from beadle.anpr.hotlists.terms import Column
from beadle.platform.db import libpq_url


@pytest.fixture
def imports(data_dir: Path) -> Imports:
    return imports_at(data_dir)


async def planned(
    town: Watched,
    imports: Imports,
    list_: Hotlist,
    text: str,
    *,
    replace: bool = False,
    mapping: dict[str, str] | None = None,
) -> Plan:
    """A plan whose import is running."""
    row = await send(town, imports, list_, text)
    await start(town, imports, row, replace=replace, mapping=mapping)
    async with town.database.work() as session:
        await session.execute(update(ImportRow).where(ImportRow.id == row.id).values(status="running"))
    found = await stands(town, row.id)
    return Plan(
        import_id=row.id,
        list_id=list_.id,
        encoding=found.encoding,
        delimiter=found.delimiter,
        heading=found.heading,
        columns=tuple(found.columns),
        mapping=mapping_of(found.mapping),
        replace=found.replace,
        zone="Europe/London",
        now=town.clock.now(),
    )


def report(imports: Imports, plan: Plan) -> list[list[str]]:
    with imports.shelf.refused(plan.import_id).open(newline="") as file:
        return list(csv.reader(file))[1:]


def run(town: Watched, imports: Imports, plan: Plan, progress: Progress | None = None) -> dict[str, int] | None:
    return take_in(libpq_url(town.database.url), imports.shelf, plan, progress or Progress())


async def test_good_rows_are_taken_and_every_other_is_reported(town: Watched, imports: Imports) -> None:
    list_ = await town.add_list()
    text = (
        "VRM,Reason,Expiry\n"
        "AB12 CDE,Stolen,\n"
        'AB1*,"two\nlines\\t\t",31/12/2026\n'
        "\u0410B12CDE,Cyrillic,\n"
        "=2+5,Formula,\n"
        "ab12cde,Again,\n"
        "XY34ZZZ,Old,2020-01-01\n"
        "ZZ99ZZZ,Last,\n"
    )
    plan = await planned(town, imports, list_, text)
    assert run(town, imports, plan) == {
        "good": 3, "refused": 3, "duplicate": 1, "new": 3, "changed": 0, "unchanged": 0, "gone": 0
    }  # fmt: skip
    assert await listed(town, list_) == {"AB12CDE": "Stolen", "AB1*": "two\nlines\\t", "ZZ99ZZZ": "Last"}
    rows = report(imports, plan)
    assert [row[0] for row in rows] == ["5", "6", "8", "7"]
    assert "cyrillic" in rows[0][2]
    assert rows[1][1].startswith("'=2+5")
    assert "expired" in rows[2][2]
    assert rows[3][1:] == ["AB12CDE", "The plate stands in row 2 already."]
    found = await stands(town, plan.import_id)
    assert (found.status, found.progress, found.counts["new"]) == ("done", 1.0, 3)


async def test_a_list_is_replaced_or_added_to(town: Watched, imports: Imports) -> None:
    list_ = await town.add_list()
    for plate in ("AB12CDE", "XY34ZZZ", "GONE1"):
        await town.add_entry(list_, plate, reason="Old")
    first = await planned(town, imports, list_, "VRM,Reason,Expiry\nAB12CDE,Old,\nXY34ZZZ,New,\nNEW1,New,\n")
    counts = run(town, imports, first)
    assert counts == {"good": 3, "refused": 0, "duplicate": 0, "new": 1, "changed": 1, "unchanged": 1, "gone": 0}
    assert await listed(town, list_) == {"AB12CDE": "Old", "XY34ZZZ": "New", "GONE1": "Old", "NEW1": "New"}
    second = await planned(town, imports, list_, "VRM,Reason,Expiry\nAB12CDE,Old,\nNEW1,New,\n", replace=True)
    counts = run(town, imports, second)
    assert counts == {"good": 2, "refused": 0, "duplicate": 0, "new": 0, "changed": 0, "unchanged": 2, "gone": 2}
    assert await listed(town, list_) == {"AB12CDE": "Old", "NEW1": "New"}


async def test_what_has_no_column_stays(town: Watched, imports: Imports) -> None:
    list_ = await town.add_list()
    await town.add_entry(list_, "AB12CDE", reason="Stolen", priority="high")
    plan = await planned(town, imports, list_, "VRM\nAB12CDE\nNEW1\n", mapping={"plate": "VRM"})
    assert run(town, imports, plan) == {
        "good": 2, "refused": 0, "duplicate": 0, "new": 1, "changed": 0, "unchanged": 1, "gone": 0
    }  # fmt: skip
    assert await listed(town, list_) == {"AB12CDE": "Stolen", "NEW1": ""}


async def test_imported_plates_are_matched(town: Watched, imports: Imports) -> None:
    list_ = await town.add_list()
    rows = "".join(f"AA{n:05},x,\n" for n in range(3000))
    run(town, imports, await planned(town, imports, list_, f"VRM,Reason,Expiry\n{rows}"))
    await town.look()
    (hit,) = await town.drive("AA01234")
    assert hit.exact
    run(town, imports, await planned(town, imports, list_, "VRM,Reason,Expiry\nZZ1,x,\n", replace=True))
    assert await town.drive("AA01235") == [], "the index still has it, the list has not"


async def test_whoever_stops_it_finds_nothing_changed(town: Watched, imports: Imports) -> None:
    list_ = await town.add_list()
    plan = await planned(town, imports, list_, "VRM,Reason,Expiry\nAB12CDE,x,\n")
    stopped = Progress()
    stopped.stop()
    with pytest.raises(StoppedError):
        run(town, imports, plan, stopped)
    assert await listed(town, list_) == {}


async def test_a_cancelled_import_changes_nothing(town: Watched, imports: Imports) -> None:
    list_ = await town.add_list()
    plan = await planned(town, imports, list_, "VRM,Reason,Expiry\nAB12CDE,x,\n")
    async with town.database.work() as session:
        await session.execute(update(ImportRow).values(status="cancelled"))
    with pytest.raises(StoppedError):
        run(town, imports, plan)
    assert await listed(town, list_) == {}


async def test_a_list_that_went_takes_its_import_along(town: Watched, imports: Imports) -> None:
    list_ = await town.add_list()
    plan = await planned(town, imports, list_, "VRM,Reason,Expiry\nAB12CDE,x,\n")
    async with town.database.work() as session:
        await keeping.change_list(session, town.clock, list_.id, ListChange(retired=True))
    assert (await stands(town, plan.import_id)).status == "cancelled"
    with pytest.raises(StoppedError):
        run(town, imports, plan)


async def test_one_process_at_a_time_works_on_it(town: Watched, imports: Imports) -> None:
    list_ = await town.add_list()
    plan = await planned(town, imports, list_, "VRM,Reason,Expiry\nAB12CDE,x,\n")
    url = libpq_url(town.database.url)
    assert is_abandoned(url, plan.import_id)
    with psycopg.connect(url) as other:
        assert staging._is_mine(other, plan.import_id)
        assert not is_abandoned(url, plan.import_id)
        assert run(town, imports, plan) is None
    assert run(town, imports, plan) is not None


async def test_a_connection_that_dies_leaves_nothing(
    town: Watched, imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What kill -9 does: the server rolls back, the lock is free, and the next attempt begins anew."""
    list_ = await town.add_list()
    plan = await planned(town, imports, list_, "VRM,Reason,Expiry\nAB12CDE,x,\n")
    url, apply = libpq_url(town.database.url), staging._apply

    def die(connection: psycopg.Connection[object], *rest: object) -> None:
        apply(connection, *rest)  # type: ignore[arg-type]
        with psycopg.connect(url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (connection.info.backend_pid,))

    monkeypatch.setattr(staging, "_apply", die)
    with pytest.raises(psycopg.OperationalError):
        run(town, imports, plan)
    monkeypatch.undo()
    assert await listed(town, list_) == {}
    assert (await stands(town, plan.import_id)).status == "running"
    assert is_abandoned(url, plan.import_id)
    assert run(town, imports, plan) is not None
    assert await listed(town, list_) == {"AB12CDE": "x"}


async def test_a_statement_that_waits_is_stopped_too(town: Watched, imports: Imports) -> None:
    list_ = await town.add_list()
    plan = await planned(town, imports, list_, "VRM,Reason,Expiry\nAB12CDE,x,\n")
    progress, found = Progress(), []
    with psycopg.connect(libpq_url(town.database.url)) as other:
        other.execute("SELECT FROM anpr_hotlist FOR UPDATE")

        def work() -> None:
            try:
                run(town, imports, plan, progress)
            except StoppedError as error:
                found.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        while not other.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchone():
            pass
        progress.stop()
        thread.join(60)
    assert len(found) == 1
    assert await listed(town, list_) == {}


def test_rows_are_written_for_copy() -> None:
    assert copied(7, Parsed("AB1", "a\tb\\c\nd")) == "7\tAB1\ta\\tb\\\\c\\nd\t\\N\t\\N\t\\N\n".replace(
        "\t\\N\t\\N\t\\N", "\t\\N\t\t\\N\t\\N"
    )
    assert set(MAPPING) <= {column.value for column in Column}
