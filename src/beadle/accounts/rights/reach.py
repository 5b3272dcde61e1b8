"""Which cameras somebody's rights reach: for lists that leave the others out, and for acts on several at once."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.permissions import (
    Permission,
    authorize,
    authorize_look,
    everywhere_allowed,
    groups_within,
)
from beadle.accounts.rights import queries
from beadle.accounts.terms import Actor


@dataclass(frozen=True, slots=True)
class Reach:
    """The cameras for which somebody has a permission. `cameras` is None where that is every one."""

    cameras: frozenset[uuid.UUID] | None

    @property
    def everywhere(self) -> bool:
        """Whether it is every camera, also one that is in no group and one that is not there."""
        return self.cameras is None

    def covers(self, camera: uuid.UUID) -> bool:
        """Whether this camera is among them."""
        return self.cameras is None or camera in self.cameras

    def covers_all(self, cameras: Iterable[uuid.UUID]) -> bool:
        """Whether all of these are among them."""
        return self.cameras is None or self.cameras.issuperset(cameras)


EVERYWHERE = Reach(None)
"""For what the system does by itself, and for those whose rights have no limit."""


async def reach_of(
    session: AsyncSession, actor: Actor, permission: Permission, *, purpose: uuid.UUID | None = None
) -> Reach:
    """How far the permission reaches, for that purpose where one is given. One query, and none where it is all."""
    if everywhere_allowed(actor, permission, purpose=purpose):
        return Reach(None)
    return Reach(await queries.cameras_in(session, groups_within(actor, permission, purpose=purpose)))


async def groups_that_matter(
    session: AsyncSession,
    actor: Actor,
    permission: Permission,
    cameras: Collection[uuid.UUID],
    *,
    purpose: uuid.UUID | None = None,
) -> dict[uuid.UUID, Collection[uuid.UUID]]:
    """The groups of each camera, to ask `authorize` with; not looked up for whom they make no difference."""
    if not cameras or everywhere_allowed(actor, permission, purpose=purpose):
        return dict.fromkeys(cameras, ())
    found = await queries.groups_of(session, cameras)
    return {camera: found.get(camera, set()) for camera in cameras}


async def check(
    session: AsyncSession,
    actor: Actor,
    permission: Permission,
    cameras: Collection[uuid.UUID],
    *,
    purpose: uuid.UUID | None = None,
) -> None:
    """Return where the permission covers all these cameras; raise Forbidden for the first that it does not."""
    for camera, groups in (await groups_that_matter(session, actor, permission, cameras, purpose=purpose)).items():
        authorize(actor, permission, groups=groups, purpose=purpose, camera=camera)


async def check_look(
    session: AsyncSession,
    actor: Actor,
    permission: Permission,
    cameras: Collection[uuid.UUID],
    *,
    purpose: uuid.UUID | None,
) -> None:
    """The same for what shows their pictures: there has to be a purpose, or broken glass. Raises PurposeNeeded too."""
    for camera, groups in (await groups_that_matter(session, actor, permission, cameras, purpose=purpose)).items():
        authorize_look(actor, permission, groups=groups, purpose=purpose, camera=camera)
