"""Files that are sent for hotlists."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from tests.factories.hotlists import Watched

from beadle.accounts.terms import Actor
from beadle.anpr.hotlists import importing, queries
from beadle.anpr.hotlists.importing import Imports
from beadle.anpr.hotlists.models import Hotlist, ImportRow
from beadle.anpr.hotlists.schemas import StartIn
from beadle.anpr.hotlists.settings import HotlistSettings

MARY = Actor(uuid.UUID(int=1), "mary", "Mary")
MAPPING = {"plate": "VRM", "reason": "Reason", "expires_at": "Expiry"}


def imports_at(data_dir: Path, **settings: Any) -> Imports:
    """Imports of that data folder."""
    return Imports.at(data_dir, HotlistSettings(reserve_megabytes=16, **settings))


async def pieces(data: bytes, *, step: int = 1000) -> AsyncIterator[bytes]:
    """The bytes as a browser sends them."""
    for start in range(0, len(data), step):
        yield data[start : start + step]


async def send(town: Watched, imports: Imports, list_: Hotlist, text: str | bytes) -> ImportRow:
    """Send a file."""
    data = text if isinstance(text, bytes) else text.encode()
    async with town.database.work() as session:
        return await importing.receive(session, town.clock, imports, list_, MARY, pieces(data))


async def start(
    town: Watched, imports: Imports, row: ImportRow, *, replace: bool = False, mapping: dict[str, str] | None = None
) -> uuid.UUID:
    """Say how the file is to be read, and that it may be taken in."""
    given = StartIn.model_validate({"mapping": mapping or MAPPING, "replace": replace})
    async with town.database.work() as session:
        found = await queries.import_row(session, row.id, lock=True)
        await importing.start(session, imports, found, given, town.clock.now())
    return row.id


async def stands(town: Watched, import_id: uuid.UUID) -> ImportRow:
    """How an import stands."""
    async with town.database.session() as session:
        return await queries.import_row(session, import_id)


async def listed(town: Watched, list_: Hotlist) -> dict[str, str]:
    """The plates of a list with their reasons."""
    async with town.database.session() as session:
        found = await queries.hotlist(session, list_.id)
        rows = await queries.entries(session, found.number, limit=1000)
        assert found.entries == len(rows)
    return {row.plate: row.reason for row in rows}
