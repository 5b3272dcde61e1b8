"""What a guesser tries first."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from beadle.accounts import guessable

WORDS = sorted(word for word in guessable.common() if word.isalpha() and 5 <= len(word) <= 8)


def guessed(password: str) -> bool:
    folded = password.casefold()
    rules = (guessable.is_common, guessable.is_two_words, guessable.is_run, guessable.is_repetition)
    return any(rule(folded) for rule in rules)


def test_the_list_has_thousands_in_lower_case() -> None:
    assert len(guessable.common()) > 3000
    assert all(entry == entry.casefold().strip() for entry in guessable.common())


@pytest.mark.parametrize(
    "bad",
    ["P4$$w0rd12345", "Passw0rd!2026", "1234letmein1234", "L1verp00l-2026", "!!!!Welcome!!!!", "m4nch3st3r2026",
     "Chocolate_1999", "p@ssword"],
)  # fmt: skip
def test_common_words_in_disguise(bad: str) -> None:
    assert guessable.is_common(bad.casefold())


@pytest.mark.parametrize(
    "bad", ["SummerHoliday2026", "dragonfootball", "Monkey-Dragon-99", "passwordpasswordpassword", "tiger1tiger2tiger3"]
)
def test_two_words_or_one_many_times(bad: str) -> None:
    assert guessable.is_two_words(bad.casefold())


@pytest.mark.parametrize(
    "bad",
    ["qwertyuiop[]", "1qaz2wsx3edc", "zaq12wsxcde3", "1q2w3e4r5t6y", "abcdefghijkl", "zyxwvutsrqpo", "123456789012",
     "asdfghjkl;'#", "qwertasdfgzxcvb", "1234qwerasdfzxcv", "aaaabbbbcccc", "poiuytrewq12"],
)  # fmt: skip
def test_walks(bad: str) -> None:
    assert guessable.is_run(bad)


@pytest.mark.parametrize("bad", ["abc123abc123", "xyz!xyz!xyz!", "ab12ab12ab12a", "k7k7k7k7k7k7"])
def test_repetition(bad: str) -> None:
    assert guessable.is_repetition(bad)


@pytest.mark.parametrize(
    "good",
    ["tea kettle orbit lamp", "correct tram window", "x7Kq-29fT-aa03", "seven grey umbrellas", "vault-orchid-maple-9",
     "the train to derby was late", "Zwölf Boxkämpfer!", "我喜欢在公园里慢慢散步吗", "ninety green bottles"],
)  # fmt: skip
def test_good_ones(good: str) -> None:
    assert not guessed(good)


@given(st.sampled_from(WORDS), st.integers(0, 10**6), st.sampled_from(["", "!", "-", "£$", "_x_"[:1]]))
def test_a_word_of_the_list_stays_one_with_digits_and_signs(word: str, number: int, sign: str) -> None:
    for password in (f"{word}{number}{sign}", f"{sign}{number}{word.upper()}", f"{word.title()}{sign}{number}"):
        assert guessable.is_common(password.casefold()), password


@example("chacha", "chacha", "")
@given(st.sampled_from(WORDS), st.sampled_from(WORDS), st.sampled_from(["", " ", "-", "1", "99"]))
def test_any_two_words_of_the_list(one: str, two: str, between: str) -> None:
    assert guessable.is_two_words(f"{one}{between}{two}")


def test_random_ones_are_hardly_ever_taken_for_guessable() -> None:
    assert not [made for made in (secrets.token_urlsafe(12) for _ in range(2000)) if guessed(made)]


@given(st.text(max_size=200))
def test_the_rules_answer_for_any_text(text: str) -> None:
    guessed(text)
