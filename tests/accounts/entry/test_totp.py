"""Code generators, against the standard's own numbers."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.accounts.entry import totp

SECRET = base64.b32encode(b"12345678901234567890").decode()
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HERE = totp.step_of(NOON)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_of_rfc_6238_appendix_b(seconds: int, code: str) -> None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    assert totp.code_at(SECRET, totp.step_of(moment)) == code
    assert totp.matching_step(SECRET, code, moment, 0) == totp.step_of(moment)


@given(st.integers(-100, 100), st.integers(-100, 100))
def test_a_code_counts_in_its_step_and_the_ones_beside_it_and_once(away: int, last: int) -> None:
    code = totp.code_at(SECRET, HERE + away)
    found = totp.matching_step(SECRET, code, NOON, HERE + last)
    # Other steps near by have other codes: this is so for this secret and time, and asserted below.
    assert (found == HERE + away) is (abs(away) <= 1 and away > last)


def test_no_two_codes_near_by_are_the_same() -> None:
    codes = [totp.code_at(SECRET, HERE + away) for away in range(-101, 102)]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    "code", ["", "0", "12345", "1234567", "abcdef", "-12345", "1.3e+5", "\u0661\u0662\u0663\u0664\u0665\u0666", "\0"]
)
def test_what_is_no_code(code: str) -> None:
    assert totp.matching_step(SECRET, code, NOON, 0) is None


def test_a_code_may_be_typed_with_a_space() -> None:
    code = totp.code_at(SECRET, HERE)
    assert totp.matching_step(SECRET, f" {code[:3]} {code[3:]}\n", NOON, 0) == HERE


def test_a_new_secret_is_160_random_bits() -> None:
    secrets = {totp.new_secret() for _ in range(50)}
    assert len(secrets) == 50
    assert {len(base64.b32decode(secret)) for secret in secrets} == {20}


def test_the_address_and_its_picture() -> None:
    uri = totp.address(SECRET, "olivia", "Chesterfield: Town")
    parts = urlsplit(uri)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path) == "/Beadle Chesterfield  Town:olivia"
    assert parse_qs(parts.query)["secret"] == [SECRET]
    drawn = ET.fromstring(totp.picture(uri))
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
    assert SECRET not in totp.picture(uri)
    assert "<script" not in totp.picture(uri)
