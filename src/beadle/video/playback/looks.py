"""Look tokens: what lets a page fetch media that one audited look was granted, and nothing else.

A look is written to the audit log once, when its fragments are listed. Each media request then carries the look's
token, so that it can be checked without another line in the log: it is bound to one camera, one span of time, the
session that asked, the purpose that it was granted for, and an end. The key is derived from the installation's secret
and used for nothing else.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
import uuid
from dataclasses import dataclass

from beadle.platform.settings import Secrets
from beadle.video.errors import LookRefused

_BODY = struct.Struct(">16s16s16sqqq")
_NO_PURPOSE = bytes(16)
_MAC_BYTES = 32
_LONGEST = 4 * ((_BODY.size + _MAC_BYTES + 2) // 3)
_AGAIN = "Open the footage again."


@dataclass(frozen=True, slots=True)
class Look:
    """A granted look: one camera from `from_us` to `to_us`, for `session`, until `until_us` (µs since 1970, UTC).

    purpose: what it was granted for, by identifier; None where only broken glass allowed it.
    """

    camera: uuid.UUID
    session: bytes
    from_us: int
    to_us: int
    until_us: int
    purpose: uuid.UUID | None = None


class LookSigner:
    """Makes and checks the tokens of this installation."""

    def __init__(self, secrets: Secrets) -> None:
        self._key = hmac.digest(secrets.key, b"beadle video look 2", "sha256")

    def session_mark(self, session: str) -> bytes:
        """16 bytes that stand for a session in a token; the session's identifier cannot be read from them."""
        return hmac.digest(self._key, b"session " + session.encode(), "sha256")[:16]

    def sign(self, look: Look) -> str:
        """The token, URL-safe."""
        purpose = look.purpose.bytes if look.purpose is not None else _NO_PURPOSE
        body = _BODY.pack(look.camera.bytes, look.session, purpose, look.from_us, look.to_us, look.until_us)
        return base64.urlsafe_b64encode(body + self._mac(body)).decode("ascii")

    def verify(self, token: str, *, session: str, camera: uuid.UUID, now_us: int) -> Look:
        """The look behind a token. Raises LookRefused when it is forged, over, or another session's or camera's."""
        look = self._read(token)
        if look.session != self.session_mark(session) or look.camera != camera:
            raise LookRefused("This link to footage was made for somebody else.", advice=_AGAIN)
        if now_us >= look.until_us:
            raise LookRefused("This link to footage is no longer valid.", advice=_AGAIN)
        return look

    def _read(self, token: str) -> Look:
        try:
            raw = base64.b64decode(token[: _LONGEST + 1].encode("ascii"), altchars=b"-_", validate=True)
        except (UnicodeEncodeError, binascii.Error, ValueError):
            raw = b""
        whole = len(raw) == _BODY.size + _MAC_BYTES
        if not whole or base64.urlsafe_b64encode(raw).decode("ascii") != token:
            raise LookRefused("This link to footage is damaged.", advice=_AGAIN)
        body, mac = raw[: _BODY.size], raw[_BODY.size :]
        if not hmac.compare_digest(mac, self._mac(body)):
            raise LookRefused("This link to footage is damaged.", advice=_AGAIN)
        camera, session, purpose, from_us, to_us, until_us = _BODY.unpack(body)
        meant = None if purpose == _NO_PURPOSE else uuid.UUID(bytes=purpose)
        return Look(uuid.UUID(bytes=camera), session, from_us, to_us, until_us, meant)

    def _mac(self, body: bytes) -> bytes:
        return hmac.new(self._key, body, hashlib.sha256).digest()
