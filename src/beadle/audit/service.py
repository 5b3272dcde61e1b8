"""Writing lines into the log, and reading them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.audit import forgetting, proving, queries, watch, writing
from beadle.audit.errors import AuditUnavailable
from beadle.audit.leaf import compact
from beadle.audit.models import AuditCheckpoint, AuditLine, AuditSegments, AuditStamp
from beadle.audit.proving import Consistency, Proof, State
from beadle.audit.settings import AuditSettings
from beadle.audit.terms import Action, ClosedSegment, Entry, Filter
from beadle.platform.clock import Clock


async def record(session: AsyncSession, clock: Clock, entry: Entry) -> int:
    """Write the entry in the caller's transaction, at the clock's time; the number of its line.

    Raises AuditUnavailable where it cannot be written; the caller's transaction is then lost, which is meant:
    nothing happens that is not in the log. Text is cut to the columns' lengths, never refused for what it contains.
    """
    return (await record_all(session, clock, [entry]))[0]


async def record_all(session: AsyncSession, clock: Clock, entries: Sequence[Entry]) -> list[int]:
    """The same for many entries in one statement; their numbers, in order."""
    if not entries:
        return []
    try:
        found = await session.scalars(writing.INSERT, {"rows": writing.rows(entries, clock.now())})
        return list(found)
    except SQLAlchemyError as error:
        raise AuditUnavailable(
            "The audit log cannot be written, so this was not done.",
            advice="Tell the administrator: the database needs attention.",
        ) from error


async def add_segments(session: AsyncSession, clock: Clock, volume: str, segments: Sequence[ClosedSegment]) -> None:
    """Put the hashes of closed segments of one volume into the tree, as one leaf."""
    if not segments:
        return
    listed = [[each.camera, each.start_us, each.end_us, each.size, each.sha256.hex()] for each in segments]
    session.add(
        AuditSegments(
            at=clock.now(),
            volume=volume,
            from_us=min(each.start_us for each in segments),
            to_us=max(each.start_us for each in segments),
            listed=compact(listed),
        )
    )
    await session.flush()


async def sealed_segments(session: AsyncSession, volume: str, from_us: int, to_us: int) -> set[tuple[str, int, bytes]]:
    """Segments of a volume that begin in the span and were entered: camera, start and hash.

    Nobody else enters any of that volume until the transaction ends. A list that was spoilt by hand counts as empty.
    """
    await queries.lock_volume(session, volume)
    found: set[tuple[str, int, bytes]] = set()
    for listed in await queries.segment_lists(session, volume, from_us, to_us):
        try:
            found |= {(camera, start, bytes.fromhex(digest)) for camera, start, _, _, digest in json.loads(listed)}
        except (ValueError, TypeError):
            continue
    return found


async def read(
    session: AsyncSession, wanted: Filter, *, before: int | None = None, limit: int = 100
) -> tuple[Sequence[AuditLine], int | None]:
    """A page of lines, newest first, and the number to give as `before` for the next page; None at the end.

    Whoever calls it writes a line of their own: reading the log is a look too.
    """
    return await queries.lines(session, wanted, before=before, limit=limit)


async def count(session: AsyncSession, wanted: Filter, *, most: int) -> int:
    """How many lines match, counted up to `most`."""
    return await queries.count(session, wanted, most=most)


async def state(session: AsyncSession, clock: Clock, settings: AuditSettings) -> tuple[State, Mapping[str, str]]:
    """How the log stands, and what needs attention, in plain words."""
    found = await proving.state(session)
    return found, watch.troubles(found, clock, timedelta(seconds=settings.late_seconds))


async def checkpoints(
    session: AsyncSession, *, before: int | None = None, limit: int = 100
) -> tuple[Sequence[AuditCheckpoint], Mapping[int, AuditStamp], int | None]:
    """Checkpoints, newest first, their time stamps, and the number to give as `before` for the next page."""
    rows = await proving.checkpoints(session, before=before, limit=limit + 1)
    page = rows[:limit]
    stamps = await proving.stamps(session, [row.number for row in page])
    return page, stamps, page[-1].number if len(rows) > limit else None


async def consistency(session: AsyncSession, old: int, new: int) -> Consistency:
    """The proof that one checkpoint is the beginning of another, by their sizes. Raises BadRange."""
    return await proving.consistency(session, old, new)


async def prove(session: AsyncSession, line: int) -> Proof:
    """The proof of a line under the newest checkpoint. Raises NoSuchLine, NotSealed or TreeBroken."""
    return await proving.prove(session, line)


async def forget_personal(session: AsyncSession, clock: Clock, keep: timedelta) -> tuple[int, int] | None:
    """Forget personal values older than `keep`, some thousands at most, and write down which: first and last line.

    None where nothing is due. The range stands in the line itself, which is never forgotten.
    """
    span = await forgetting.forget(session, clock, keep)
    if span is not None:
        object_ = f"audit:{span[0]}-{span[1]}"
        await record(session, clock, Entry(action=Action.FORGET, actor="system", object=object_))
    return span
