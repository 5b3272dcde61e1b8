"""Recovery codes: ten words for the day that the code generator or the passkey is lost. No I/O."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid

COUNT = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter that can be taken for another: they are read from paper."""
_GROUPS = 3
_LENGTH = 4


def new_codes() -> list[str]:
    """Ten different random codes of about 59 bits each, in three groups."""
    made: set[str] = set()
    while len(made) < COUNT:
        made.add("-".join("".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)) for _ in range(_GROUPS)))
    return sorted(made, key=lambda _: secrets.randbits(32))


def normal(code: str) -> str:
    """The code as it was made, however it was typed: in capitals, with spaces or without hyphens."""
    return "".join(character for character in code.casefold() if character.isalnum())


def hashed(key: bytes, account_id: uuid.UUID, code: str) -> bytes:
    """What is stored: an HMAC-SHA256 under a key of this installation. 59 random bits need no slow hash beside it."""
    text = account_id.bytes + normal(code).encode("utf-8", "replace")
    return hmac.new(key, b"beadle recovery code\0" + text, hashlib.sha256).digest()
