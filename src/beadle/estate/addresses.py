"""Rules for the addresses of streams. Pure: text in, text out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

from beadle.estate.errors import BadAddress
from beadle.platform.hosts import is_host

LONGEST = 500
_SCHEMES = ("rtsp", "rtsps")
_PRINTABLE = re.compile(r"[!-~]+")
_NEVER = frozenset('"<>\\^`{|}')


@dataclass(frozen=True, slots=True)
class Address:
    """A stream's address without its sign-in, and the sign-in that stood in it (None where none did)."""

    url: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)


def parse(text: str) -> Address:
    """The address, cleaned. Raises BadAddress, whose message never quotes what was given.

    Cameras live on private networks, so any host is allowed; only the scheme and the form are restricted.
    """
    text = text.strip(" ")
    if len(text) > LONGEST:
        raise BadAddress(f"The address is longer than {LONGEST} characters.", advice="Check what was pasted.")
    # Before urlsplit, which drops tabs and line ends without a word.
    if not _PRINTABLE.fullmatch(text) or _NEVER & set(text):
        raise BadAddress("The address holds a character that may not stand in one.", advice="Type it again.")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise _malformed() from error
    _check(parts, port)
    host = parts.hostname or ""
    shown_host = f"[{host}]" if ":" in host else host
    netloc = shown_host if port is None else f"{shown_host}:{port}"
    url = parts._replace(scheme=parts.scheme.lower(), netloc=netloc, fragment="").geturl()
    return Address(url, _unquoted(parts.username), _unquoted(parts.password))


def _malformed() -> BadAddress:
    return BadAddress("The address is not a valid one.", advice="Write it like rtsp://10.1.2.3:554/stream1.")


def _check(parts: SplitResult, port: int | None) -> None:
    if parts.scheme.lower() not in _SCHEMES:
        raise BadAddress("Only rtsp:// and rtsps:// addresses are allowed.", advice="Use the camera's RTSP stream.")
    if not is_host(parts.hostname or "") or port == 0:
        raise _malformed()
    if "@" in parts.path or "@" in parts.query or parts.fragment:
        # A password with / or # in it, not escaped: cut in two, its second half would stand in the address.
        raise BadAddress(
            "The address holds an @ or # in the wrong place.", advice="Give name and password in their own fields."
        )


def _unquoted(text: str | None) -> str | None:
    return None if text is None else unquote(text, errors="replace")


def place(url: str) -> str:
    """Host and port of a cleaned address: what may stand in a log, for paths and queries can hold passwords too."""
    return urlsplit(url).netloc


def slug(number: int, name: str) -> str:
    """The start of a camera's key, such as "012-market-place": safe as a folder's name on any disk."""
    words = re.sub(r"[^a-z0-9]+", "-", name.lower().replace("'", "").replace("\u2019", "")).strip("-")[:60].strip("-")
    return f"{number:03d}-{words}" if words else f"{number:03d}"


def free_key(number: int, name: str, taken: set[str] | frozenset[str]) -> str:
    """A key that no camera has or had: a number is appended where the plain one is taken."""
    plain = slug(number, name)
    if plain not in taken:
        return plain
    following = 2
    while f"{plain}-{following}" in taken:
        following += 1
    return f"{plain}-{following}"
