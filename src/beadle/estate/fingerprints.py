"""Fingerprints of cameras' certificates: reading what people paste. Pure."""

from __future__ import annotations

import re

_DECORATION = re.compile(r"[\s:]")
_PREFIX = re.compile(r"\A\s*sha-?256\s*(?:fingerprint)?\s*[=:]", re.IGNORECASE)


def fingerprint(text: str) -> str:
    """A SHA-256 fingerprint as 64 small hex digits, from what a browser, openssl or a camera's page shows.

    Colons, blanks and openssl's "sha256 Fingerprint=" may stand in it. Empty stays empty. Raises ValueError.
    """
    digits = _DECORATION.sub("", _PREFIX.sub("", text)).lower()
    if digits and not re.fullmatch("[0-9a-f]{64}", digits):
        raise ValueError("a SHA-256 fingerprint has 64 hex digits, such as AB:CD:...; SHA-1 (40 digits) is not enough")
    return digits
