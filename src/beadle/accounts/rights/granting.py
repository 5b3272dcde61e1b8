"""What users are granted: checking it, setting it, showing it. Verbs; they never commit."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.rights import queries
from beadle.accounts.rights.models import AccountGrant
from beadle.accounts.rights.schemas import GrantIn, GrantOut
from beadle.accounts.terms import Grant
from beadle.platform.errors import Invalid


def as_set(grants: Sequence[GrantIn]) -> frozenset[Grant]:
    """The grants, each once."""
    return frozenset(grant.as_grant() for grant in grants)


async def check(session: AsyncSession, grants: frozenset[Grant]) -> None:
    """Return where every group and purpose that the grants name is there. Raises Invalid."""
    groups = {grant.group for grant in grants if grant.group is not None}
    if groups - {group.id for group in await queries.groups(session)}:
        raise Invalid("A grant names a camera group that is not there.", advice="Load the list of groups again.")
    purposes: set[uuid.UUID] = set().union(*(grant.purposes or () for grant in grants))
    if purposes - {purpose.id for purpose in await queries.purposes(session, retired=True)}:
        raise Invalid("A grant names a purpose that is not there.", advice="Load the list of purposes again.")


def rows(grants: frozenset[Grant]) -> list[AccountGrant]:
    """The grants as rows, in a lasting order."""
    return [
        AccountGrant(
            role=grant.role.value,
            group_id=grant.group,
            purpose_ids=None if grant.purposes is None else sorted(grant.purposes),
        )
        for grant in in_order(grants)
    ]


def in_order(grants: frozenset[Grant]) -> list[Grant]:
    """The grants by role, the wide ones first."""
    return sorted(grants, key=lambda g: (g.role.value, str(g.group or ""), sorted(map(str, g.purposes or ()))))


def out(grants: frozenset[Grant]) -> list[GrantOut]:
    """The grants for an answer."""
    return [
        GrantOut(
            role=grant.role,
            group_id=grant.group,
            purpose_ids=None if grant.purposes is None else sorted(grant.purposes),
        )
        for grant in in_order(grants)
    ]


def for_audit(grants: frozenset[Grant]) -> list[dict[str, Any]]:
    """The grants as they stand in the audit log."""
    return [grant.model_dump(mode="json") for grant in out(grants)]
