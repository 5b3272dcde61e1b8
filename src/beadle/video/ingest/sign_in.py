"""Signing in to a camera: Digest (MD5 and SHA-256, RFC 7616) and Basic (RFC 7617). No I/O."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from beadle.video.ingest.errors import Malformed, SignInFailed

LONGEST_NONCE = 1024
"""Characters of a nonce, realm or opaque value. Cameras send 32 or so; we have to send it back with each request."""
_MOST_STALE = 3
"""New nonces in answer to one request."""

_SCHEME = re.compile(r"(?:^|,\s*)(Digest|Basic)(?=\s|$)", re.IGNORECASE)
_PARAMETER = re.compile(r'([A-Za-z0-9_-]{1,32})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]*))')
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_HASHES = {
    "MD5": hashlib.md5,
    "MD5-SESS": hashlib.md5,
    "SHA-256": hashlib.sha256,
    "SHA-256-SESS": hashlib.sha256,
}
_PREFERENCE = ("SHA-256", "SHA-256-SESS", "MD5", "MD5-SESS")


@dataclass(frozen=True, slots=True)
class Challenge:
    """One way to sign in that the camera offers. `algorithm` is "" for Basic."""

    realm: str
    nonce: str = ""
    algorithm: str = ""
    opaque: str = ""
    qop: bool = False
    stale: bool = False


def parse_challenges(values: Iterable[str]) -> list[Challenge]:
    """The challenges in WWW-Authenticate lines; kinds that we do not know are left out. Raises Malformed."""
    found: list[Challenge] = []
    for value in values:
        # A realm may hold anything, so schemes are looked for outside quotes only.
        marks = list(_SCHEME.finditer(_QUOTED.sub(lambda quoted: "_" * len(quoted[0]), value)))
        ends = [mark.start() for mark in marks[1:]] + [len(value)]
        for mark, end in zip(marks, ends, strict=False):
            challenge = _parse_challenge(mark[1].lower(), value[mark.end() : end])
            if challenge is not None:
                found.append(challenge)
    return found


def _parse_challenge(scheme: str, text: str) -> Challenge | None:
    fields: dict[str, str] = {}
    for match in _PARAMETER.finditer(text):
        fields.setdefault(match[1].lower(), match[3] if match[2] is None else re.sub(r"\\(.)", r"\1", match[2]))
    if any(len(field) > LONGEST_NONCE for field in fields.values()):
        raise Malformed("The camera's sign-in challenge is too long.")
    realm = fields.get("realm", "")
    if scheme == "basic":
        return Challenge(realm)
    algorithm = fields.get("algorithm", "MD5").upper()
    options = {option.strip().lower() for option in fields.get("qop", "").split(",") if option.strip()}
    if algorithm not in _HASHES or not fields.get("nonce") or (options and "auth" not in options):
        return None
    return Challenge(
        realm,
        fields["nonce"],
        algorithm,
        fields.get("opaque", ""),
        qop=bool(options),
        stale=fields.get("stale", "").lower() == "true",
    )


class SignIn:
    """Answers to a camera's challenges, kept across connections.

    Once a camera has offered Digest, Basic is refused for as long as this object lives: somebody in between who
    wants the password in the clear would ask for exactly that.
    """

    def __init__(self, username: str, password: str, *, make_cnonce: Callable[[], str] | None = None) -> None:
        self._username = username
        self._password = password
        self._make_cnonce = make_cnonce or (lambda: secrets.token_hex(8))
        self._challenge: Challenge | None = None
        self._digest_offered = False
        self._count = 0
        self._tries = 0

    @property
    def in_clear(self) -> bool:
        """Whether the camera made us send the password in the clear."""
        return self._challenge is not None and not self._challenge.algorithm

    def begin(self) -> None:
        """A new request begins: its challenges are counted from nought."""
        self._tries = 0

    def take_up(self, values: Iterable[str]) -> None:
        """Take up the challenge of a 401 answer; return when another try makes sense.

        Raises SignInFailed when it does not, Malformed for a challenge out of bounds.
        """
        chosen = self._choose(parse_challenges(values))
        if not self._username:
            raise SignInFailed("The camera asks for a user name and password, and none is entered.")
        self._tries += 1
        answered_before = self._tries > 1
        if (answered_before and not chosen.stale) or self._tries > _MOST_STALE:
            raise SignInFailed("The camera refuses the user name or the password.")
        self._challenge = chosen
        self._count = 0

    def _choose(self, offered: list[Challenge]) -> Challenge:
        digests = sorted(
            (challenge for challenge in offered if challenge.algorithm),
            key=lambda challenge: _PREFERENCE.index(challenge.algorithm),
        )
        if digests:
            self._digest_offered = True
            return digests[0]
        if not offered:
            raise SignInFailed("The camera asks for a kind of sign-in that Beadle does not know.")
        if self._digest_offered:
            raise SignInFailed("The camera offered Digest before and now wants the password in the clear; refused.")
        return offered[0]

    def header(self, method: str, url: str) -> str | None:
        """The value of Authorization for a request, or None while no challenge has come."""
        challenge = self._challenge
        if challenge is None:
            return None
        if not challenge.algorithm:
            pair = f"{self._username}:{self._password}".encode()
            return "Basic " + base64.b64encode(pair).decode()
        return self._digest(challenge, method, url)

    def _digest(self, challenge: Challenge, method: str, url: str) -> str:
        def hashed(text: str) -> str:
            return _HASHES[challenge.algorithm](text.encode(), usedforsecurity=False).hexdigest()

        self._count += 1
        count, cnonce = f"{self._count:08x}", self._make_cnonce()
        secret = hashed(f"{self._username}:{challenge.realm}:{self._password}")
        if challenge.algorithm.endswith("-SESS"):
            secret = hashed(f"{secret}:{challenge.nonce}:{cnonce}")
        middle = f"{challenge.nonce}:{count}:{cnonce}:auth" if challenge.qop else challenge.nonce
        response = hashed(f"{secret}:{middle}:{hashed(f'{method}:{url}')}")
        quoted = {
            "username": self._username,
            "realm": challenge.realm,
            "nonce": challenge.nonce,
            "uri": url,
            "response": response,
        }
        if challenge.opaque:
            quoted["opaque"] = challenge.opaque
        plain = {"algorithm": challenge.algorithm} if challenge.algorithm != "MD5" else {}
        if challenge.qop or plain.get("algorithm", "").endswith("-SESS"):
            quoted["cnonce"] = cnonce
        if challenge.qop:
            plain |= {"qop": "auth", "nc": count}
        pairs = [f'{key}="{_quote(value)}"' for key, value in quoted.items()]
        return "Digest " + ", ".join(pairs + [f"{key}={value}" for key, value in plain.items()])


def _quote(text: str) -> str:
    return re.sub(r'(["\\])', r"\\\1", text)
