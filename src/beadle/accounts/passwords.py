"""Passwords: which may be used, and how they are kept (argon2id)."""

from __future__ import annotations

import asyncio
import re
import secrets
import unicodedata
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from beadle.accounts import guessable
from beadle.accounts.errors import WeakPassword

SHORTEST = 12
LONGEST = 200
CONTEXT = (
    *("chesterfield", "administrator", "supervisor", "controlroom", "operator", "password", "security", "council"),
    *("borough", "manager", "auditor", "camera", "police", "beadle", "county", "parish", "admin", "video", "watch"),
    *("cctv", "anpr", "town", "live"),
)
"""Words of this very place, longest first: a password that is made of nothing else is guessed first."""
_SHORTEST_NAME = 3
_LEFT_OVER = 4
"""Letters beside such words that a password needs at the least."""
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter that can be taken for another: a printed password is read from a terminal and typed once."""

# RFC 9106, section 4, second recommended choice: 64 MiB, three passes, four lanes.
_HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4)

# Two at a time bounds the memory that a flood of sign-ins can take, and keeps the event loop free.
_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


def normalise(password: str) -> str:
    """The same password however the keyboard composes its accents (NFKC, as NIST SP 800-63B asks)."""
    return unicodedata.normalize("NFKC", password)


def check(password: str, *, names: tuple[str, ...] = ()) -> None:
    """Return where the password may be used. Raises WeakPassword that says why not.

    names: what stands for the person and the place: of their words alone the password must not be made.
    """
    plain = normalise(password)
    if len(plain) < SHORTEST:
        raise WeakPassword(
            f"The password has fewer than {SHORTEST} characters.", advice="Three or four random words are good."
        )
    if len(plain) > LONGEST:
        raise WeakPassword(f"The password has more than {LONGEST} characters.", advice="Use a shorter one.")
    if fault := _guessed(plain.casefold(), names):
        raise WeakPassword(fault, advice="Three or four random words are good.")


def _guessed(folded: str, names: tuple[str, ...]) -> str | None:
    """Why it would be guessed, or None."""
    core = _core(folded)
    if len(set(folded)) < 5 or guessable.is_repetition(folded):
        return "The password repeats a few characters."
    if guessable.is_common(folded):
        return "This is one of the commonest passwords."
    if any(core == _core(name.casefold()) for name in names if name):
        return "The password is the name."
    if _without(core, (*_words_of(names), *CONTEXT)) < _LEFT_OVER <= len(core):
        return "The password is made of words of this place."
    if guessable.is_two_words(folded):
        return "The password is made of two common words."
    if guessable.is_run(folded):
        return "The password is a walk along the keyboard."
    return None


def _words_of(names: tuple[str, ...]) -> list[str]:
    """The words of the names, longest first; shorter ones than three letters stand in too many others."""
    words = {_core(word) for name in names for word in re.split(r"[\W\d_]+", name.casefold())}
    return sorted((word for word in words if len(word) >= _SHORTEST_NAME), key=len, reverse=True)


def _core(text: str) -> str:
    """The letters, without the digits and signs that people add to get past a rule: "Password12345!" is "password"."""
    return "".join(character for character in text if character.isalpha())


def _without(core: str, words: Iterable[str]) -> int:
    """How many letters are left once these words are taken out."""
    for word in words:
        core = core.replace(word, " ")
    return len(core.replace(" ", ""))


def made_up() -> str:
    """A random password of about 99 bits in five groups, to print once."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(5))


async def hashed(password: str) -> str:
    """The argon2id hash to store."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _HASHER.hash, _bytes(password))


async def fits(password: str, kept: str | None) -> bool:
    """Whether the password is the one behind the hash. Without a hash the same work is done, for the same time."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _fits, password, kept)


def _fits(password: str, kept: str | None) -> bool:
    try:
        _HASHER.verify(kept or _nobody(), _bytes(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def _bytes(password: str) -> bytes:
    return normalise(password).encode("utf-8", "surrogatepass")


@cache
def _nobody() -> str:
    return _HASHER.hash(secrets.token_urlsafe(32))
