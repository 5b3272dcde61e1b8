"""Reading camera groups, purposes and broken glass."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.errors import NoSuchRight
from beadle.accounts.models import Account, AccountSession
from beadle.accounts.rights.models import AccountGrant, BreakGlass, CameraGroup, CameraGroupMember, Purpose

_MOST_LISTED = 500


async def groups_of(session: AsyncSession, cameras: Collection[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """The groups that each of these cameras is in; nothing for one that is in none, or is not there."""
    query = select(CameraGroupMember.camera_id, CameraGroupMember.group_id).where(
        CameraGroupMember.camera_id.in_(cameras)
    )
    return _by_first(await session.execute(query))


async def all_groups_of(session: AsyncSession) -> dict[uuid.UUID, set[uuid.UUID]]:
    """The groups of every camera that is in one."""
    return _by_first(await session.execute(select(CameraGroupMember.camera_id, CameraGroupMember.group_id)))


def _by_first(rows: Iterable[tuple[uuid.UUID, uuid.UUID]]) -> dict[uuid.UUID, set[uuid.UUID]]:
    found: defaultdict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for first, second in rows:
        found[first].add(second)
    return dict(found)


async def cameras_in(session: AsyncSession, groups: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """The cameras of these groups together."""
    if not groups:
        return frozenset()
    query = select(CameraGroupMember.camera_id).where(CameraGroupMember.group_id.in_(groups)).distinct()
    return frozenset((await session.scalars(query)).all())


async def groups(session: AsyncSession) -> Sequence[CameraGroup]:
    """Every camera group, by name."""
    return (await session.scalars(select(CameraGroup).order_by(CameraGroup.name, CameraGroup.id))).all()


async def group(session: AsyncSession, group_id: uuid.UUID, *, lock: bool = False) -> CameraGroup:
    """One camera group. Raises NoSuchRight."""
    found = await session.get(CameraGroup, group_id, with_for_update=lock or None)
    if found is None:
        raise NoSuchRight("There is no such camera group.", advice="Load the list of groups again.")
    return found


async def members(session: AsyncSession) -> dict[uuid.UUID, set[uuid.UUID]]:
    """The cameras of every group."""
    return _by_first(await session.execute(select(CameraGroupMember.group_id, CameraGroupMember.camera_id)))


async def members_of(session: AsyncSession, group_id: uuid.UUID) -> set[uuid.UUID]:
    """The cameras of one group."""
    query = select(CameraGroupMember.camera_id).where(CameraGroupMember.group_id == group_id)
    return set((await session.scalars(query)).all())


async def named_by_grants(session: AsyncSession, group_id: uuid.UUID) -> Sequence[str]:
    """Sign-in names of the users whom a grant gives the group, in order."""
    query = (
        select(Account.name)
        .join(AccountGrant, AccountGrant.account_id == Account.id)
        .where(AccountGrant.group_id == group_id)
        .distinct()
        .order_by(Account.name)
    )
    return (await session.scalars(query)).all()


async def purposes(session: AsyncSession, *, retired: bool = False) -> Sequence[Purpose]:
    """The council's purposes, the usual one first; with the retired ones, at the end, where asked."""
    query = select(Purpose).order_by(Purpose.retired, Purpose.usual.desc(), Purpose.name)
    if not retired:
        query = query.where(Purpose.retired.is_(False))
    return (await session.scalars(query)).all()


async def purpose(session: AsyncSession, purpose_id: uuid.UUID, *, lock: bool = False) -> Purpose:
    """One purpose, retired or not. Raises NoSuchRight."""
    found = await session.get(Purpose, purpose_id, with_for_update=lock or None)
    if found is None:
        raise NoSuchRight("There is no such purpose.", advice="Choose one of the list.")
    return found


async def purpose_called(session: AsyncSession, text: str) -> Purpose | None:
    """The purpose in force of that identifier or key."""
    try:
        found = await session.get(Purpose, uuid.UUID(text))
    except ValueError:
        found = await session.scalar(select(Purpose).where(Purpose.key == text))
    return found if found is not None and not found.retired else None


async def purpose_clash(session: AsyncSession, name: str, *, besides: uuid.UUID | None) -> bool:
    """Whether another purpose has the name."""
    query = select(Purpose.id).where(func.lower(Purpose.name) == name.lower(), Purpose.id != besides)
    return await session.scalar(query.limit(1)) is not None


async def group_clash(session: AsyncSession, name: str, *, besides: uuid.UUID | None) -> bool:
    """Whether another camera group has the name."""
    query = select(CameraGroup.id).where(func.lower(CameraGroup.name) == name.lower(), CameraGroup.id != besides)
    return await session.scalar(query.limit(1)) is not None


async def open_glass(session: AsyncSession, session_id: uuid.UUID) -> BreakGlass | None:
    """The glass that the session broke and nobody has closed; its time may have run out."""
    query = select(BreakGlass).where(BreakGlass.session_id == session_id, BreakGlass.ended_at.is_(None))
    found: BreakGlass | None = await session.scalar(query.with_for_update())
    return found


async def unsettled_glass(session: AsyncSession) -> Sequence[tuple[BreakGlass, bool]]:
    """Every glass without an end, locked, and whether its session is still there."""
    query = (
        select(BreakGlass, AccountSession.id.is_not(None))
        .outerjoin(AccountSession, AccountSession.id == BreakGlass.session_id)
        .where(BreakGlass.ended_at.is_(None))
        .with_for_update(of=BreakGlass, skip_locked=True)
    )
    return [(row, alive) for row, alive in await session.execute(query)]


async def glasses(session: AsyncSession) -> Sequence[tuple[BreakGlass, bool]]:
    """The newest times that the glass was broken, newest first, and whether the session is still there."""
    query = (
        select(BreakGlass, AccountSession.id.is_not(None))
        .outerjoin(AccountSession, AccountSession.id == BreakGlass.session_id)
        .order_by(BreakGlass.began_at.desc(), BreakGlass.id)
        .limit(_MOST_LISTED)
    )
    return [(row, alive) for row, alive in await session.execute(query)]


async def glass(session: AsyncSession, glass_id: uuid.UUID) -> tuple[BreakGlass, bool]:
    """One of them, locked. Raises NoSuchRight."""
    found = await session.get(BreakGlass, glass_id, with_for_update=True)
    if found is None:
        raise NoSuchRight("Nobody broke the glass under that number.")
    alive = await session.scalar(select(AccountSession.id).where(AccountSession.id == found.session_id))
    return found, alive is not None
