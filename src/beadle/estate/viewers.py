"""What somebody sees of cameras and may do at each, and which groups they may move a camera between."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.permissions import SCOPED, Permission, allowed, everywhere_allowed
from beadle.accounts.rights import groups as camera_groups
from beadle.accounts.terms import Actor
from beadle.estate.errors import NotYourGroup
from beadle.estate.queries import CameraView
from beadle.estate.schemas import CameraOut, GroupName
from beadle.estate.views import out


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody, with the groups of every camera and the groups' names."""

    actor: Actor
    groups: Mapping[uuid.UUID, Collection[uuid.UUID]]
    names: Mapping[uuid.UUID, str]

    def groups_of(self, camera: uuid.UUID) -> frozenset[uuid.UUID]:
        """The camera's groups; none for a camera that is not there."""
        return frozenset(self.groups.get(camera, ()))

    def may(self, permission: Permission, camera: uuid.UUID) -> bool:
        """Whether they have the permission for that camera, for some purpose at least."""
        return allowed(self.actor, permission, groups=self.groups_of(camera))

    def may_at(self, camera: uuid.UUID) -> list[Permission]:
        """Everything that they may do at that camera."""
        return sorted(each for each in SCOPED if self.may(each, camera))

    def group_names(self, camera: uuid.UUID) -> list[GroupName]:
        """The camera's groups as far as they are the viewer's business, by name."""
        mine = [
            group
            for group in self.groups_of(camera)
            if allowed(self.actor, Permission.USERS_MANAGE)
            or allowed(self.actor, Permission.ESTATE_READ, groups=(group,))
        ]
        return sorted((GroupName(id=group, name=self.names[group]) for group in mine), key=lambda one: one.name)

    def shown(self, view: CameraView, notes: Collection[str] = ()) -> CameraOut:
        """The camera as they are shown it."""
        camera = view.camera.id
        made = out(view, shows_addresses=self.may(Permission.ESTATE_WRITE, camera), notes=list(notes))
        return made.model_copy(update={"groups": self.group_names(camera), "may": self.may_at(camera)})

    def check_move(self, before: Collection[uuid.UUID], after: Collection[uuid.UUID]) -> None:
        """Return where they may move a camera from these groups to those. Raises NotYourGroup.

        Who is in a group decides who may look, so that a group is given and taken by whoever may change its cameras.
        Somebody who is limited to groups leaves a camera in one of theirs: otherwise nobody near would answer for it.
        """
        for group in set(before) ^ set(after):
            if not allowed(self.actor, Permission.ESTATE_WRITE, groups=(group,)):
                raise NotYourGroup(
                    "You may not put cameras into this group, or take them out of it.",
                    advice="Ask whoever may change the cameras of that group.",
                    group=str(group),
                )
        if not allowed(self.actor, Permission.ESTATE_WRITE, groups=after):
            raise NotYourGroup(
                "Your rights do not cover a camera in none of your groups.",
                advice="Give it one of the groups whose cameras you may change.",
            )

    def check_everywhere(self) -> None:
        """Return where they may change the whole estate. Raises NotYourGroup."""
        if not everywhere_allowed(self.actor, Permission.ESTATE_WRITE):
            raise NotYourGroup(
                "Sites belong to the whole estate, and your rights cover some cameras only.",
                advice="Ask whoever may change every camera.",
            )


async def viewer(session: AsyncSession, actor: Actor) -> Viewer:
    """What the actor sees, looked up now."""
    return Viewer(actor, await camera_groups.groups_of(session), await camera_groups.names(session))
