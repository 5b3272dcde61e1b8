"""The dictionary of plates: each text once, found by its fold from the left and from the right."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.anpr.confusion import fold

_FIND = text("SELECT text, id FROM anpr_plate WHERE text = ANY(:texts) ORDER BY id FOR KEY SHARE")
_ADD = text(
    "INSERT INTO anpr_plate (text, folded, mirrored)"
    " SELECT * FROM unnest(CAST(:texts AS text[]), CAST(:folded AS text[]), CAST(:mirrored AS text[]))"
    " ON CONFLICT (text) DO NOTHING"
)
_FREE = text("SELECT id FROM anpr_plate WHERE id = ANY(:ids) ORDER BY id FOR UPDATE SKIP LOCKED")
_DELETE = text(
    "DELETE FROM anpr_plate p WHERE p.id = ANY(:ids)"
    " AND NOT EXISTS (SELECT 1 FROM anpr_read r WHERE r.plate_id = p.id) RETURNING p.id"
)
_AT_ONCE = 5_000


async def ids_of(session: AsyncSession, texts: Collection[str]) -> dict[str, int]:
    """The number of each plate, which stays valid until the transaction ends; new ones are entered."""
    wanted = sorted(set(texts))
    found = await _find(session, wanted)
    while missing := [each for each in wanted if each not in found]:
        # Once more where another process entered the same one and the clean-up took it away again in between.
        folds = [fold(each) for each in missing]
        said = {"texts": missing, "folded": folds, "mirrored": [each[::-1] for each in folds]}
        await session.execute(_ADD, said)
        found |= await _find(session, missing)
    return found


async def _find(session: AsyncSession, texts: list[str]) -> dict[str, int]:
    if not texts:
        return {}
    return {row.text: row.id for row in await session.execute(_FIND, {"texts": texts})}


async def forget_orphans(session: AsyncSession, plates: Collection[int]) -> int:
    """Delete those of these plates that no read bears any more; how many.

    A plate that somebody is about to enter a read for is locked by them (`ids_of`), and passed over. Which are without
    reads is asked in a statement of its own, after the locks: its view of the table is then younger than any of them.
    """
    gone = 0
    wanted = sorted(plates)
    for first in range(0, len(wanted), _AT_ONCE):
        free = list((await session.scalars(_FREE, {"ids": wanted[first : first + _AT_ONCE]})).all())
        if free:
            gone += len((await session.scalars(_DELETE, {"ids": free})).all())
    return gone
