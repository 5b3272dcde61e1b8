"""The table of roles and permissions."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.accounts.errors import Forbidden
from beadle.accounts.permissions import GRANTS, MEANING, PICTURES, Permission, allowed, authorize, permissions_of
from beadle.accounts.terms import ANONYMOUS, SYSTEM, Actor, Role


def actor(*roles: Role) -> Actor:
    return Actor(id=uuid.uuid4(), name="x", display_name="X", roles=frozenset(roles))


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
    }


def test_a_cabinet_member_sees_nothing_of_one_camera() -> None:
    assert GRANTS[Role.CABINET_MEMBER] == {Permission.SESSION_OWN}


def test_only_administrators_manage_users() -> None:
    assert [role for role in Role if Permission.USERS_MANAGE in GRANTS[role]] == [Role.ADMINISTRATOR]


def test_an_operator_does_not_export_or_release() -> None:
    assert not GRANTS[Role.OPERATOR] & {Permission.FOOTAGE_EXPORT, Permission.FOOTAGE_RELEASE_HOLD}


@given(st.sets(st.sampled_from(Role)), st.sampled_from(Permission))
def test_roles_add_up_and_nothing_else_does(roles: set[Role], permission: Permission) -> None:
    wanted = any(permission in GRANTS[role] for role in roles)
    assert (permission in permissions_of(roles)) is wanted
    assert allowed(actor(*roles), permission) is wanted


@pytest.mark.parametrize("nobody", [ANONYMOUS, SYSTEM])
@pytest.mark.parametrize("permission", Permission)
def test_who_has_no_role_may_do_nothing(nobody: Actor, permission: Permission) -> None:
    with pytest.raises(Forbidden):
        authorize(nobody, permission)


def test_a_refusal_says_what_was_asked() -> None:
    camera = uuid.uuid4()
    authorize(actor(Role.OPERATOR), Permission.LIVE_WATCH, camera=camera)
    with pytest.raises(Forbidden, match="copy recorded pictures") as caught:
        authorize(actor(Role.OPERATOR), Permission.FOOTAGE_EXPORT, camera=camera, purpose="insurance")
    assert caught.value.facts == {"permission": "footage.export", "camera": str(camera), "purpose": "insurance"}
