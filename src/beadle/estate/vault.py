"""Cameras' passwords, encrypted: AES-256-GCM under a key that only this room derives, each bound to its camera."""

from __future__ import annotations

import os
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from beadle.estate.errors import PasswordUnreadable
from beadle.platform.settings import Secrets

_VERSION = b"\x01"
_NONCE = 12
_TAG = 16


def _cipher(secrets: Secrets) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"beadle estate camera password 1").derive(secrets.key))


def _bound_to(camera_id: uuid.UUID) -> bytes:
    return b"camera:" + camera_id.bytes


def seal(secrets: Secrets, camera_id: uuid.UUID, password: str) -> bytes:
    """The password in a box that opens for this camera only: one version byte, the nonce, ciphertext and tag."""
    nonce = os.urandom(_NONCE)
    return _VERSION + nonce + _cipher(secrets).encrypt(nonce, password.encode(), _bound_to(camera_id))


def unseal(secrets: Secrets, camera_id: uuid.UUID, box: bytes) -> str:
    """The password in the box. Raises PasswordUnreadable where it was made with another key or for another camera."""
    if box[:1] == _VERSION and len(box) >= len(_VERSION) + _NONCE + _TAG:
        try:
            return _cipher(secrets).decrypt(box[1 : 1 + _NONCE], box[1 + _NONCE :], _bound_to(camera_id)).decode()
        except (InvalidTag, UnicodeDecodeError):
            pass  # said below, the same for every cause
    raise PasswordUnreadable(
        "A camera's stored password cannot be read with this installation's key.",
        advice="Put back secrets.toml from the backup, or type the camera's password again.",
    )
