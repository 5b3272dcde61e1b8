"""Words of the accounts room."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
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


CONTROL_ROOM = frozenset({Role.OPERATOR, Role.SUPERVISOR})
"""Roles that watch for a whole shift without touching anything: their sessions do not idle out."""


class Action(StrEnum):
    """What this room writes into the audit log."""

    SIGN_IN = "session.sign_in"
    SIGN_OUT = "session.sign_out"
    CHANGE_PASSWORD = "session.change_password"  # noqa: S105 - the name of an act
    CREATE_USER = "user.create"
    CHANGE_USER = "user.change"
    LIST_USERS = "user.list"
    READ_AUDIT = "audit.read"
    ACCESS_REFUSED = "access.refused"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `id` is None for the system itself and for people who have not signed in."""

    id: uuid.UUID | None
    name: str
    display_name: str
    roles: frozenset[Role]


ANONYMOUS = Actor(id=None, name="", display_name="", roles=frozenset())
SYSTEM = Actor(id=None, name="system", display_name="Beadle", roles=frozenset())
"""What a job acts as that no person asked for. It has no roles: nothing is allowed to it through a route."""
