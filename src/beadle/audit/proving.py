"""Proofs for people: where a line stands in the tree, and that one checkpoint is the beginning of another."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.audit import merkle, tree
from beadle.audit.errors import BadRange, NoSuchLine, NotSealed
from beadle.audit.leaf import LineFields, PersonalFields, line_input, personal_text
from beadle.audit.models import (
    AuditCheckpoint,
    AuditCopy,
    AuditKey,
    AuditLeaf,
    AuditLine,
    AuditPending,
    AuditStamp,
)


@dataclass(frozen=True)
class Proof:
    """That a line stands in the log: the leaf's input, and the path from its hash to the root of a checkpoint.

    personal: salt and text of the line's personal hash; None once they are forgotten.
    consistent: whether hash, path and root fit together as the database has them now.
    """

    line: AuditLine
    index: int
    hash: bytes
    input: bytes
    personal: tuple[bytes, str] | None
    checkpoint: AuditCheckpoint
    path: list[bytes]
    consistent: bool
    stamps: Mapping[int, AuditStamp]


@dataclass(frozen=True)
class Consistency:
    """That the log at the older checkpoint is the beginning of the log at the newer one."""

    old: AuditCheckpoint
    new: AuditCheckpoint
    path: list[bytes]
    consistent: bool
    stamps: Mapping[int, AuditStamp]


@dataclass(frozen=True)
class State:
    """How the log stands. `unsealed` lines wait for their leaf, the first since `waiting_since`."""

    size: int
    root: bytes
    unsealed: int
    waiting_since: datetime | None
    checkpoint: AuditCheckpoint | None
    stamps: Mapping[int, AuditStamp]
    copies: Sequence[AuditCopy]
    key: str


def fields(line: AuditLine) -> LineFields:
    """The columns that the leaf covers."""
    who: uuid.UUID | None = line.actor_id
    return LineFields(
        *(line.id, line.at, who, line.action, line.object, line.objects, line.purpose, line.outcome, line.personal)
    )


def apart(line: AuditLine) -> tuple[bytes, str] | None:
    """Salt and text of the personal hash; None once they are forgotten."""
    row = line.apart
    if row is None:
        return None
    columns = PersonalFields(row.actor, row.address, row.case_reference, row.detail, row.subjects)
    return row.salt, personal_text(columns)


async def prove(session: AsyncSession, number: int) -> Proof:
    """The proof of one line, under the newest checkpoint. Raises NoSuchLine, NotSealed or TreeBroken."""
    line = await session.get(AuditLine, number)
    if line is None:
        raise NoSuchLine(f"The log has no line {number}.", advice="Look at the number again.")
    leaf = await session.scalar(select(AuditLeaf).where(AuditLeaf.line_id == number))
    checkpoint = await last_checkpoint(session)
    if leaf is None or checkpoint is None or leaf.index >= checkpoint.size:
        raise NotSealed(
            f"Line {number} stands under no checkpoint yet.", advice="One is signed each minute: try again then."
        )
    path = await tree.path(session, merkle.inclusion_plan(leaf.index, checkpoint.size))
    data = line_input(fields(line))
    root = merkle.root_from_inclusion(leaf.index, checkpoint.size, merkle.leaf_hash(data), path)
    return Proof(
        line=line,
        index=leaf.index,
        hash=leaf.hash,
        input=data,
        personal=apart(line),
        checkpoint=checkpoint,
        path=path,
        consistent=root == checkpoint.root and merkle.leaf_hash(data) == leaf.hash,
        stamps=await stamps(session, [checkpoint.number]),
    )


async def consistency(session: AsyncSession, old: int, new: int) -> Consistency:
    """The proof between two checkpoints, by their sizes. Raises BadRange where there is no checkpoint of that size."""
    query = select(AuditCheckpoint).where(AuditCheckpoint.size.in_([old, new]))
    found = {row.size: row for row in await session.scalars(query)}
    if old > new or old not in found or new not in found:
        raise BadRange(
            "There are no two checkpoints of these sizes.", advice="Take sizes from the list of checkpoints."
        )
    first, second = found[old], found[new]
    path = await tree.path(session, merkle.consistency_plan(old, new))
    fits = merkle.is_consistent((old, first.root), (new, second.root), path)
    return Consistency(first, second, path, fits, await stamps(session, [first.number, second.number]))


async def last_checkpoint(session: AsyncSession) -> AuditCheckpoint | None:
    """The newest checkpoint."""
    query = select(AuditCheckpoint).order_by(AuditCheckpoint.number.desc()).limit(1)
    return (await session.scalars(query)).first()


async def checkpoints(session: AsyncSession, *, before: int | None, limit: int) -> Sequence[AuditCheckpoint]:
    """Checkpoints, newest first, older than number `before`."""
    query = select(AuditCheckpoint).order_by(AuditCheckpoint.number.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditCheckpoint.number < before)
    return (await session.scalars(query)).all()


async def stamps(session: AsyncSession, numbers: Sequence[int]) -> dict[int, AuditStamp]:
    """Time stamps of these checkpoints, by number."""
    found = await session.scalars(select(AuditStamp).where(AuditStamp.number.in_(numbers)))
    return {stamp.number: stamp for stamp in found}


async def state(session: AsyncSession) -> State:
    """How the log stands now."""
    size = await session.scalar(select(func.coalesce(func.max(AuditLeaf.index) + 1, 0))) or 0
    checkpoint = await last_checkpoint(session)
    unsealed = await session.scalar(select(func.count()).select_from(AuditPending)) or 0
    oldest = (
        select(AuditLine.at)
        .join(AuditPending, AuditPending.id == AuditLine.id)
        .where(AuditPending.kind == "line")
        .order_by(AuditPending.id)
        .limit(1)
    )
    return State(
        size=size,
        root=await tree.root(session, size) if size else merkle.EMPTY_ROOT,
        unsealed=unsealed,
        waiting_since=await session.scalar(oldest) if unsealed else None,
        checkpoint=checkpoint,
        stamps=await stamps(session, [checkpoint.number] if checkpoint else []),
        copies=(await session.scalars(select(AuditCopy).order_by(AuditCopy.place))).all(),
        key=await session.scalar(select(AuditKey.key).order_by(AuditKey.since.desc()).limit(1)) or "",
    )
