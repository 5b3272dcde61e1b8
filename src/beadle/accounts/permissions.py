"""The table of roles and permissions, and the one question that is asked of it. No I/O."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from enum import StrEnum

from beadle.accounts.errors import Forbidden
from beadle.accounts.terms import Actor, Role


class Permission(StrEnum):
    """One thing that a role may do."""

    SESSION_OWN = "session.own"
    ESTATE_READ = "estate.read"
    ESTATE_WRITE = "estate.write"
    LIVE_WATCH = "live.watch"
    FOOTAGE_REPLAY = "footage.replay"
    FOOTAGE_EXPORT = "footage.export"
    FOOTAGE_HOLD = "footage.hold"
    FOOTAGE_RELEASE_HOLD = "footage.release_hold"
    LAYOUTS_WRITE = "layouts.write"
    LAYOUTS_SHARE = "layouts.share"
    USERS_MANAGE = "users.manage"
    AUDIT_READ = "audit.read"
    STATUS_READ = "status.read"


P = Permission

MEANING: dict[Permission, str] = {
    P.SESSION_OWN: "See one's own session, sign out, change one's own password.",
    P.ESTATE_READ: "See sites, cameras, their health and the map; no picture and no sign-in to a camera.",
    P.ESTATE_WRITE: "Add, change, import and retire sites and cameras, with their addresses and sign-ins.",
    P.LIVE_WATCH: "Watch live pictures.",
    P.FOOTAGE_REPLAY: "Look at recorded pictures: playback, timeline, stills.",
    P.FOOTAGE_EXPORT: "Copy recorded pictures out of the system.",
    P.FOOTAGE_HOLD: "Keep recorded pictures beyond their retention.",
    P.FOOTAGE_RELEASE_HOLD: "End a hold, after which retention deletes the pictures.",
    P.LAYOUTS_WRITE: "Save one's own layouts of the wall.",
    P.LAYOUTS_SHARE: "Share layouts of the wall with everybody.",
    P.USERS_MANAGE: "Add users, give roles, disable users, set passwords.",
    P.AUDIT_READ: "Read the audit log.",
    P.STATUS_READ: "See the state of recorders and volumes.",
}
"""Each permission in words that stand in the documents."""

PICTURES = frozenset({P.LIVE_WATCH, P.FOOTAGE_REPLAY, P.FOOTAGE_EXPORT})
"""Permissions through which a picture of the public can be seen."""

_OPERATOR = frozenset(
    {P.SESSION_OWN, P.ESTATE_READ, P.LIVE_WATCH, P.FOOTAGE_REPLAY, P.FOOTAGE_HOLD, P.LAYOUTS_WRITE, P.STATUS_READ}
)
_SUPERVISOR = _OPERATOR | {P.FOOTAGE_EXPORT, P.LAYOUTS_SHARE}
_MANAGER = _SUPERVISOR | {P.ESTATE_WRITE, P.FOOTAGE_RELEASE_HOLD, P.AUDIT_READ}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.OPERATOR: _OPERATOR,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.MANAGER: _MANAGER,
    Role.POLICE_LIAISON: _OPERATOR | {P.FOOTAGE_EXPORT},
    Role.DATA_PROTECTION_OFFICER: frozenset(
        {
            P.SESSION_OWN,
            P.ESTATE_READ,
            P.FOOTAGE_REPLAY,
            P.FOOTAGE_EXPORT,
            P.FOOTAGE_HOLD,
            P.FOOTAGE_RELEASE_HOLD,
            P.AUDIT_READ,
            P.STATUS_READ,
        }
    ),
    # Footage reaches these two through evidence packs, never directly.
    Role.ENFORCEMENT_OFFICER: frozenset({P.SESSION_OWN, P.ESTATE_READ}),
    Role.CASE_OFFICER: frozenset({P.SESSION_OWN, P.ESTATE_READ}),
    Role.AUDITOR: frozenset({P.SESSION_OWN, P.ESTATE_READ, P.AUDIT_READ, P.STATUS_READ}),
    Role.CONTRACTOR: frozenset({P.SESSION_OWN, P.ESTATE_READ, P.STATUS_READ}),
    # Aggregates only: nothing of one camera, one person or one moment.
    Role.CABINET_MEMBER: frozenset({P.SESSION_OWN}),
}
"""What each role may do. A person with several roles may do what any of them may."""


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """Everything that the roles together allow."""
    return frozenset().union(*(GRANTS[role] for role in roles))


def allowed(actor: Actor, permission: Permission) -> bool:
    """Whether the actor has the permission."""
    return permission in permissions_of(actor.roles)


def authorize(
    actor: Actor, permission: Permission, *, camera: uuid.UUID | None = None, purpose: str | None = None
) -> None:
    """Return where the actor may, raise Forbidden where not.

    camera, purpose: what it is about; they stand with the refusal in the audit log.
    """
    if allowed(actor, permission):
        return
    facts = {"permission": permission.value, "camera": camera and str(camera), "purpose": purpose}
    raise Forbidden(
        f"Your roles do not allow this: {MEANING[permission][0].lower()}{MEANING[permission][1:]}",
        advice="Ask an administrator if your work needs it.",
        **{key: value for key, value in facts.items() if value},
    )
