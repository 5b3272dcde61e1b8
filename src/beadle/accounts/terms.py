"""Words of the accounts room."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """The purposes that people work for. A person may have several."""

    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    POLICE_LIAISON = "police_liaison"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    ENFORCEMENT_OFFICER = "enforcement_officer"
    CASE_OFFICER = "case_officer"
    AUDITOR = "auditor"
    CONTRACTOR = "contractor"
    CABINET_MEMBER = "cabinet_member"


class PasswordState(StrEnum):
    """What kind of password a user has."""

    NONE = "none"
    """None at all: they come by single sign-on."""
    OWN = "own"
    FIRST = "first"
    """One that Beadle made and somebody handed over; they have still to choose their own."""
    EXPIRED = "expired"
    """The same, not used in time: it lets nobody in any more."""


CONTROL_ROOM = frozenset({Role.OPERATOR, Role.SUPERVISOR})
"""Roles that watch for a whole shift without touching anything: their sessions do not idle out."""


class Action(StrEnum):
    """What this room writes into the audit log."""

    SIGN_IN = "session.sign_in"
    SIGN_OUT = "session.sign_out"
    CHANGE_PASSWORD = "session.change_password"  # noqa: S105 - the name of an act
    CREATE_USER = "user.create"
    CHANGE_USER = "user.change"
    RESET_PASSWORD = "user.reset_password"  # noqa: S105 - the name of an act
    LIST_USERS = "user.list"
    READ_AUDIT = "audit.read"
    EXPORT_AUDIT = "audit.export"
    PROVE_AUDIT = "audit.prove"
    ACCESS_REFUSED = "access.refused"
    STATE_PURPOSE = "purpose.state"
    CREATE_PURPOSE = "purpose.create"
    CHANGE_PURPOSE = "purpose.change"
    CREATE_GROUP = "camera_group.create"
    CHANGE_GROUP = "camera_group.change"
    DELETE_GROUP = "camera_group.delete"
    BREAK_GLASS = "break_glass.begin"
    MEND_GLASS = "break_glass.end"
    REVIEW_GLASS = "break_glass.review"
    LIST_GLASS = "break_glass.list"
    SHOW_RIGHTS = "rights.show"


@dataclass(frozen=True, slots=True)
class Grant:
    """One right: what the role allows, on the cameras of one group, for some purposes.

    group: a camera group; None: every camera. purposes: None: every purpose. Both limit only what is about cameras:
    a role's other permissions, such as reading the audit log, come with any grant of it.
    """

    role: Role
    group: uuid.UUID | None = None
    purposes: frozenset[uuid.UUID] | None = None


def everywhere(*roles: Role) -> tuple[Grant, ...]:
    """Grants of these roles for every camera and every purpose."""
    return tuple(Grant(role) for role in sorted(set(roles)))


@dataclass(frozen=True, slots=True)
class Stated:
    """The purpose that somebody looks for now, as they stated it. `until` is set where a second person vouched."""

    id: uuid.UUID
    name: str
    case_reference: str = ""
    second: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Glass:
    """Broken glass: until then, limits of groups and purposes do not hold for its owner's session."""

    id: uuid.UUID
    reason: str
    case_reference: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, with what they are allowed. `id` is None for the system itself and for people who have not signed in.

    purposes: those that are in force now, by identifier; None where that was not asked. One that was retired serves
    nobody any more, also those whose grant names every purpose.
    """

    id: uuid.UUID | None
    name: str
    display_name: str
    grants: tuple[Grant, ...] = ()
    stated: Stated | None = None
    glass: Glass | None = None
    purposes: frozenset[uuid.UUID] | None = None

    @property
    def roles(self) -> frozenset[Role]:
        """The roles of all grants."""
        return frozenset(grant.role for grant in self.grants)


ANONYMOUS = Actor(id=None, name="", display_name="")
SYSTEM = Actor(id=None, name="system", display_name="Beadle")
"""What a job acts as that no person asked for. It has no roles: nothing is allowed to it through a route."""
