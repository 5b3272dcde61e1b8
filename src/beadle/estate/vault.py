"""Cameras' passwords, encrypted: each in a box that only this room opens, bound to its camera."""

from __future__ import annotations

import uuid
from hashlib import sha256

from beadle.estate.errors import PasswordUnreadable
from beadle.platform import sealing
from beadle.platform.settings import Secrets

_USE = "beadle estate camera password 1"


def _bound_to(camera_id: uuid.UUID) -> bytes:
    return b"camera:" + camera_id.bytes


def seal(secrets: Secrets, camera_id: uuid.UUID, password: str) -> bytes:
    """The password in a box that opens for this camera only."""
    return sealing.seal(secrets, _USE, _bound_to(camera_id), password.encode())


def entry(box: bytes | None) -> str:
    """Names one typing of a password, and says nothing of it: a box holds a random nonce, so no two are alike."""
    return "" if box is None else sha256(box).hexdigest()[:16]


def unseal(secrets: Secrets, camera_id: uuid.UUID, box: bytes) -> str:
    """The password in the box. Raises PasswordUnreadable where it was made with another key or for another camera."""
    plain = sealing.unseal(secrets, _USE, _bound_to(camera_id), box)
    if plain is not None:
        try:
            return plain.decode()
        except UnicodeDecodeError:
            pass  # said below, the same for every cause
    raise PasswordUnreadable(
        "A camera's stored password cannot be read with this installation's key.",
        advice="Put back secrets.toml from the backup, or type the camera's password again.",
    )
