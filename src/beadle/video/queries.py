"""Selects of the video room. What somebody may not see is left out here."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.rights.reach import EVERYWHERE, Reach
from beadle.video.errors import NoSuchThing
from beadle.video.models import ExportFileRow, ExportRow, HoldCameraRow, HoldRow, LayoutRow
from beadle.video.terms import ExportStatus, HoldKind

_MOST_LISTED = 500


async def layouts(session: AsyncSession, reader: uuid.UUID) -> Sequence[LayoutRow]:
    """The reader's own layouts and the shared ones, by name."""
    mine = or_(LayoutRow.owner_id == reader, LayoutRow.shared)
    return (await session.scalars(select(LayoutRow).where(mine).order_by(LayoutRow.name, LayoutRow.id))).all()


async def layout(session: AsyncSession, layout_id: uuid.UUID, reader: uuid.UUID) -> LayoutRow:
    """A layout that the reader may see. Raises NoSuchThing."""
    found = await session.get(LayoutRow, layout_id)
    if found is None or not (found.shared or found.owner_id == reader):
        raise NoSuchThing("There is no such layout.")
    return found


async def exports(session: AsyncSession, reader: uuid.UUID | None, reach: Reach = EVERYWHERE) -> Sequence[ExportRow]:
    """The reader's own exports, newest first; everybody's for a reader who oversees them (None).

    Those with any camera beyond the reader's reach are left out.
    """
    query = select(ExportRow).order_by(ExportRow.requested_at.desc(), ExportRow.id).limit(_MOST_LISTED)
    if reader is not None:
        query = query.where(ExportRow.requested_by == reader)
    if reach.cameras is not None:
        query = query.where(~ExportRow.files.any(ExportFileRow.camera_id.not_in(reach.cameras)))
    return (await session.scalars(query)).all()


async def export(
    session: AsyncSession, export_id: uuid.UUID, *, reader: uuid.UUID | None = None, lock: bool = False
) -> ExportRow:
    """One export. Raises NoSuchThing where it is not there, or is not the reader's.

    reader: None for somebody who oversees everybody's, and for the system. lock: nobody else changes it meanwhile.
    """
    found = await session.get(ExportRow, export_id, with_for_update=lock or None, populate_existing=lock)
    if found is None or (reader is not None and found.requested_by != reader):
        raise NoSuchThing("There is no such export.")
    return found


async def export_file(session: AsyncSession, export_id: uuid.UUID, name: str) -> ExportFileRow:
    """One file of an export, by its exact name. Raises NoSuchThing."""
    found = await session.get(ExportFileRow, (export_id, name)) if "\x00" not in name and len(name) <= 120 else None
    if found is None:
        raise NoSuchThing("There is no such file in this export.")
    return found


async def unfinished_exports(session: AsyncSession) -> Sequence[uuid.UUID]:
    """Exports that are still to be made, oldest first."""
    open_states = [ExportStatus.QUEUED.value, ExportStatus.RUNNING.value]
    query = select(ExportRow.id).where(ExportRow.status.in_(open_states)).order_by(ExportRow.requested_at)
    return (await session.scalars(query)).all()


async def ended_exports(session: AsyncSession, now: datetime, keep_days: int) -> Sequence[ExportRow]:
    """Exports whose files should go: cancelled and failed ones, and finished ones after `keep_days`."""
    over = and_(ExportRow.status == ExportStatus.DONE.value, ExportRow.finished_at < now - timedelta(days=keep_days))
    bad = ExportRow.status.in_([ExportStatus.CANCELLED.value, ExportStatus.FAILED.value])
    query = select(ExportRow).where(or_(over, bad), ExportRow.removed_at.is_(None)).order_by(ExportRow.requested_at)
    return (await session.scalars(query)).all()


async def holds(session: AsyncSession, reach: Reach = EVERYWHERE, *, released: bool = False) -> Sequence[HoldRow]:
    """People's holds, newest first; those that were released too where `released` says so.

    Those of any camera beyond the reader's reach are left out.
    """
    query = select(HoldRow).where(HoldRow.kind == HoldKind.PERSON.value).order_by(HoldRow.placed_at.desc(), HoldRow.id)
    if not released:
        query = query.where(HoldRow.released_at.is_(None))
    if reach.cameras is not None:
        query = query.where(~HoldRow.cameras.any(HoldCameraRow.camera_id.not_in(reach.cameras)))
    return (await session.scalars(query.limit(_MOST_LISTED))).all()


async def hold(session: AsyncSession, hold_id: uuid.UUID, *, lock: bool = False) -> HoldRow:
    """One hold. Raises NoSuchThing."""
    found = await session.get(HoldRow, hold_id, with_for_update=lock or None, populate_existing=lock)
    if found is None:
        raise NoSuchThing("There is no such hold.")
    return found


async def active_holds(session: AsyncSession) -> Sequence[HoldRow]:
    """Every hold that stands, a person's or an export's."""
    return (await session.scalars(select(HoldRow).where(HoldRow.released_at.is_(None)).order_by(HoldRow.id))).all()


async def known_holds(session: AsyncSession, ids: Sequence[uuid.UUID]) -> Sequence[HoldRow]:
    """Those of these holds that the database knows, whether they stand or were released."""
    return (await session.scalars(select(HoldRow).where(HoldRow.id.in_(ids)))).all()
