"""The address that people type: passkeys are bound to it, and a directory sends people back to it. No I/O."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from beadle.accounts.entry.errors import NoOrigin

_LOOPBACK = frozenset({"127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Place:
    """`origin`: scheme, host and port, as a browser says it. `rp_id`: the name that passkeys are bound to."""

    origin: str
    rp_id: str


def is_localhost(host: str | None) -> bool:
    """Whether browsers take the name for this very machine, whatever a name server says (RFC 6761)."""
    return host is not None and (host == "localhost" or host.endswith(".localhost"))


def is_loopback(host: str | None) -> bool:
    """Whether the host is this very machine, by name or by address."""
    return is_localhost(host) or host in _LOOPBACK


def place_of(configured: str, scheme: str, host: str | None) -> Place | None:
    """Where passkeys live: the setting, else the request's own host where that is localhost; None where unknown.

    Any other host is not believed: a browser keeps a passkey for the name for ever, so the name has to be meant.
    """
    if configured:
        return Place(configured, urlsplit(configured).hostname or "")
    name = _hostname(host)
    return Place(f"{scheme}://{host}".lower(), name) if name and is_localhost(name) else None


def base_of(configured: str, scheme: str, host: str | None) -> str | None:
    """What addresses of this installation begin with: the setting, else the request's host where that is loopback."""
    return configured or (f"{scheme}://{host}".lower() if is_loopback(_hostname(host)) else None)


def needed(found: Place | None) -> Place:
    """The place. Raises NoOrigin where there is none."""
    if found is None:
        raise NoOrigin(
            "Passkeys do not work at this address.",
            advice='An administrator sets accounts.origin in beadle.toml, such as "https://cctv.example.gov.uk".',
        )
    return found


def _hostname(host: str | None) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname if host else None
    except ValueError:
        return None
