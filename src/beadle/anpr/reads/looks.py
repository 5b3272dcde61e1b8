"""Look tokens of reads: what lets a page open the pictures of reads that one audited look showed, and no others.

A list, a search or a journey is written into the audit log once, when it is shown; its token then opens the pictures of
reads of that span. It is bound to the session, the purpose, the permission that the look was had by, and an end; the
cameras in reach are asked anew at every request. Identifiers of reads cannot be guessed, so that only what was shown is
opened. The key is derived from the installation's secret and used for nothing else.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from beadle.accounts.guard import Ctx
from beadle.accounts.permissions import Permission
from beadle.anpr.reads.errors import LookRefused
from beadle.anpr.reads.settings import ReadsSettings
from beadle.platform.clock import Clock, to_us
from beadle.platform.settings import Secrets

_BODY = struct.Struct(">16s16sBqqq")
_MAC_BYTES = 32
_SIZE = _BODY.size + _MAC_BYTES
_LONGEST = 4 * ((_SIZE + 2) // 3)
_BY = (Permission.PLATES_WATCH, Permission.PLATES_SEARCH, Permission.PLATES_CONFIRM)
_AGAIN = "Open the list again."


@dataclass(frozen=True, slots=True)
class ReadLook:
    """A granted look at reads from `from_us` up to `to_us`, both included, until `until_us` (µs since 1970, UTC)."""

    session: bytes
    purpose: uuid.UUID
    permission: Permission
    from_us: int
    to_us: int
    until_us: int


class ReadLooks:
    """Grants looks at reads and checks their tokens."""

    def __init__(self, secrets: Secrets, clock: Clock, settings: ReadsSettings) -> None:
        self._key = hmac.digest(secrets.key, b"beadle plates look 1", "sha256")
        self._clock = clock
        self._lasts = timedelta(minutes=settings.look_minutes)

    def grant(
        self,
        ctx: Ctx,
        permission: Permission,
        since: datetime,
        until: datetime,
        *,
        purpose: uuid.UUID | None = None,
    ) -> str:
        """The token, URL-safe, of a look that the request's audit line covers: reads from `since` to `until`.

        purpose: what for; where it is left out, what the session states.
        """
        stated = ctx.actor.stated
        ends = self._clock.now() + self._lasts
        if purpose is None:
            assert stated is not None, "the guard asked for a stated purpose"
            purpose = stated.id
        if stated is not None and stated.id == purpose and stated.until is not None:
            ends = min(ends, stated.until)
        return self.sign(ReadLook(self._mark(ctx), purpose, permission, to_us(since), to_us(until), to_us(ends)))

    def granted(self, ctx: Ctx, token: str, at: datetime) -> ReadLook:
        """The look behind a token, where it is this session's and covers a read of that moment. Raises LookRefused.

        Whether it is still a right is for the caller to ask: `ctx.see` with the look's permission and purpose.
        """
        look = self._read(token)
        if look.session != self._mark(ctx):
            raise LookRefused("This link to a read was made for somebody else.", advice=_AGAIN)
        if self._clock.now_us() >= look.until_us:
            raise LookRefused("This link to a read is no longer valid.", advice=_AGAIN)
        if not look.from_us <= to_us(at) <= look.to_us:
            raise LookRefused("This link covers other reads.", advice=_AGAIN)
        return look

    def sign(self, look: ReadLook) -> str:
        """The look's token."""
        by = _BY.index(look.permission)
        body = _BODY.pack(look.session, look.purpose.bytes, by, look.from_us, look.to_us, look.until_us)
        return base64.urlsafe_b64encode(body + self._mac(body)).decode("ascii")

    def _read(self, token: str) -> ReadLook:
        try:
            raw = base64.b64decode(token[: _LONGEST + 1].encode("ascii"), altchars=b"-_", validate=True)
        except (UnicodeEncodeError, binascii.Error, ValueError):
            raw = b""
        if len(raw) != _SIZE or base64.urlsafe_b64encode(raw).decode("ascii") != token:
            raise LookRefused("This link to a read is damaged.", advice=_AGAIN)
        body, mac = raw[: _BODY.size], raw[_BODY.size :]
        if not hmac.compare_digest(mac, self._mac(body)):
            raise LookRefused("This link to a read is damaged.", advice=_AGAIN)
        session, purpose, by, from_us, until_us, ends_us = _BODY.unpack(body)
        return ReadLook(session, uuid.UUID(bytes=purpose), _BY[by], from_us, until_us, ends_us)

    def _mark(self, ctx: Ctx) -> bytes:
        """16 bytes that stand for the session; its identifier cannot be read from them."""
        assert ctx.signed is not None, "only what is behind a permission shows reads"
        return hmac.digest(self._key, b"session " + ctx.signed.id.bytes, "sha256")[:16]

    def _mac(self, body: bytes) -> bytes:
        return hmac.new(self._key, body, hashlib.sha256).digest()
