"""Rules of sessions: tokens, how long they last, and the proof that a request came from our own pages. No I/O."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from beadle.accounts.settings import AccountsSettings
from beadle.accounts.terms import CONTROL_ROOM, Role

COOKIE = "beadle_session"
CSRF_HEADER = "X-Beadle-CSRF"
BACKGROUND_HEADER = "X-Beadle-Background"
"""A page sends it with what it asks by itself, so that an unattended screen still idles out."""
TOUCH_EVERY = timedelta(seconds=60)
"""How exactly a session's last use is known: writing it at every request would cost more than it tells."""


def new_token() -> str:
    """256 random bits for a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is stored of a token: enough to find the session, not enough to be one."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def csrf_of(token: str, key: bytes) -> str:
    """The session's CSRF proof: derived, so that it is stored nowhere and a copy of the database does not give it."""
    return hmac.new(key, b"beadle csrf\0" + token_hash(token), hashlib.sha256).hexdigest()


def csrf_fits(given: str, token: str, key: bytes) -> bool:
    """Whether the header's value is the session's, in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), csrf_of(token, key).encode())


def ended_since(
    created: datetime, seen: datetime, now: datetime, roles: Collection[Role], settings: AccountsSettings
) -> bool:
    """Whether a session is over: too long since its sign-in, or, for the office roles, since its last use."""
    if now - created >= timedelta(hours=settings.longest_hours):
        return True
    watches = bool(roles) and set(roles) <= CONTROL_ROOM
    return not watches and now - seen >= timedelta(minutes=settings.idle_minutes)


def same_origin(origin: str | None, host: str | None) -> bool:
    """Whether a browser sent the request from a page of the very host that it is for.

    Programs that are no browser send no Origin; nobody can make them send another person's cookie, so they pass.
    """
    if origin is None:
        return True
    try:
        return bool(host) and urlsplit(origin).netloc.lower() == (host or "").lower()
    except ValueError:
        return False
