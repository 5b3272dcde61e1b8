"""The table of roles and permissions, and the one question that is asked of it. No I/O."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from enum import StrEnum

from beadle.accounts.errors import Forbidden, PurposeNeeded
from beadle.accounts.terms import Actor, Grant, Role


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
    RIGHTS_BREAK_GLASS = "rights.break_glass"
    RIGHTS_REVIEW = "rights.review"
    PLATES_WATCH = "plates.watch"
    PLATES_SEARCH = "plates.search"
    PLATES_CONFIRM = "plates.confirm"
    PLATES_HOTLISTS = "plates.hotlists"
    PLATES_CONVOY = "plates.convoy"
    PLATES_REVIEW = "plates.review"
    PLATES_COUNT = "plates.count"
    PLATES_SETUP = "plates.setup"


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
    P.USERS_MANAGE: "Administer users and what they are granted, camera groups and purposes.",
    P.AUDIT_READ: "Read the audit log.",
    P.STATUS_READ: "See the state of recorders and volumes.",
    P.RIGHTS_BREAK_GLASS: "In an emergency, look beyond one's groups and purposes for an hour; it is reported at once.",
    P.RIGHTS_REVIEW: "Hear of broken glass at once, and review it.",
    P.PLATES_WATCH: "See number plates as they are read, and hits of hotlists.",
    P.PLATES_SEARCH: "Search reads of number plates, and follow one plate's journey.",
    P.PLATES_CONFIRM: "Confirm or refuse a hit of a hotlist, and check samples of reads.",
    P.PLATES_HOTLISTS: "Keep hotlists: see, change and import their entries.",
    P.PLATES_CONVOY: "Look for vehicles that travel together, under a recorded authority.",
    P.PLATES_REVIEW: "Approve and review searches of number plates that others make.",
    P.PLATES_COUNT: "See counts of traffic and how accurate reads are; no plate at all.",
    P.PLATES_SETUP: "Say which cameras read plates or push reads, with their tokens and mappings.",
}
"""Each permission in words that stand in the documents."""

SCOPED = frozenset(
    {
        *(P.ESTATE_READ, P.ESTATE_WRITE, P.LIVE_WATCH),
        *(P.FOOTAGE_REPLAY, P.FOOTAGE_EXPORT, P.FOOTAGE_HOLD, P.FOOTAGE_RELEASE_HOLD),
        *(P.PLATES_WATCH, P.PLATES_SEARCH, P.PLATES_CONFIRM, P.PLATES_CONVOY),
    }
)
"""Permissions that are about cameras, so that a grant's group limits them. The others come with any grant."""

PURPOSED = frozenset(
    {
        *(P.LIVE_WATCH, P.FOOTAGE_REPLAY, P.FOOTAGE_EXPORT, P.FOOTAGE_HOLD),
        *(P.PLATES_WATCH, P.PLATES_SEARCH, P.PLATES_CONFIRM, P.PLATES_CONVOY),
    }
)
"""Permissions that are used for a stated purpose, so that a grant's purposes limit them."""

LIFTED = frozenset({P.ESTATE_READ, P.LIVE_WATCH, P.FOOTAGE_REPLAY, P.FOOTAGE_HOLD})
"""Where broken glass lifts the limits of a grant's group and purposes: finding a camera, looking, and holding what was
seen. Never copying it out."""

PICTURES = frozenset(
    {P.LIVE_WATCH, P.FOOTAGE_REPLAY, P.FOOTAGE_EXPORT, P.PLATES_WATCH, P.PLATES_SEARCH, P.PLATES_CONFIRM}
)
"""Permissions through which a picture of the public can be seen."""

_OPERATOR = frozenset(
    {P.SESSION_OWN, P.ESTATE_READ, P.LIVE_WATCH, P.FOOTAGE_REPLAY, P.FOOTAGE_HOLD, P.LAYOUTS_WRITE, P.STATUS_READ}
)
_CONTROL_ROOM = _OPERATOR | {P.RIGHTS_BREAK_GLASS, P.PLATES_WATCH, P.PLATES_CONFIRM, P.PLATES_COUNT}
_SUPERVISOR = _CONTROL_ROOM | {P.FOOTAGE_EXPORT, P.LAYOUTS_SHARE, P.PLATES_SEARCH}
_MANAGER = _SUPERVISOR | {
    *(P.ESTATE_WRITE, P.FOOTAGE_RELEASE_HOLD, P.AUDIT_READ, P.RIGHTS_REVIEW),
    *(P.PLATES_HOTLISTS, P.PLATES_CONVOY, P.PLATES_REVIEW, P.PLATES_SETUP),
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.OPERATOR: _CONTROL_ROOM,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.MANAGER: _MANAGER,
    Role.POLICE_LIAISON: _OPERATOR | {P.FOOTAGE_EXPORT, P.PLATES_SEARCH, P.PLATES_HOTLISTS, P.PLATES_COUNT},
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
            P.RIGHTS_REVIEW,
            P.PLATES_REVIEW,
            P.PLATES_COUNT,
        }
    ),
    # Footage reaches these two through evidence packs, never directly.
    Role.ENFORCEMENT_OFFICER: frozenset({P.SESSION_OWN, P.ESTATE_READ}),
    Role.CASE_OFFICER: frozenset({P.SESSION_OWN, P.ESTATE_READ}),
    Role.AUDITOR: frozenset({P.SESSION_OWN, P.ESTATE_READ, P.AUDIT_READ, P.STATUS_READ, P.PLATES_COUNT}),
    Role.CONTRACTOR: frozenset({P.SESSION_OWN, P.ESTATE_READ, P.STATUS_READ}),
    # Aggregates only: nothing of one camera, one person or one moment.
    Role.CABINET_MEMBER: frozenset({P.SESSION_OWN, P.PLATES_COUNT}),
}
"""What each role may do. A person with several roles may do what any of them may."""


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """Everything that the roles together allow."""
    return frozenset().union(*(GRANTS[role] for role in roles))


