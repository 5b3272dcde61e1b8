"""The secret in a camera's push address: 256 random bits, of which only a hash is kept. No I/O."""

from __future__ import annotations

import hashlib
import secrets

_BYTES = 32
_LONGEST = 100
_WORD = b"beadle push token\0"


def new_token() -> str:
    """A token that nobody can guess; letters, digits, hyphen and underscore, 43 characters."""
    return secrets.token_urlsafe(_BYTES)


def token_hash(token: str) -> bytes:
    """What is kept of a token, and found by. A token of this many random bits needs no slow hash and no salt."""
    return hashlib.sha256(_WORD + token[:_LONGEST].encode("utf-8", "surrogatepass")).digest()
