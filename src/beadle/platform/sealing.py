"""Small secrets in the database, encrypted: AES-256-GCM under a key derived for one use, each box bound to its owner.

A copy of the database alone opens none of them: the key is in `secrets.toml` or in the environment.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from beadle.platform.settings import Secrets

_VERSION = b"\x01"
_NONCE = 12
_TAG = 16


def key_for(secrets: Secrets, use: str) -> bytes:
    """32 bytes that only this use has; `use` says what for and ends in a version."""
    return HKDF(SHA256(), 32, salt=None, info=use.encode()).derive(secrets.key)


def seal(secrets: Secrets, use: str, owner: bytes, plain: bytes) -> bytes:
    """A box that opens for this use and owner only: one version byte, the nonce, ciphertext and tag."""
    nonce = os.urandom(_NONCE)
    return _VERSION + nonce + AESGCM(key_for(secrets, use)).encrypt(nonce, plain, owner)


def unseal(secrets: Secrets, use: str, owner: bytes, box: bytes) -> bytes | None:
    """What is in the box, or None where it was made with another key, for another use or owner, or was changed."""
    if box[:1] != _VERSION or len(box) < len(_VERSION) + _NONCE + _TAG:
        return None
    try:
        return AESGCM(key_for(secrets, use)).decrypt(box[1 : 1 + _NONCE], box[1 + _NONCE :], owner)
    except InvalidTag:
        return None
