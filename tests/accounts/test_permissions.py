"""The table of roles and permissions."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.accounts.errors import Forbidden, PurposeNeeded
from beadle.accounts.permissions import (
    GRANTS,
    LIFTED,
    MEANING,
    PICTURES,
    SCOPED,
    Permission,
    allowed,
    authorize,
    authorize_look,
    everywhere_allowed,
    groups_within,
    may_state,
    permissions_of,
)
from beadle.accounts.terms import ANONYMOUS, SYSTEM, Actor, Glass, Grant, Role, everywhere

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
GROUPS = [uuid.UUID(int=number) for number in range(1, 4)]
PURPOSES = [uuid.UUID(int=number) for number in range(11, 14)]

a_grant = st.builds(
    Grant,
    st.sampled_from(Role),
    st.none() | st.sampled_from(GROUPS),
    st.none() | st.frozensets(st.sampled_from(PURPOSES), min_size=1),
)
grants = st.lists(a_grant, max_size=5).map(tuple)
camera_groups = st.frozensets(st.sampled_from(GROUPS))
a_purpose = st.none() | st.sampled_from(PURPOSES)
permissions = st.sampled_from(Permission)
glass = st.none() | st.just(Glass(uuid.UUID(int=99), "Somebody is in danger", "", NOON))


def actor(*roles: Role) -> Actor:
    return holding(*everywhere(*roles))


def holding(*given: Grant, **more: Any) -> Actor:
    return Actor(uuid.uuid4(), "x", "X", given, **more)


def test_every_role_and_every_permission_is_in_the_tables() -> None:
    assert set(GRANTS) == set(Role)
    assert set(MEANING) == set(Permission)
    assert all(meaning.endswith(".") for meaning in MEANING.values())


@pytest.mark.parametrize("role", Role)
def test_everybody_may_see_their_own_session(role: Role) -> None:
    assert Permission.SESSION_OWN in GRANTS[role]


@pytest.mark.parametrize(
    "role", [Role.AUDITOR, Role.CONTRACTOR, Role.CABINET_MEMBER, Role.ENFORCEMENT_OFFICER, Role.CASE_OFFICER]
)
def test_roles_that_never_see_a_picture(role: Role) -> None:
    assert not GRANTS[role] & PICTURES


def test_an_auditor_reads_and_changes_nothing() -> None:
    assert GRANTS[Role.AUDITOR] == {
        Permission.SESSION_OWN,
        Permission.ESTATE_READ,
        Permission.AUDIT_READ,
        Permission.STATUS_READ,
        Permission.PLATES_COUNT,
    }


def test_a_cabinet_member_sees_counts_and_nothing_of_one_camera() -> None:
    assert GRANTS[Role.CABINET_MEMBER] == {Permission.SESSION_OWN, Permission.PLATES_COUNT}


def test_only_administrators_manage_users() -> None:
    assert [role for role in Role if Permission.USERS_MANAGE in GRANTS[role]] == [Role.ADMINISTRATOR]


def test_an_operator_does_not_export_or_release() -> None:
    assert not GRANTS[Role.OPERATOR] & {Permission.FOOTAGE_EXPORT, Permission.FOOTAGE_RELEASE_HOLD}


@given(st.sets(st.sampled_from(Role)), st.sampled_from(Permission))
def test_roles_add_up_and_nothing_else_does(roles: set[Role], permission: Permission) -> None:
    wanted = any(permission in GRANTS[role] for role in roles)
    assert (permission in permissions_of(roles)) is wanted
    somebody = actor(*roles)
    assert allowed(somebody, permission) is wanted
    assert allowed(somebody, permission, groups=(), purpose=PURPOSES[0]) is wanted
    assert everywhere_allowed(somebody, permission) is wanted


@pytest.mark.parametrize("nobody", [ANONYMOUS, SYSTEM])
@pytest.mark.parametrize("permission", Permission)
def test_who_has_no_role_may_do_nothing(nobody: Actor, permission: Permission) -> None:
    with pytest.raises(Forbidden):
        authorize(nobody, permission)


def test_a_refusal_says_what_was_asked() -> None:
    camera, purpose = uuid.uuid4(), uuid.uuid4()
    authorize(actor(Role.OPERATOR), Permission.LIVE_WATCH, camera=camera)
    with pytest.raises(Forbidden, match="copy recorded pictures") as caught:
        authorize(actor(Role.OPERATOR), Permission.FOOTAGE_EXPORT, camera=camera, purpose=purpose)
    assert caught.value.facts == {"permission": "footage.export", "camera": str(camera), "purpose": str(purpose)}


@given(grants, a_grant, permissions, st.none() | camera_groups, a_purpose, glass)
def test_one_more_grant_never_takes_a_right(
    given_: tuple[Grant, ...],
    more: Grant,
    permission: Permission,
    groups: frozenset[uuid.UUID] | None,
    purpose: uuid.UUID | None,
    broken: Glass | None,
) -> None:
    before = holding(*given_, glass=broken)
    after = replace(before, grants=(*given_, more))
    if allowed(before, permission, groups=groups, purpose=purpose):
        assert allowed(after, permission, groups=groups, purpose=purpose)


@given(st.sampled_from(Role), st.sampled_from(GROUPS), camera_groups, permissions, a_purpose)
def test_a_grant_of_one_group_is_of_no_use_in_another(
    role: Role, own: uuid.UUID, groups: frozenset[uuid.UUID], permission: Permission, purpose: uuid.UUID | None
) -> None:
    limited = holding(Grant(role, own))
    if permission in SCOPED and own not in groups:
        assert not allowed(limited, permission, groups=groups, purpose=purpose)
        with pytest.raises(Forbidden):
            authorize_look(limited, permission, groups=groups, purpose=PURPOSES[0])
    else:
        assert allowed(limited, permission, groups=groups, purpose=purpose) is (permission in GRANTS[role])


@given(grants, permissions, camera_groups, a_purpose)
def test_two_halves_of_a_right_are_none(
    given_: tuple[Grant, ...], permission: Permission, groups: frozenset[uuid.UUID], purpose: uuid.UUID | None
) -> None:
    alone = [allowed(holding(grant), permission, groups=groups, purpose=purpose) for grant in given_]
    assert allowed(holding(*given_), permission, groups=groups, purpose=purpose) is any(alone)


@given(grants, permissions, camera_groups, st.sampled_from(PURPOSES))
def test_a_retired_purpose_serves_nobody(
    given_: tuple[Grant, ...], permission: Permission, groups: frozenset[uuid.UUID], retired: uuid.UUID
) -> None:
    somebody = holding(*given_, purposes=frozenset(PURPOSES) - {retired})
    assert not allowed(somebody, permission, groups=groups, purpose=retired)


@given(grants, permissions, camera_groups, a_purpose)
def test_broken_glass_lifts_limits_and_gives_no_new_permission(
    given_: tuple[Grant, ...], permission: Permission, groups: frozenset[uuid.UUID], purpose: uuid.UUID | None
) -> None:
    before = holding(*given_)
    broken = replace(before, glass=Glass(uuid.uuid4(), "Somebody is in danger", "", NOON))
    by_role = permission in permissions_of(before.roles)
    if permission in LIFTED:
        assert allowed(broken, permission, groups=groups, purpose=purpose) is by_role
    else:
        wanted = allowed(before, permission, groups=groups, purpose=purpose)
        assert allowed(broken, permission, groups=groups, purpose=purpose) is wanted


@given(grants, permissions, camera_groups, a_purpose)
def test_reach_is_what_authorize_says(
    given_: tuple[Grant, ...], permission: Permission, groups: frozenset[uuid.UUID], purpose: uuid.UUID | None
) -> None:
    somebody = holding(*given_)
    in_reach = everywhere_allowed(somebody, permission, purpose=purpose) or bool(
        groups & groups_within(somebody, permission, purpose=purpose)
    )
    assert allowed(somebody, permission, groups=groups, purpose=purpose) is in_reach


def test_broken_glass_never_copies_anything_out() -> None:
    assert not LIFTED & {Permission.FOOTAGE_EXPORT, Permission.FOOTAGE_RELEASE_HOLD, Permission.ESTATE_WRITE}


def test_a_look_needs_a_purpose_or_broken_glass() -> None:
    operator = actor(Role.OPERATOR)
    with pytest.raises(PurposeNeeded):
        authorize_look(operator, Permission.LIVE_WATCH, groups=(), purpose=None)
    authorize_look(operator, Permission.LIVE_WATCH, groups=(), purpose=PURPOSES[0])
    broken = replace(operator, glass=Glass(uuid.uuid4(), "Somebody is in danger", "", NOON))
    authorize_look(broken, Permission.LIVE_WATCH, groups=(), purpose=None)
    supervisor = replace(broken, grants=everywhere(Role.SUPERVISOR))
    with pytest.raises(PurposeNeeded):
        authorize_look(supervisor, Permission.FOOTAGE_EXPORT, groups=(), purpose=None)


def test_an_unknown_camera_and_anothers_are_refused_in_the_same_words() -> None:
    limited, camera = holding(Grant(Role.OPERATOR, GROUPS[0])), uuid.uuid4()
    said = []
    for groups in (set(), {GROUPS[1]}):
        with pytest.raises(Forbidden) as caught:
            authorize(limited, Permission.LIVE_WATCH, groups=groups, camera=camera)
        said.append((caught.value.message, caught.value.advice, caught.value.facts))
    assert said[0] == said[1]


def test_a_purpose_may_be_stated_by_whom_some_grant_serves() -> None:
    assert may_state(holding(Grant(Role.OPERATOR, GROUPS[0], frozenset(PURPOSES[:1]))), PURPOSES[0])
    assert not may_state(holding(Grant(Role.OPERATOR, None, frozenset(PURPOSES[:1]))), PURPOSES[1])
    assert not may_state(actor(Role.AUDITOR), PURPOSES[0])
