"""What a route asks of whoever calls it, and what its audit line says. No I/O, no web framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from beadle.accounts.permissions import Permission
from beadle.accounts.terms import Actor
from beadle.audit.terms import Entry, Outcome

DEFAULT_BODY = 1 << 20
"""Bytes that a request's body may have where its route does not say otherwise."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One route's rule. No permission means that the route is open without sign-in."""

    permission: Permission | None
    action: str | None
    body_limit: int = DEFAULT_BODY


@dataclass(slots=True)
class Matter:
    """What an act is about, as the handler learns it; it goes into the audit line."""

    object: str = ""
    purpose: str = ""
    case_reference: str = ""
    detail: dict[str, Any] = field(default_factory=dict)

    def add(self, *, object: str, purpose: str, case_reference: str, detail: Mapping[str, Any] | None) -> None:  # noqa: A002
        """Fill in what is given; later details win over earlier ones of the same name."""
        self.object = object or self.object
        self.purpose = purpose or self.purpose
        self.case_reference = case_reference or self.case_reference
        self.detail.update(detail or {})

    def entry(self, action: str, actor: Actor, address: str, outcome: Outcome = Outcome.OK) -> Entry:
        """The audit entry for an act of that actor."""
        return Entry(
            action=action,
            actor=actor.name or "nobody",
            actor_id=actor.id,
            object=self.object,
            purpose=self.purpose,
            case_reference=self.case_reference,
            outcome=outcome,
            address=address,
            detail=self.detail,
        )
