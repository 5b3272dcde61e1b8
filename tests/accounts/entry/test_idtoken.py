"""ID tokens: the good one, and every way of being bad that we know of."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from beadle.accounts.entry.errors import DirectoryRefused
from beadle.accounts.entry.idtoken import Expected, UnknownKey, verified

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
AT = int(NOW.timestamp())
RSA = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
OTHER = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
CURVE = ECKey.generate_key("P-256", {"kid": "curve"})
KEYS = {"keys": [RSA.as_dict(private=False), CURVE.as_dict(private=False)]}
EXPECTED = Expected("https://login.example", "beadle", "the-nonce")
CLAIMS: dict[str, Any] = {
    "iss": "https://login.example",
    "aud": "beadle",
    "sub": "olivia",
    "iat": AT,
    "exp": AT + 300,
    "nonce": "the-nonce",
}


def token(key: Any = RSA, header: dict[str, Any] | None = None, **claims: Any) -> str:
    said = {name: value for name, value in (CLAIMS | claims).items() if value is not None}
    return jwt.encode(
        header or {"alg": "RS256", "kid": "first"}, said, key, algorithms=["RS256", "PS256", "ES256", "HS256"]
    )


def raw(header: Any, claims: Any, signature: bytes = b"") -> str:
    parts = [json.dumps(header).encode(), json.dumps(claims).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def confused() -> str:
    """Signed with the public key's text as a shared secret (CVE-2015-9235)."""
    head, body, _ = raw({"alg": "HS256", "kid": "first"}, CLAIMS).split(".")
    signature = hmac.new(RSA.as_pem(private=False), f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


@pytest.mark.parametrize(
    "good",
    [
        token(),
        token(CURVE, {"alg": "ES256", "kid": "curve"}),
        token(CURVE, {"alg": "ES256"}),
        token(RSA, {"alg": "PS256", "kid": "first"}),
        token(aud=["beadle"], azp="beadle"),
        token(aud=["other", "beadle"], azp="beadle"),
        token(exp=AT - 59, iat=AT - 300),
        token(iat=AT + 59),
    ],
)
def test_a_good_token(good: str) -> None:
    assert verified(good, KEYS, EXPECTED, NOW)["sub"] == "olivia"


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("other key", lambda: token(OTHER)),
        ("none", lambda: raw({"alg": "none"}, CLAIMS)),
        ("None", lambda: raw({"alg": "None", "kid": "first"}, CLAIMS)),
        ("none with a kid", lambda: raw({"alg": "none", "kid": "first"}, CLAIMS, b"x")),
        ("public key as a secret", confused),
        ("client secret", lambda: token(OctKey.import_key(b"x" * 32), {"alg": "HS256", "kid": "first"})),
        ("wrong nonce", lambda: token(nonce="another")),
        ("no nonce", lambda: token(nonce=None)),
        ("wrong audience", lambda: token(aud="somebody-else")),
        ("audience without us", lambda: token(aud=["a", "b"], azp="beadle")),
        ("several without azp", lambda: token(aud=["beadle", "b"])),
        ("azp of another", lambda: token(azp="somebody-else")),
        ("no audience", lambda: token(aud=None)),
        ("wrong issuer", lambda: token(iss="https://evil.example")),
        ("issuer with a slash", lambda: token(iss="https://login.example/")),
        ("no issuer", lambda: token(iss=None)),
        ("expired", lambda: token(exp=AT - 61)),
        ("no end", lambda: token(exp=None)),
        ("end in words", lambda: token(exp="tomorrow")),
        ("of long ago", lambda: token(iat=AT - 601)),
        ("of the future", lambda: token(iat=AT + 61)),
        ("no beginning", lambda: token(iat=None)),
        ("not yet", lambda: token(nbf=AT + 61)),
        ("nobody", lambda: token(sub=None)),
        ("nobody in words", lambda: token(sub="")),
        ("a number", lambda: token(sub=7)),
        ("too long a subject", lambda: token(sub="x" * 256)),
        ("not JSON", lambda: "a.b.c"),
        ("empty", lambda: ""),
        ("two parts", lambda: token().rsplit(".", 1)[0]),
        ("cut signature", lambda: token()[:-9]),
        ("crit", lambda: raw({"alg": "RS256", "kid": "first", "crit": ["x"], "x": 1}, CLAIMS, b"x")),
        ("list of claims", lambda: raw({"alg": "RS256", "kid": "first"}, [], b"x")),
        ("encrypted", lambda: "a.b.c.d.e"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_token(name: str, bad: Callable[[], str]) -> None:
    with pytest.raises(DirectoryRefused) as caught:
        verified(bad(), KEYS, EXPECTED, NOW)
    assert caught.value.reason == "untrusted"


def test_a_changed_claim_is_noticed() -> None:
    head, _, signature = token().split(".")
    body = base64.urlsafe_b64encode(json.dumps(CLAIMS | {"sub": "root"}).encode()).decode().rstrip("=")
    with pytest.raises(DirectoryRefused):
        verified(f"{head}.{body}.{signature}", KEYS, EXPECTED, NOW)


def test_a_key_that_is_not_there_is_asked_for() -> None:
    with pytest.raises(UnknownKey):
        verified(token(RSA, {"alg": "RS256", "kid": "second"}), KEYS, EXPECTED, NOW)
    with pytest.raises(UnknownKey):
        verified(token(), {"keys": []}, EXPECTED, NOW)
    with pytest.raises(UnknownKey):  # two that it might be: not guessed
        verified(token(RSA, {"alg": "RS256"}), {"keys": [RSA.as_dict(), OTHER.as_dict()]}, EXPECTED, NOW)
    encrypting = RSA.as_dict(private=False) | {"use": "enc"}
    with pytest.raises(UnknownKey):
        verified(token(), {"keys": [encrypting]}, EXPECTED, NOW)


def test_a_key_in_the_token_itself_is_not_believed() -> None:
    header = {"alg": "RS256", "kid": "first", "jwk": OTHER.as_dict(private=False), "jku": "https://evil.example/keys"}
    with pytest.raises(DirectoryRefused):
        verified(token(OTHER, header), KEYS, EXPECTED, NOW)


def test_the_access_token_belongs_to_it() -> None:
    with_hash = token(at_hash="LDktKdoQak3Pk0cnXxCltA")
    good = Expected(EXPECTED.issuer, EXPECTED.client_id, EXPECTED.nonce, "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y")
    with pytest.raises(DirectoryRefused):
        verified(token(at_hash="x"), KEYS, good, NOW)
    with pytest.raises(DirectoryRefused):
        verified(with_hash, KEYS, Expected(EXPECTED.issuer, EXPECTED.client_id, EXPECTED.nonce, "another"), NOW)


@pytest.mark.parametrize(("auth_time", "good"), [(AT, True), (AT - 600, True), (AT - 601, False), (None, False)])
def test_a_proof_is_of_now(auth_time: int | None, good: bool) -> None:
    fresh = Expected(EXPECTED.issuer, EXPECTED.client_id, EXPECTED.nonce, fresh=True)
    if good:
        assert verified(token(auth_time=auth_time), KEYS, fresh, NOW)["auth_time"] == auth_time
        return
    with pytest.raises(DirectoryRefused):
        verified(token(auth_time=auth_time), KEYS, fresh, NOW)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200) | st.binary(max_size=60).map(lambda b: base64.urlsafe_b64encode(b).decode() + ".."))
def test_junk_is_only_refused(junk: str) -> None:
    with pytest.raises((DirectoryRefused, UnknownKey)):
        verified(junk, KEYS, EXPECTED, NOW + timedelta(seconds=1))
