"""What a directory says of a person: what they may do here, and what they are called. No I/O."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from beadle.accounts.entry.settings import OidcSettings
from beadle.accounts.schemas import can_be_name, normal_name
from beadle.accounts.terms import Grant, Role
from beadle.platform.text import fault_of_line

_LONGEST_NAME = 120


def values_of(claims: Mapping[str, Any], claim: str) -> frozenset[str]:
    """The values of the claim: of a list, or the one that it is. A dot leads into an inner object (realm.roles)."""
    found: Any = claims.get(claim)
    if found is None:
        found = claims
        for part in claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return frozenset({found})
    return frozenset(item for item in found if isinstance(item, str)) if isinstance(found, list) else frozenset()


def has_claim(claims: Mapping[str, Any], claim: str) -> bool:
    """Whether the directory said anything of the claim."""
    return claim.split(".", 1)[0] in claims or claim in claims


def grants_of(
    claims: Mapping[str, Any],
    settings: OidcSettings,
    groups: Mapping[str, uuid.UUID],
    purposes: Mapping[str, uuid.UUID],
) -> frozenset[Grant]:
    """What the person is granted: nothing where no value of theirs is mapped.

    groups: camera groups by name; purposes: purposes by key. A mapping of which a name is not there gives nothing at
    all, since leaving the name out would give more than was meant.
    """
    values = values_of(claims, settings.claim)
    found = set()
    for row in settings.map:
        if row.value not in values or not set(row.groups) <= groups.keys() or not set(row.purposes) <= purposes.keys():
            continue
        whole = row.role is Role.ADMINISTRATOR  # the right to administer knows no limits
        served = None if whole or not row.purposes else frozenset(purposes[key] for key in row.purposes)
        places: list[str | None] = [None] if whole or not row.groups else list(row.groups)
        found |= {Grant(row.role, None if name is None else groups[name], served) for name in places}
    return frozenset(found)


def strong_enough(claims: Mapping[str, Any], settings: OidcSettings) -> bool:
    """Whether the person proved themself to the directory in one of the ways that are demanded."""
    return not settings.demand_amr or bool(values_of(claims, "amr") & set(settings.demand_amr))


def sign_in_name(claims: Mapping[str, Any], settings: OidcSettings) -> str | None:
    """The name for a new user, or None where the directory gives none that can be one."""
    said = claims.get(settings.name_claim)
    name = normal_name(said) if isinstance(said, str) else ""
    return name if can_be_name(name) else None


def display_name(claims: Mapping[str, Any], name: str) -> str:
    """What the person is called on the screen."""
    said = claims.get("name")
    shown = said.strip()[:_LONGEST_NAME] if isinstance(said, str) else ""
    return shown if shown and fault_of_line(shown) is None else name
