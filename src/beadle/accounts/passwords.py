"""Passwords: which may be used, and how they are kept (argon2id)."""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from beadle.accounts.errors import WeakPassword

SHORTEST = 12
LONGEST = 200
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter that can be taken for another: a printed password is read from a terminal and typed once."""

# RFC 9106, section 4, second recommended choice: 64 MiB, three passes, four lanes.
_HASHER = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4)

# Two at a time bounds the memory that a flood of sign-ins can take, and keeps the event loop free.
_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


@cache
def common() -> frozenset[str]:
    """The commonest passwords of at least twelve characters, and the commonest words that are made into such."""
    text = files("beadle.accounts").joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def normalise(password: str) -> str:
    """The same password however the keyboard composes its accents (NFKC, as NIST SP 800-63B asks)."""
    return unicodedata.normalize("NFKC", password)


def check(password: str, *, names: tuple[str, ...] = ()) -> None:
    """Return where the password may be used. Raises WeakPassword that says why not.

    names: what stands for the person, which must not be the password.
    """
    plain = normalise(password)
    if len(plain) < SHORTEST:
        raise WeakPassword(
            f"The password has fewer than {SHORTEST} characters.", advice="Three or four random words are good."
        )
    if len(plain) > LONGEST:
        raise WeakPassword(f"The password has more than {LONGEST} characters.", advice="Use a shorter one.")
    folded = plain.casefold()
    if len(set(folded)) < 5:
        raise WeakPassword("The password repeats a few characters.", advice="Three or four random words are good.")
    if folded in common() or _core(folded) in common():
        raise WeakPassword("This is one of the commonest passwords.", advice="Three or four random words are good.")
    if any(_core(folded) == _core(name.casefold()) for name in names if name):
        raise WeakPassword("The password is the name.", advice="Three or four random words are good.")


def _core(text: str) -> str:
    """The letters, without the digits and signs that people add to get past a rule: "Password12345!" is "password"."""
    return "".join(character for character in text if character.isalpha())


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
