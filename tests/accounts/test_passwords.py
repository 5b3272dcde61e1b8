"""Which passwords are taken, and that they are kept well."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.accounts.errors import WeakPassword
from beadle.accounts.passwords import CONTEXT, LONGEST, SHORTEST, check, fits, hashed, made_up


@pytest.mark.parametrize(
    "good",
    ["tea kettle orbit lamp", "Zwölf Boxkämpfer!", "x7Kq-29fT-aa03", "🎪🎭🎨🎬🎤🎧🎼🎹🥁🎷🎺🎸", "correct tram window"],
)
def test_good_ones(good: str) -> None:
    check(good, names=("olivia", "Olivia Marsh"))


def test_long_ones_are_good() -> None:
    for length in (64, LONGEST):
        check(("tea kettle orbit lamp " * 20)[:length].strip().ljust(length, "x"))


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "short",
        "elevenchars",
        "x" * 201,
        "aaaaaaaaaaaa",
        "abababababab",
        "123456789012",
        "Password1234",
        "PASSWORD!!!!2026",
        "Chesterfield1",
        "qwertyuiop123",
        "correct horse battery staple",
        "olivia.marsh.2026",
        "OliviaMarsh!!",
        "controlroom1234",
    ],
)
def test_bad_ones(bad: str) -> None:
    with pytest.raises(WeakPassword) as caught:
        check(bad, names=("olivia", "Olivia Marsh"))
    assert caught.value.advice
    assert not bad or bad not in str(caught.value)


@pytest.mark.parametrize(
    "bad", ["BeadleCCTV-2026!", "town.council.cctv.1", "Camera-Camera-9", "Borough Police 24", "beadle-live-xyz-1"]
)
def test_words_of_this_very_place_are_not_enough(bad: str) -> None:
    with pytest.raises(WeakPassword, match="words of this place"):
        check(bad)
    check(f"{bad} orbit lamp")


def test_the_words_of_this_place_are_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "why" / "threats.md").read_text("utf-8")
    assert not [word for word in CONTEXT if f"`{word}`" not in page]


@pytest.mark.parametrize("bad", ["Marsh-Olivia-2026", "olivia.chesterford.9", "Chesterford&Olivia", "xOliviaMarshx12"])
def test_words_of_the_person_and_the_council_are_not_enough(bad: str) -> None:
    with pytest.raises(WeakPassword, match="words of this place"):
        check(bad, names=("olivia", "Olivia Marsh", "Chesterford Borough Council"))


def test_a_name_may_stand_in_a_long_one() -> None:
    check("Olivia keeps seven umbrellas", names=("olivia", "Olivia Marsh"))


def test_length_is_counted_as_a_person_does() -> None:
    with pytest.raises(WeakPassword, match="fewer than 12"):
        check("e\u0301" * (SHORTEST - 1))


def test_a_made_up_one_is_random_and_accepted() -> None:
    made = {made_up() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        check(password, names=("administrator",))


async def test_the_hash_is_argon2id_with_64_mib() -> None:
    kept = await hashed("tea kettle orbit lamp")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert kept != await hashed("tea kettle orbit lamp")
    assert await fits("tea kettle orbit lamp", kept)
    assert not await fits("tea kettle orbit lamps", kept)
    assert not await fits("", kept)


async def test_accents_fit_however_they_are_typed() -> None:
    assert await fits("cafe\u0301 au lait noir", await hashed("café au lait noir"))


async def test_nobody_and_nonsense_fit_nothing() -> None:
    assert not await fits("tea kettle orbit lamp", None)
    assert not await fits("tea kettle orbit lamp", "")
    assert not await fits("tea kettle orbit lamp", "not a hash")
    assert not await fits("\ud800" * 12, await hashed("tea\0kettle orbit lamp"))


@given(st.text(min_size=12, max_size=200))
def test_the_rule_answers_for_any_text(password: str) -> None:
    with contextlib.suppress(WeakPassword):
        check(password, names=("olivia",))
