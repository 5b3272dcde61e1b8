"""Text from outside: what is refused, and what is made storable."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from beadle.platform.text import Line, Name, Text, fault_of_line, fault_of_text, storable

any_text = st.text(alphabet=st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize("good", ["Market Place", "Queen's Park", "Tŷ Hapus", "広場", "<script>alert(1)</script>", ""])
def test_a_line_of_any_language_is_good(good: str) -> None:
    assert fault_of_line(good) is None


@pytest.mark.parametrize(
    "bad", ["a\0b", "a\nb", "a\rb", "\x1b[2J", "a\u2028b", "\ud800", "ab\u202ecd", "a\u200bb", "\ufeffa"]
)
def test_a_line_has_nothing_that_cannot_be_seen(bad: str) -> None:
    assert fault_of_line(bad)
    with pytest.raises(ValidationError):
        TypeAdapter(Line).validate_python(f"x{bad}x")


def test_text_may_have_lines() -> None:
    assert fault_of_text("one\r\n\ttwo") is None
    assert fault_of_text("one\0two")
    with pytest.raises(ValidationError):
        TypeAdapter(Text).validate_python("one\x07two")
    with pytest.raises(ValidationError):
        TypeAdapter(Text).validate_python("x" * 5001)


def test_a_name_is_trimmed_and_never_empty() -> None:
    assert TypeAdapter(Name).validate_python("  Low Pavement ") == "Low Pavement"
    for bad in ("", "   ", "x" * 121):
        with pytest.raises(ValidationError):
            TypeAdapter(Name).validate_python(bad)


@given(any_text)
def test_what_is_storable_is_encoded_and_free_of_nul(text: str) -> None:
    made = storable(text)
    assert "\0" not in made
    assert made.encode("utf-8").decode() == made
    assert len(made) == len(text)


def test_storable_goes_through_collections() -> None:
    made = storable({"a\0": ["\ud800", ("x\0",), {math.nan}], "n": 1, "f": math.inf, "t": None})
    assert made == {"a\ufffd": ["\ufffd", ["x\ufffd"], ["nan"]], "n": 1, "f": "inf", "t": None}
    json.dumps(made, allow_nan=False)
