"""Rights in words: exact, and grammatical for every combination."""

from __future__ import annotations

import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.accounts.permissions import GRANTS, Permission, allowed
from beadle.accounts.rights.words import Names, listed, lowered, sentences
from beadle.accounts.terms import Actor, Grant, Role, everywhere

CENTRE, PARK, CAR_PARKS = (uuid.UUID(int=number) for number in range(1, 4))
SAFETY, CRIME, TRAINING = (uuid.UUID(int=number) for number in range(11, 14))
NAMES = Names(
    {CENTRE: "Town Centre", PARK: "Queen's Park", CAR_PARKS: "Car parks"},
    {SAFETY: "Prevention of crime", CRIME: "Investigation of a reported crime", TRAINING: "RIPA training"},
)


def said(*grants: Grant) -> list[str]:
    return sentences(grants, NAMES)


def pictures(*grants: Grant) -> list[str]:
    return [line for line in said(*grants) if re.search(r"watch|replay|export|hold the|picture", line)]


def test_one_group_for_one_purpose() -> None:
    assert said(Grant(Role.OPERATOR, CENTRE, frozenset({SAFETY}))) == [
        "May watch and replay Town Centre, and hold its footage, for prevention of crime; may not export.",
        "May see number plates as they are read by Town Centre for prevention of crime.",
        "May confirm hits and check samples of Town Centre for prevention of crime.",
        "May see the list, the map and the health of the cameras of Town Centre.",
        "May save layouts of the wall.",
        "May see the state of recorders and disks.",
        "May break the glass in an emergency: for an hour without limits of cameras and purposes, reported at once.",
        "May see counts of traffic and how accurate the reading of plates is.",
    ]


def test_everything() -> None:
    assert pictures(*everywhere(Role.SUPERVISOR)) == [
        "May watch and replay every camera, and hold and export its footage, for any purpose."
    ]
    lines = said(*everywhere(Role.MANAGER))
    assert "May add, change and retire cameras everywhere." in lines
    assert "May release holds on any camera." in lines


def test_groups_with_the_same_rights_are_said_together() -> None:
    grants = [Grant(Role.OPERATOR, group, frozenset({SAFETY, CRIME})) for group in (PARK, CENTRE)]
    (line,) = pictures(*grants)
    assert line == (
        "May watch and replay Queen's Park and Town Centre, and hold their footage, for investigation of a reported"
        " crime or prevention of crime; may not export."
    )


def test_different_purposes_of_one_place_are_told_apart() -> None:
    grants = [Grant(Role.OPERATOR, CENTRE), Grant(Role.SUPERVISOR, CENTRE, frozenset({CRIME}))]
    (line,) = pictures(*grants)
    assert line == (
        "May watch and replay Town Centre, and hold its footage, for any purpose; may export the footage of Town Centre"
        " for investigation of a reported crime."
    )


def test_what_holds_everywhere_is_not_said_again() -> None:
    grants = [Grant(Role.OPERATOR), Grant(Role.OPERATOR, CENTRE), Grant(Role.SUPERVISOR, PARK)]
    assert pictures(*grants) == [
        "May watch and replay every camera, and hold its footage, for any purpose; may not export.",
        "May export the footage of Queen's Park for any purpose.",
    ]


def test_replaying_alone() -> None:
    assert pictures(Grant(Role.DATA_PROTECTION_OFFICER, PARK, frozenset({TRAINING})))[0] == (
        "May replay Queen's Park, and hold and export its footage, for RIPA training; may not watch."
    )


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.CONTRACTOR, Role.CABINET_MEMBER, Role.CASE_OFFICER])
def test_who_sees_no_picture_is_told_so(role: Role) -> None:
    assert said(Grant(role))[0] == "May see no picture, neither live nor recorded."


def test_nothing_and_what_is_gone() -> None:
    assert said() == ["May see no picture, neither live nor recorded."]
    gone = Grant(Role.OPERATOR, uuid.uuid4(), frozenset({uuid.uuid4()}))
    assert said(gone)[0].startswith(
        "May watch and replay an unknown group, and hold its footage, for an unknown purpose"
    )


def test_lists_and_letters() -> None:
    assert [listed(list("abc")[:n], "and") for n in (1, 2, 3)] == ["a", "a and b", "a, b and c"]
    assert [lowered(name) for name in ("Public safety", "RIPA work", "A search", "é")] == [
        "public safety",
        "RIPA work",
        "a search",
        "é",
    ]


a_grant = st.builds(
    Grant,
    st.sampled_from([role for role in Role if role is not Role.ADMINISTRATOR]),
    st.none() | st.sampled_from([CENTRE, PARK, CAR_PARKS]),
    st.none() | st.frozensets(st.sampled_from([SAFETY, CRIME, TRAINING]), min_size=1),
)
_WORDS = {
    Permission.LIVE_WATCH: "watch",
    Permission.FOOTAGE_REPLAY: "replay",
    Permission.FOOTAGE_EXPORT: "export",
    Permission.FOOTAGE_HOLD: "hold",
}


@given(st.lists(a_grant, max_size=4))
def test_the_words_say_what_authorize_says(grants: list[Grant]) -> None:
    lines = sentences(grants, NAMES)
    actor = Actor(None, "x", "X", tuple(grants))
    assert all(line.startswith("May ") and line.endswith(".") and "  " not in line for line in lines)
    assert len(lines) == len(set(lines))
    for group, name in NAMES.groups.items():
        for purpose, called in NAMES.purposes.items():
            for permission, verb in _WORDS.items():
                told = any(_tells(line, name, lowered(called), verb) for line in lines)
                assert told is allowed(actor, permission, groups={group}, purpose=purpose), (name, called, verb, lines)


def _tells(line: str, place: str, purpose: str, verb: str) -> bool:
    """Whether one clause of the sentence gives that verb at that place for that purpose."""
    allowing = line.split("; may not ", maxsplit=1)[0].rstrip(".")
    for clause in allowing.split("; may "):
        doing, _, what_for = clause.partition(" for ")
        there = place in allowing or "every camera" in allowing
        if there and re.search(rf"\b{verb}\b", doing) and (what_for == "any purpose" or purpose in what_for):
            return True
    return False


@given(st.lists(a_grant, max_size=4))
def test_general_permissions_are_all_said(grants: list[Grant]) -> None:
    held = set().union(*(GRANTS[grant.role] for grant in grants))
    lines = " ".join(sentences(grants, NAMES))
    assert ("audit log" in lines) is (Permission.AUDIT_READ in held)
    assert ("break the glass" in lines) is (Permission.RIGHTS_BREAK_GLASS in held)
