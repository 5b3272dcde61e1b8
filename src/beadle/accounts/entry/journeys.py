"""Journeys to the directory and back: what is remembered meanwhile, and where people land afterwards. No I/O."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from beadle.accounts.entry.directory import Journey
from beadle.accounts.entry.terms import Wish

COOKIE = "beadle_oidc"
CALLBACK = "/api/session/oidc/callback"
_LONGEST_PATH = 500


@dataclass(frozen=True, slots=True)
class Errand:
    """What somebody went to the directory for, and where they land on their return."""

    wish: Wish
    then: str
    base: str
    journey: Journey

    def packed(self) -> dict[str, Any]:
        """As JSON values, for the ticket."""
        own = self.journey
        return {
            "wish": self.wish.value,
            "then": self.then,
            "base": self.base,
            "state": own.state,
            "nonce": own.nonce,
            "verifier": own.verifier,
        }

    @classmethod
    def unpacked(cls, data: Mapping[str, Any]) -> Errand:
        """From a ticket."""
        journey = Journey(data["state"], data["nonce"], data["verifier"])
        return cls(Wish(data["wish"]), data["then"], data["base"], journey)

    def is_answered_by(self, state: str) -> bool:
        """Whether the answer is to this errand, in constant time."""
        return hmac.compare_digest(state.encode("utf-8", "replace"), self.journey.state.encode())


def cookie_name(scheme: str) -> str:
    """The cookie that binds an errand to the browser."""
    return f"__Host-{COOKIE}" if scheme == "https" else COOKIE


def own_path(wanted: str) -> str:
    """The path, where it is one of our own pages; else the start page. Nobody is sent to another site from here."""
    if not wanted.startswith("/") or wanted.startswith(("//", "/\\")) or len(wanted) > _LONGEST_PATH:
        return "/"
    if not wanted.isprintable() or "\\" in wanted:
        return "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    return wanted if not parts.scheme and not parts.netloc and not wanted.startswith("/api") else "/"


def told(path: str, word: str) -> str:
    """The path with a word for the page about how it went, before any fragment."""
    bare = path.split("#", 1)[0]
    return f"{bare}{'&' if '?' in bare else '?'}directory={word}"
