"""What was sent, and what it would do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.factories.hotlists import Watched
from tests.factories.imports import MAPPING, MARY, imports_at, listed, send, stands, start

from beadle.anpr.hotlists import importing, queries
from beadle.anpr.hotlists.errors import BadFile, ImportBusy, NoRoom
from beadle.anpr.hotlists.importing import Imports
from beadle.anpr.hotlists.models import Hotlist, ImportRow
from beadle.anpr.hotlists.schemas import ImportPreviewIn, ImportPreviewOut
from beadle.platform.errors import TooLate

TEXT = "VRM,Reason,Expiry\nAB12CDE,New,\nXY34ZZZ,Old,\nNEW1,x,\n\u0410B1,x,\nNEW1,y,\n"


@pytest.fixture
def imports(data_dir: Path) -> Imports:
    return imports_at(data_dir)


async def previewed(town: Watched, imports: Imports, list_: Hotlist, row: ImportRow, **more: str) -> ImportPreviewOut:
    async with town.database.session() as session:
        found = await queries.import_row(session, row.id)
        given = ImportPreviewIn.model_validate({"mapping": MAPPING} | more)
        plan = await importing.plan_of(imports, found, given, town.clock.now())
        return await importing.preview(session, imports, await queries.hotlist(session, list_.id), plan)


async def test_a_file_is_kept_and_understood(town: Watched, imports: Imports) -> None:
    list_ = await town.add_list()
    row = await send(town, imports, list_, TEXT.encode("utf-16"))
    assert (row.status, row.encoding, row.delimiter, row.columns) == (
        "uploaded",
        "utf-16",
        ",",
        ["VRM", "Reason", "Expiry"],
    )
    assert row.bytes == imports.shelf.sent(row.id).stat().st_size
    assert await listed(town, list_) == {}


async def test_a_preview_counts_and_changes_nothing(
    town: Watched, imports: Imports, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_ = await town.add_list()
    for plate in ("AB12CDE", "XY34ZZZ", "GONE1"):
        await town.add_entry(list_, plate, reason="Old")
    row = await send(town, imports, list_, TEXT)
    found = await previewed(town, imports, list_, row)
    assert found.first_refused[0].row == 5
    assert "cyrillic" in found.first_refused[0].reason
    counts = found.model_dump(exclude={"first_refused"})
    assert counts == {
        "looked_at": 5,
        "complete": True,
        "good": 3,
        "refused": 1,
        "duplicate": 1,
        "new": 1,
        "changed": 1,
        "unchanged": 1,
        "gone": 1,
    }
    monkeypatch.setattr(importing, "MOST_PREVIEWED", 2)
    part = await previewed(town, imports, list_, row)
    assert (part.looked_at, part.complete, part.gone) == (2, False, None)
    assert len(await listed(town, list_)) == 3


async def test_another_delimiter_is_another_table(town: Watched, imports: Imports) -> None:
    list_ = await town.add_list()
    row = await send(town, imports, list_, TEXT)
    with pytest.raises(BadFile, match="no column VRM"):
        await previewed(town, imports, list_, row, delimiter=";")


async def test_what_is_no_table_leaves_no_file(town: Watched, imports: Imports) -> None:
    list_ = await town.add_list()
    with pytest.raises(BadFile):
        await send(town, imports, list_, b"")

    async def breaks_off() -> AsyncIterator[bytes]:
        yield b"VRM\n"
        raise ConnectionResetError

    async with town.database.session() as session:
        with pytest.raises(ConnectionResetError):
            await importing.receive(session, town.clock, imports, list_, MARY, breaks_off())
    assert list(imports.shelf.folder.iterdir()) == []


async def test_a_full_disk_takes_no_file(town: Watched, data_dir: Path) -> None:
    list_ = await town.add_list()
    full = imports_at(data_dir)
    with pytest.raises(NoRoom):
        await send(town, Imports(type(full.shelf)(full.shelf.folder, 1 << 60), full.settings), list_, TEXT)


async def test_it_is_started_once_and_only_as_the_file_is(town: Watched, imports: Imports) -> None:
    list_ = await town.add_list()
    row = await send(town, imports, list_, TEXT)
    with pytest.raises(BadFile):
        await start(town, imports, row, mapping={"plate": "Nothing"})
    await start(town, imports, row, replace=True)
    found = await stands(town, row.id)
    assert (found.status, found.replace, found.mapping) == ("queued", True, MAPPING)
    with pytest.raises(ImportBusy):
        await start(town, imports, row)
    gone = await send(town, imports, list_, TEXT)
    imports.shelf.remove(gone.id, report=True)
    with pytest.raises(TooLate):
        await start(town, imports, gone)
