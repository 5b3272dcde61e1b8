"""From a directory's words to grants."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.accounts.entry import claims
from beadle.accounts.entry.settings import OidcSettings
from beadle.accounts.terms import Grant, Role
from beadle.platform.errors import Invalid
from beadle.platform.settings import Settings

TOWN, PARK, CRIME = uuid.UUID(int=1), uuid.UUID(int=2), uuid.UUID(int=3)
GROUPS = {"Town Centre": TOWN, "Queen's Park": PARK}
PURPOSES = {"crime": CRIME}


def settings(*rows: dict[str, Any], **more: Any) -> OidcSettings:
    return Settings({"accounts": {"oidc": {"map": list(rows), **more}}}).section(OidcSettings)


def grants(said: Any, *rows: dict[str, Any], **more: Any) -> frozenset[Grant]:
    return claims.grants_of({"groups": said}, settings(*rows, **more), GROUPS, PURPOSES)


OPERATOR = {"value": "cctv", "role": "operator"}


def test_a_value_gives_its_role() -> None:
    assert grants(["other", "cctv"], OPERATOR) == {Grant(Role.OPERATOR)}
    assert grants("cctv", OPERATOR) == {Grant(Role.OPERATOR)}
    assert grants(["CCTV"], OPERATOR) == frozenset()
    assert grants([], OPERATOR) == frozenset()


def test_groups_and_purposes_limit_it() -> None:
    row = OPERATOR | {"groups": ["Town Centre", "Queen's Park"], "purposes": ["crime"]}
    served = frozenset({CRIME})
    assert grants(["cctv"], row) == {Grant(Role.OPERATOR, TOWN, served), Grant(Role.OPERATOR, PARK, served)}


@pytest.mark.parametrize("more", [{"groups": ["Town Centre", "gone"]}, {"purposes": ["gone"]}, {"groups": ["gone"]}])
def test_a_name_that_is_not_there_gives_nothing_rather_than_everything(more: dict[str, Any]) -> None:
    assert grants(["cctv"], OPERATOR | more) == frozenset()


def test_several_values_add_up() -> None:
    rows = (OPERATOR, {"value": "boss", "role": "manager"}, {"value": "cctv", "role": "auditor"})
    assert {grant.role for grant in grants(["cctv", "boss"], *rows)} == {Role.OPERATOR, Role.MANAGER, Role.AUDITOR}


def test_administration_knows_no_limits() -> None:
    row = {"value": "it", "role": "administrator", "groups": ["Town Centre"], "purposes": ["crime"]}
    assert grants(["it"], row) == {Grant(Role.ADMINISTRATOR)}


PLAIN = st.none() | st.booleans() | st.integers() | st.text()


@given(st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_whatever_the_directory_says_it_gives_only_what_is_mapped(said: Any) -> None:
    found = grants(said, OPERATOR)
    assert found == ({Grant(Role.OPERATOR)} if said == "cctv" or (isinstance(said, list) and "cctv" in said) else set())


def test_a_dot_leads_into_an_object_and_a_name_with_a_dot_is_one_name() -> None:
    nested = {"realm": {"roles": ["a"]}}
    assert claims.values_of(nested, "realm.roles") == {"a"}
    assert claims.values_of({"https://x.example/roles": ["b"]}, "https://x.example/roles") == {"b"}
    assert claims.values_of({"realm": "x"}, "realm.roles") == frozenset()
    assert claims.has_claim(nested, "realm.roles")
    assert not claims.has_claim({}, "realm.roles")


def test_what_proof_is_demanded() -> None:
    demanding = settings(demand_amr=["mfa", "hwk"])
    assert claims.strong_enough({}, settings())
    assert claims.strong_enough({"amr": ["pwd", "mfa"]}, demanding)
    assert not claims.strong_enough({"amr": ["pwd"]}, demanding)
    assert not claims.strong_enough({}, demanding)


@pytest.mark.parametrize(
    ("said", "name"),
    [("Olivia.Smith@Example.gov.uk", "olivia.smith@example.gov.uk"), ("a", None), ("a b", None), (7, None),
     (None, None), ("ol\u0456via", None), ("x" * 81, None)],
)  # fmt: skip
def test_a_name_to_sign_in_with(said: Any, name: str | None) -> None:
    assert claims.sign_in_name({"preferred_username": said}, settings()) == name


@pytest.mark.parametrize(
    ("said", "shown"), [("Olivia Smith ", "Olivia Smith"), ("", "o"), (7, "o"), ("\u202eevil", "o"), ("a\nb", "o")]
)
def test_a_name_to_show(said: Any, shown: str) -> None:
    assert claims.display_name({"name": said}, "o") == shown


@pytest.mark.parametrize("row", [{"value": "x", "role": "god"}, {"value": "", "role": "operator"}, OPERATOR | {"x": 1}])
def test_a_mapping_that_is_none(row: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match=r"accounts\.oidc\.map"):
        settings(row)
