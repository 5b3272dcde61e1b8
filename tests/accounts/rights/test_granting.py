"""Grants between what is sent, what is stored and what is shown."""

from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from beadle.accounts import queries
from beadle.accounts.rights import granting
from beadle.accounts.rights.schemas import GrantIn
from beadle.accounts.terms import Grant, Role

some_id = st.uuids(version=4)
a_grant = st.builds(
    Grant,
    st.sampled_from([role for role in Role if role is not Role.ADMINISTRATOR]),
    st.none() | some_id,
    st.none() | st.frozensets(some_id, min_size=1, max_size=3),
)


@given(st.frozensets(a_grant, max_size=5))
def test_there_and_back(grants: frozenset[Grant]) -> None:
    assert {queries.grant_of(row) for row in granting.rows(grants)} == grants
    sent = [GrantIn.model_validate(each.model_dump()) for each in granting.out(grants)]
    assert granting.as_set(sent) == grants
    assert len(granting.for_audit(grants)) == len(grants)


def test_they_stand_in_a_lasting_order() -> None:
    group = uuid.UUID(int=1)
    grants = frozenset({Grant(Role.OPERATOR, group), Grant(Role.OPERATOR), Grant(Role.AUDITOR)})
    assert granting.in_order(grants) == [Grant(Role.AUDITOR), Grant(Role.OPERATOR), Grant(Role.OPERATOR, group)]
