"""Where passkeys live and where a directory sends people back to."""

from __future__ import annotations

import pytest

from beadle.accounts.entry.errors import NoOrigin
from beadle.accounts.entry.origin import Place, base_of, is_loopback, needed, place_of
from beadle.accounts.settings import AccountsSettings
from beadle.platform.errors import Invalid
from beadle.platform.settings import Settings


@pytest.mark.parametrize(
    ("configured", "scheme", "host", "found"),
    [
        ("https://cctv.example", "http", "10.0.0.1", Place("https://cctv.example", "cctv.example")),
        ("https://cctv.example:8440", "https", "x", Place("https://cctv.example:8440", "cctv.example")),
        ("", "http", "localhost:8440", Place("http://localhost:8440", "localhost")),
        ("", "http", "LOCALHOST", Place("http://localhost", "localhost")),
        ("", "https", "demo.localhost", Place("https://demo.localhost", "demo.localhost")),
        ("", "https", "cctv.example", None),
        ("", "http", "127.0.0.1:8440", None),
        ("", "http", "localhost.evil.example", None),
        ("", "http", "evil.example#localhost", None),
        ("", "http", "[::1", None),
        ("", "http", "", None),
        ("", "http", None, None),
    ],
)
def test_a_place_is_meant_or_is_this_machine(
    configured: str, scheme: str, host: str | None, found: Place | None
) -> None:
    assert place_of(configured, scheme, host) == found


def test_a_directory_may_send_back_to_this_machine_by_address_too() -> None:
    assert base_of("", "http", "127.0.0.1:8440") == "http://127.0.0.1:8440"
    assert base_of("", "http", "[::1]:8440") == "http://[::1]:8440"
    assert base_of("", "https", "cctv.example") is None
    assert base_of("https://cctv.example", "http", "evil.example") == "https://cctv.example"
    assert not is_loopback("127.0.0.1.evil.example")


def test_without_a_place_it_is_said_what_to_do() -> None:
    with pytest.raises(NoOrigin, match=r"accounts\.origin"):
        needed(None)


@pytest.mark.parametrize("value", ["", "https://cctv.example", "https://CCTV.example/", "http://localhost:8440"])
def test_an_origin_that_can_be_set(value: str) -> None:
    set_to = Settings({"accounts": {"origin": value}}).section(AccountsSettings).origin
    assert set_to == value.lower().rstrip("/")


@pytest.mark.parametrize(
    "value",
    ["cctv.example", "http://cctv.example", "https://10.0.0.1", "https://[::1]", "https://a@cctv.example",
     "https://cctv.example/x", "https://", "ftp://cctv.example", "https://cctv.example?x=1"],
)  # fmt: skip
def test_an_origin_that_cannot(value: str) -> None:
    with pytest.raises(Invalid, match=r"accounts\.origin"):
        Settings({"accounts": {"origin": value}}).section(AccountsSettings)
