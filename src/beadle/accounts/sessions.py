"""Rules of sessions: tokens, how long they last, and the proof that a request came from our own pages. No I/O."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from beadle.accounts.settings import AccountsSettings
from beadle.accounts.terms import CONTROL_ROOM, Role

COOKIE = "beadle_session"
SECURE_COOKIE = f"__Host-{COOKIE}"
"""Its name on https: a browser takes it only from this very host over https, so that no neighbour can plant one."""
CSRF_HEADER = "X-Beadle-CSRF"
BACKGROUND_HEADER = "X-Beadle-Background"
"""A page sends it with what it asks by itself, so that an unattended screen still idles out."""
TOUCH_EVERY = timedelta(seconds=60)
"""How exactly a session's last use is known: writing it at every request would cost more than it tells."""


ROTATION_GRACE = timedelta(seconds=10)
"""How long the token before still finds the session: for what was under way while a proof changed the token."""


def cookie_name(scheme: str) -> str:
    """The name of the session's cookie on http or https."""
    return SECURE_COOKIE if scheme in {"https", "wss"} else COOKIE


def token_of(cookies: Mapping[str, str], scheme: str) -> str | None:
    """The token that the browser sent, if any. On https a cookie of the plain name is not looked at."""
    return cookies.get(cookie_name(scheme))


def new_token() -> str:
    """256 random bits for a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is stored of a token: enough to find the session, not enough to be one."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def csrf_of(session_id: uuid.UUID, key: bytes) -> str:
    """The session's CSRF proof: derived, so that it is stored nowhere and a copy of the database does not give it.

    It stays while the token changes, so that a second window of the same person goes on working.
    """
    return hmac.new(key, b"beadle csrf 2\0" + session_id.bytes, hashlib.sha256).hexdigest()


def csrf_fits(given: str, session_id: uuid.UUID, key: bytes) -> bool:
    """Whether the header's value is the session's, in constant time."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), csrf_of(session_id, key).encode())


def ended_since(
    created: datetime, seen: datetime, now: datetime, roles: Collection[Role], settings: AccountsSettings
) -> bool:
    """Whether a session is over: too long since its sign-in, or, for the office roles, since its last use."""
    if now - created >= timedelta(hours=settings.longest_hours):
        return True
    return not watches(roles) and now - seen >= timedelta(minutes=settings.idle_minutes)


def is_locked(
    locked: datetime | None, seen: datetime, now: datetime, roles: Collection[Role], settings: AccountsSettings
) -> bool:
    """Whether the screen is locked: by hand (`locked`), or because a watcher has touched nothing for so long.

    Requests of a locked session are no use of it, so `seen` stands still and it stays locked until it is unlocked.
    """
    return locked is not None or (watches(roles) and now - seen >= timedelta(minutes=settings.lock_minutes))


def watches(roles: Collection[Role]) -> bool:
    """Whether the roles are those of the control room alone, whose sessions lock instead of ending."""
    return bool(roles) and set(roles) <= CONTROL_ROOM


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
