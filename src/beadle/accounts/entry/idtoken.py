"""Whether an ID token is good (OpenID Connect Core 1.0, section 3.1.3.7). No I/O: keys and time come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import extract_compact

from beadle.accounts.entry.errors import DirectoryRefused

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures by a key pair. Neither "none" nor a shared secret is ever taken for one."""
_LEEWAY_S = 60
_FRESH_S = 600
"""An ID token is made for the answer that it comes with."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the token has to say. `access_token` is what came with it; `fresh`: the person signed in just now."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str = ""
    fresh: bool = False


class UnknownKey(Exception):
    """The token names a key that is not among these; the directory may have changed its keys."""


def verified(token: str, keys: Mapping[str, Any], expected: Expected, now: datetime) -> dict[str, Any]:
    """The claims of a good token. Raises DirectoryRefused for any other, UnknownKey where the key is not among them.

    keys: the directory's JSON Web Key Set.
    """
    try:
        header = extract_compact(token.encode()).headers()
        found = jwt.decode(token, _key(header, keys), algorithms=list(ALGORITHMS))
        claims = CodeIDToken(
            dict(found.claims),
            found.header,
            options={
                "iss": {"essential": True, "value": expected.issuer},
                "aud": {"essential": True, "value": expected.client_id},
                "sub": {"essential": True},
                "exp": {"essential": True},
                "iat": {"essential": True},
                "nonce": {"essential": True, "value": expected.nonce},
            },
            params={
                "nonce": expected.nonce,
                "client_id": expected.client_id,
                "access_token": expected.access_token,
                "max_age": _FRESH_S if expected.fresh else None,
            },
        )
        claims.validate(now=int(now.timestamp()), leeway=_LEEWAY_S)
        _check_times(claims, expected, now)
    except (JoseError, AuthlibBaseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DirectoryRefused("The directory's answer cannot be trusted.", reason="untrusted") from error
    return dict(claims)


def _key(header: Mapping[str, Any], keys: Mapping[str, Any]) -> Any:
    """The key that the token names; where it names none, the only one that can sign in that way."""
    kind = {"R": "RSA", "P": "RSA", "E": "EC"}.get(str(header.get("alg", ""))[:1], "")
    kinds = {"OKP"} if str(header.get("alg", "")).startswith("Ed") else {kind}
    fitting = [
        key
        for key in keys.get("keys", [])
        if isinstance(key, Mapping) and key.get("kty") in kinds and key.get("use", "sig") == "sig"
    ]
    if "kid" in header:
        fitting = [key for key in fitting if key.get("kid") == header["kid"]]
    if str(header.get("alg")) not in ALGORITHMS:
        raise ValueError("not signed by a key pair")
    if len(fitting) != 1:
        raise UnknownKey
    return KeySet.import_key_set({"keys": [dict(fitting[0])]}).keys[0]


def _check_times(claims: Mapping[str, Any], expected: Expected, now: datetime) -> None:
    """Beyond what the library looks at: the token is new, and so is the sign-in where it was asked for."""
    at = now.timestamp()
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= 255:
        raise ValueError("no subject")
    if not -_LEEWAY_S <= at - float(claims["iat"]) <= _FRESH_S:
        raise ValueError("not made just now")
    if expected.fresh and not -_LEEWAY_S <= at - float(claims["auth_time"]) <= _FRESH_S:
        raise ValueError("the person signed in long ago")
