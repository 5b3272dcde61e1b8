"""Verbs on camera groups: which cameras rights are given to together. They never commit."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.errors import InUse, NameTaken, NoSuchRight
from beadle.accounts.rights import queries
from beadle.accounts.rights.models import CameraGroup, CameraGroupMember
from beadle.accounts.rights.schemas import GroupChange, GroupIn, GroupOut
from beadle.platform.errors import Invalid

_AT_ONCE = 10_000


def out(group: CameraGroup, cameras: Iterable[uuid.UUID]) -> GroupOut:
    """The group for an answer."""
    return GroupOut(id=group.id, name=group.name, description=group.description, cameras=sorted(cameras))


async def create(session: AsyncSession, wanted: GroupIn) -> GroupOut:
    """Add a group. Raises NameTaken, or Invalid where a camera is not there."""
    await _check_name(session, wanted.name, None)
    group = CameraGroup(name=wanted.name, description=wanted.description)
    session.add(group)
    await _flush(session, wanted.name)
    await _put_in(session, [(group.id, camera) for camera in set(wanted.cameras)])
    return out(group, set(wanted.cameras))


async def change(session: AsyncSession, group_id: uuid.UUID, wanted: GroupChange) -> tuple[GroupOut, dict[str, Any]]:
    """Change a group; the second answer says what changed. Raises NoSuchRight, NameTaken or Invalid."""
    group = await queries.group(session, group_id, lock=True)
    before = await queries.members_of(session, group_id)
    changed: dict[str, Any] = {}
    if wanted.name is not None and wanted.name != group.name:
        await _check_name(session, wanted.name, group_id)
        changed["name"], group.name = [group.name, wanted.name], wanted.name
    if wanted.description is not None and wanted.description != group.description:
        changed["description"], group.description = [group.description, wanted.description], wanted.description
    await _flush(session, group.name)
    after = before if wanted.cameras is None else set(wanted.cameras)
    if after != before:
        await _take_out(session, group_id, before - after)
        await _put_in(session, [(group_id, camera) for camera in after - before])
        changed["put_in"] = sorted(str(camera) for camera in after - before)
        changed["taken_out"] = sorted(str(camera) for camera in before - after)
    return out(group, after), changed


async def remove(session: AsyncSession, group_id: uuid.UUID) -> CameraGroup:
    """Delete a group that no grant names. Its cameras stay. Raises NoSuchRight, or InUse with the users' names."""
    group = await queries.group(session, group_id, lock=True)
    users = await queries.named_by_grants(session, group_id)
    if users:
        raise InUse(
            f"Grants still name {group.name}: those of {', '.join(users[:20])}{' and others' if users[20:] else ''}.",
            advice="Take the group out of their grants first.",
        )
    await session.delete(group)
    try:
        await session.flush()
    except IntegrityError as error:
        raise InUse(f"A grant has just named {group.name}.", advice="Load the list of users again.") from error
    return group


async def set_groups(session: AsyncSession, wanted: Mapping[uuid.UUID, Collection[uuid.UUID]]) -> None:
    """Make each camera a member of exactly these groups. Raises Invalid where a group or a camera is not there."""
    before = await queries.groups_of(session, list(wanted))
    for camera, groups in wanted.items():
        for group_id in before.get(camera, set()) - set(groups):
            await _take_out(session, group_id, {camera})
    fresh = [(group, camera) for camera, groups in wanted.items() for group in set(groups) - before.get(camera, set())]
    await _put_in(session, fresh)


async def names(session: AsyncSession) -> dict[uuid.UUID, str]:
    """The name of every group, by name."""
    return {group.id: group.name for group in await queries.groups(session)}


async def groups_of(session: AsyncSession) -> dict[uuid.UUID, set[uuid.UUID]]:
    """The groups of every camera that is in one."""
    return await queries.all_groups_of(session)


async def make(session: AsyncSession, wanted: Mapping[str, uuid.UUID]) -> None:
    """Add groups of these names and identifiers, without cameras. Raises NameTaken."""
    session.add_all(CameraGroup(id=group_id, name=name, description="") for name, group_id in wanted.items())
    await _flush(session, ", ".join(wanted))


async def _check_name(session: AsyncSession, name: str, besides: uuid.UUID | None) -> None:
    if await queries.group_clash(session, name, besides=besides):
        raise _taken(name)


def _taken(name: str) -> NameTaken:
    return NameTaken(f"There is a camera group {name} already.", advice="Choose another name.")


async def _flush(session: AsyncSession, name: str) -> None:
    try:
        await session.flush()
    except IntegrityError as error:
        raise _taken(name) from error


async def _take_out(session: AsyncSession, group_id: uuid.UUID, cameras: Collection[uuid.UUID]) -> None:
    if cameras:
        gone = CameraGroupMember.group_id == group_id, CameraGroupMember.camera_id.in_(cameras)
        await session.execute(delete(CameraGroupMember).where(*gone))


async def _put_in(session: AsyncSession, pairs: list[tuple[uuid.UUID, uuid.UUID]]) -> None:
    """Enter members by group and camera. What another request has just entered is no fault."""
    rows = [{"group_id": group_id, "camera_id": camera_id} for group_id, camera_id in pairs]
    try:
        for start in range(0, len(rows), _AT_ONCE):
            batch = rows[start : start + _AT_ONCE]
            await session.execute(insert(CameraGroupMember).values(batch).on_conflict_do_nothing())
    except IntegrityError as error:
        if "group_id" in str(error.orig):
            raise NoSuchRight("One of these camera groups is not there.", advice="Load the list again.") from error
        raise Invalid("One of these cameras is not there.", advice="Load the list of cameras again.") from error