def allowed(
    actor: Actor,
    permission: Permission,
    *,
    groups: Collection[uuid.UUID] | None = None,
    purpose: uuid.UUID | None = None,
) -> bool:
    """Whether the actor has the permission, by one grant alone that covers all that is asked.

    groups: those that the camera is in; None where it is about no one camera. purpose: what for; None: not asked.
    """
    if actor.glass is not None and permission in LIFTED:
        groups = purpose = None
    elif purpose is not None and actor.purposes is not None and purpose not in actor.purposes:
        return False
    return any(
        permission in GRANTS[grant.role] and in_reach(grant, permission, groups) and serves(grant, permission, purpose)
        for grant in actor.grants
    )


def in_reach(grant: Grant, permission: Permission, groups: Collection[uuid.UUID] | None) -> bool:
    """Whether the grant's group covers a camera of these groups."""
    return groups is None or permission not in SCOPED or grant.group is None or grant.group in groups


def serves(grant: Grant, permission: Permission, purpose: uuid.UUID | None) -> bool:
    """Whether the grant is for that purpose."""
    return purpose is None or permission not in PURPOSED or grant.purposes is None or purpose in grant.purposes


def may_state(actor: Actor, purpose: uuid.UUID) -> bool:
    """Whether the actor may look, hold or copy for that purpose, at any camera at all.

    By a grant: broken glass asks for no purpose, and gives none.
    """
    if actor.purposes is not None and purpose not in actor.purposes:
        return False
    return any(
        permission in GRANTS[grant.role] and serves(grant, permission, purpose)
        for grant in actor.grants
        for permission in PURPOSED
    )


def everywhere_allowed(actor: Actor, permission: Permission, *, purpose: uuid.UUID | None = None) -> bool:
    """Whether the actor has the permission for every camera, also for one that is in no group."""
    return allowed(actor, permission, groups=(), purpose=purpose)


def groups_within(actor: Actor, permission: Permission, *, purpose: uuid.UUID | None = None) -> frozenset[uuid.UUID]:
    """The groups whose cameras the actor has the permission for; that is not all where it holds everywhere."""
    named = {grant.group for grant in actor.grants if grant.group is not None}
    return frozenset(group for group in named if allowed(actor, permission, groups=(group,), purpose=purpose))


def authorize(
    actor: Actor,
    permission: Permission,
    *,
    groups: Collection[uuid.UUID] | None = None,
    purpose: uuid.UUID | None = None,
    camera: uuid.UUID | None = None,
) -> None:
    """Return where the actor may, raise Forbidden where not: the one question that every route asks.

    groups, purpose: as in `allowed`. A camera that is not there has no groups, so that it is refused as another's is.
    camera: which it is; it stands with the refusal in the audit log.
    """
    if allowed(actor, permission, groups=groups, purpose=purpose):
        return
    facts = {"permission": permission.value, "camera": camera and str(camera), "purpose": purpose and str(purpose)}
    raise Forbidden(
        _why_not(actor, permission, groups),
        advice="Ask an administrator if your work needs it.",
        **{key: value for key, value in facts.items() if value},
    )


def authorize_look(
    actor: Actor,
    permission: Permission,
    *,
    groups: Collection[uuid.UUID] | None = None,
    purpose: uuid.UUID | None,
    camera: uuid.UUID | None = None,
) -> None:
    """The same for what shows a picture: there has to be a purpose, or broken glass. Raises PurposeNeeded too."""
    authorize(actor, permission, groups=groups, purpose=purpose, camera=camera)
    if purpose is None and not (actor.glass is not None and permission in LIFTED):
        raise PurposeNeeded(
            "State a purpose first.",
            advice="Say for which purpose you look; it stands in the audit log with every look.",
            permission=permission.value,
        )


def _why_not(actor: Actor, permission: Permission, groups: Collection[uuid.UUID] | None) -> str:
    if not allowed(actor, permission):
        return f"Your roles do not allow this: {MEANING[permission][0].lower()}{MEANING[permission][1:]}"
    if not allowed(actor, permission, groups=groups):
        return "Your rights do not cover this camera."
    return "Your rights do not cover this for that purpose."
