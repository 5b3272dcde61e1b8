"""What somebody sees of cameras, and where they may move them."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.accounts.permissions import Permission
from beadle.accounts.terms import Actor, Grant, Role, everywhere
from beadle.estate.errors import NotYourGroup
from beadle.estate.viewers import Viewer

CENTRE, PARK, CAR_PARKS = (uuid.UUID(int=number) for number in range(1, 4))
NAMES = {CENTRE: "Town Centre", PARK: "Queen's Park", CAR_PARKS: "Car parks"}
ONE, TWO = uuid.UUID(int=11), uuid.UUID(int=12)


def viewer(*grants: Grant) -> Viewer:
    return Viewer(Actor(uuid.uuid4(), "x", "X", grants), {ONE: {CENTRE, PARK}, TWO: {CAR_PARKS}}, NAMES)


def test_what_one_may_at_a_camera() -> None:
    limited = viewer(Grant(Role.OPERATOR, CENTRE), Grant(Role.CONTRACTOR, CAR_PARKS))
    assert limited.may_at(ONE) == [
        Permission.ESTATE_READ,
        Permission.FOOTAGE_HOLD,
        Permission.FOOTAGE_REPLAY,
        Permission.LIVE_WATCH,
        Permission.PLATES_CONFIRM,
        Permission.PLATES_WATCH,
    ]
    assert limited.may_at(TWO) == [Permission.ESTATE_READ]
    assert limited.may_at(uuid.uuid4()) == []


def test_groups_beyond_ones_reach_are_not_named() -> None:
    assert [group.name for group in viewer(Grant(Role.OPERATOR, PARK)).group_names(ONE)] == ["Queen's Park"]
    assert [group.name for group in viewer(*everywhere(Role.OPERATOR)).group_names(ONE)] == [
        "Queen's Park",
        "Town Centre",
    ]


def test_whoever_may_change_everything_moves_everything() -> None:
    manager = viewer(*everywhere(Role.MANAGER))
    manager.check_move((), (CENTRE, CAR_PARKS))
    manager.check_move((CENTRE,), ())
    manager.check_everywhere()


def test_an_operator_moves_nothing() -> None:
    operator = viewer(*everywhere(Role.OPERATOR))
    for before, after in (((), (CENTRE,)), ((CENTRE,), ())):
        with pytest.raises(NotYourGroup):
            operator.check_move(before, after)


@given(st.frozensets(st.sampled_from(list(NAMES))), st.frozensets(st.sampled_from(list(NAMES))))
def test_a_limited_manager_moves_cameras_within_their_groups_only(
    before: frozenset[uuid.UUID], after: frozenset[uuid.UUID]
) -> None:
    limited = viewer(Grant(Role.MANAGER, CENTRE), Grant(Role.MANAGER, PARK), Grant(Role.OPERATOR, CAR_PARKS))
    fits = before ^ after <= {CENTRE, PARK} and bool(after & {CENTRE, PARK})
    if fits:
        limited.check_move(before, after)
    else:
        with pytest.raises(NotYourGroup):
            limited.check_move(before, after)
    with pytest.raises(NotYourGroup):
        limited.check_everywhere()
