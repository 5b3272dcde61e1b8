"""Text that people and machines send: bounded, without control characters, and storable."""

from __future__ import annotations

import math
import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, StringConstraints

_INVISIBLE = frozenset("\u200b\u200c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
"""Characters that hide or turn round what stands beside them, so that a name reads as another."""


def fault_of_line(value: str) -> str | None:
    """Why `value` cannot be a line of text, or None when it can."""
    if value.isprintable():  # nearly all lines, and none of the characters below is printable
        return None
    for character in value:
        if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}:
            return "contains a control character"
        if character in _INVISIBLE:
            return "contains an invisible character"
    return None


def fault_of_text(value: str) -> str | None:
    """The same for text of several lines: line feeds, carriage returns and tabs are allowed."""
    return fault_of_line(value.translate({9: " ", 10: " ", 13: " "}))


def _line(value: str) -> str:
    if fault := fault_of_line(value):
        raise ValueError(fault)
    return value


def _text(value: str) -> str:
    if fault := fault_of_text(value):
        raise ValueError(fault)
    return value


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), AfterValidator(_line)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300), AfterValidator(_line)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000), AfterValidator(_text)]


def storable(value: Any) -> Any:
    """The value with everything that PostgreSQL cannot store replaced: NUL, lone surrogates, numbers that are none.

    For text that has to be written down whatever it is, such as what an attacker sent. Works through lists and dicts.
    """
    if isinstance(value, str):
        return (
            value
            if value.isprintable()
            else "".join("\ufffd" if c == "\0" or unicodedata.category(c) == "Cs" else c for c in value)
        )
    if isinstance(value, dict):
        return {storable(str(key)): storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [storable(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value
