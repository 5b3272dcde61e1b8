from __future__ import annotations

import pytest

from beadle.estate.fingerprints import fingerprint

PLAIN = "ab" * 32


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.upper(),
        ":".join(["AB"] * 32),
        f"  {' '.join(['AB'] * 32)}\n",
        f"sha256 Fingerprint={':'.join(['AB'] * 32)}",
        f"SHA256:{PLAIN}",
        f"SHA-256 fingerprint: {PLAIN}",
    ],
)
def test_as_people_paste_it(text: str) -> None:
    assert fingerprint(text) == PLAIN


def test_nothing_stays_nothing() -> None:
    assert fingerprint("  ") == ""


@pytest.mark.parametrize(
    "text", ["ab" * 20, "ab" * 31, "ab" * 33, "xy" * 32, "sha1 Fingerprint=" + PLAIN, "\u0661" * 64]
)
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="64 hex digits"):
        fingerprint(text)
