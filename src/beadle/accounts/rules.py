"""What a route asks of whoever calls it, and what its audit line says. No I/O, no web framework."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from beadle.accounts.permissions import Permission
from beadle.accounts.terms import Actor
from beadle.audit.terms import Entry, Outcome

BROKEN_GLASS = "Emergency: the glass was broken"
"""What stands as the purpose of a look for which none was stated."""
DEFAULT_BODY = 1 << 20
"""Bytes that a request's body may have where its route does not say otherwise."""


class Why(Protocol):
    """Grounds that somebody gave: a purpose by its name, its case reference, and who vouched for it."""

    @property
    def name(self) -> str:
        """The purpose's name."""

    @property
    def case_reference(self) -> str:
        """The case reference; "" where there is none."""

    @property
    def second(self) -> str:
        """The second person's name; "" where there is none."""


class Look(StrEnum):
    """Whether a route shows pictures, and what says why."""

    NONE = ""
    STATED = "stated"
    """The purpose that the session states now."""
    TOKEN = "token"  # noqa: S105 - a word for a kind of route
    """The purpose of an earlier look, whose token is in the query as `look`; without one, the stated purpose."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One route's rule. No permission means that the route is open without sign-in."""

    permission: Permission | None
    action: str | None
    body_limit: int = DEFAULT_BODY
    step_up: bool = False
    """Only for who has proved of late who they are: a stolen session must not be enough."""
    while_locked: bool = False
    """A locked screen may still ask for it: what keeps the wall running, and what unlocks it."""
    with_first_password: bool = False
    """Open also to whoever has still to choose a password of their own: what choosing one takes, and no more."""
    look: Look = Look.NONE
    """It shows pictures: there has to be a purpose, and the audit line says which."""


@dataclass(slots=True)
class Matter:
    """What an act is about, as the handler learns it; it goes into the audit line."""

    object: str = ""
    purpose: str = ""
    case_reference: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    objects: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()

    def name(self, objects: Iterable[str] = (), subjects: Iterable[str] = ()) -> None:
        """Name further things that it is about, and persons or vehicles, such as "plate:AB12CDE"."""
        self.objects = tuple(dict.fromkeys((*self.objects, *objects)))
        self.subjects = tuple(dict.fromkeys((*self.subjects, *subjects)))

    def add(self, *, object: str, purpose: str, case_reference: str, detail: Mapping[str, Any] | None) -> None:  # noqa: A002
        """Fill in what is given; later details win over earlier ones of the same name."""
        self.object = object or self.object
        self.purpose = purpose or self.purpose
        self.case_reference = case_reference or self.case_reference
        self.detail.update(detail or {})

    def look(self, actor: Actor, why: Why | None = None) -> None:
        """Enter why the actor looks, or why they hold or copy: purpose, case, second person, and broken glass.

        why: what was said for this act alone; without it, what the session states.
        """
        why = why or actor.stated
        if actor.glass is not None:
            self.detail |= {"break_glass": str(actor.glass.id), "break_glass_reason": actor.glass.reason}
            self.purpose = self.purpose or BROKEN_GLASS
            self.case_reference = self.case_reference or actor.glass.case_reference
        if why is not None:
            self.purpose = why.name
            self.case_reference = why.case_reference or self.case_reference
            if why.second:
                self.detail["second_person"] = why.second

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
            objects=self.objects,
            subjects=self.subjects,
        )
