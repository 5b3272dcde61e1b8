"""What goes into an audit line."""

from __future__ import annotations

import uuid

from beadle.accounts.rules import Matter
from beadle.accounts.terms import ANONYMOUS, Actor, Role
from beadle.audit.terms import Outcome


def test_what_is_learnt_later_adds_to_what_is_known() -> None:
    matter = Matter()
    matter.add(object="camera:1", purpose="incident", case_reference="", detail={"a": 1, "b": 1})
    matter.add(object="", purpose="", case_reference="24*7", detail={"b": 2})
    matter.add(object="camera:2", purpose="", case_reference="", detail=None)
    actor = Actor(uuid.uuid4(), "olivia", "Olivia", frozenset({Role.OPERATOR}))
    entry = matter.entry("camera.watch", actor, "192.0.2.7")
    assert (entry.actor, entry.actor_id, entry.action) == ("olivia", actor.id, "camera.watch")
    assert (entry.object, entry.purpose, entry.case_reference) == ("camera:2", "incident", "24*7")
    assert (dict(entry.detail), entry.outcome, entry.address) == ({"a": 1, "b": 2}, Outcome.OK, "192.0.2.7")


def test_who_did_not_sign_in_is_nobody() -> None:
    entry = Matter().entry("session.sign_in", ANONYMOUS, "", Outcome.REFUSED)
    assert (entry.actor, entry.actor_id) == ("nobody", None)
