"""Errands to the directory and back."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.accounts.entry import journeys
from beadle.accounts.entry.directory import Journey
from beadle.accounts.entry.journeys import Errand
from beadle.accounts.entry.terms import Wish


def test_an_errand_is_packed_and_unpacked() -> None:
    errand = Errand(Wish.PROOF, "/wall", "https://beadle.test", Journey.new())
    assert Errand.unpacked(errand.packed()) == errand


def test_an_errand_is_answered_by_its_own_state_only() -> None:
    one, two = (Errand(Wish.SIGN_IN, "/", "", Journey.new()) for _ in range(2))
    assert one.is_answered_by(one.journey.state)
    for state in (two.journey.state, "", one.journey.state + "x", one.journey.nonce, "\ud800"):
        assert not one.is_answered_by(state)


@pytest.mark.parametrize("path", ["/", "/wall", "/cameras/7?tab=live#now", "/a//b", "/caf\u00e9", "/x?then=https://y"])
def test_own_pages(path: str) -> None:
    assert journeys.own_path(path) == path


@pytest.mark.parametrize(
    "path",
    ["", "wall", "//evil.example", "/\\evil.example", "\\\\evil", "https://evil.example", "javascript:x", "/a\r\nb: c",
     "/api/session", "/\t/evil.example", "/" + "x" * 500, "///evil.example", "/x\\..\\y"],
)  # fmt: skip
def test_other_places(path: str) -> None:
    assert journeys.own_path(path) == "/"


@given(st.text(alphabet="/\\.:@?#%aevil\t\r\n ", max_size=30))
def test_whatever_is_asked_for_the_browser_stays_here(path: str) -> None:
    landed = urljoin("https://beadle.test/", journeys.own_path(path).replace("\\", "/"))
    assert urlsplit(landed).netloc == "beadle.test"


def test_how_it_went_is_told_in_the_address() -> None:
    assert journeys.told("/", "expired") == "/?directory=expired"
    assert journeys.told("/x?a=1#there", "linked") == "/x?a=1&directory=linked"


def test_the_cookie_is_this_hosts_own_on_https() -> None:
    assert journeys.cookie_name("https") == "__Host-beadle_oidc"
    assert journeys.cookie_name("http") == "beadle_oidc"
