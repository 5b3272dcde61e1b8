"""What a read is to an entry."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from beadle.anpr.confusion import CHARACTERS, alike
from beadle.anpr.hotlists.rules import Seen, best, better, judge, likeness
from beadle.anpr.hotlists.terms import Verdict
from beadle.anpr.terms import LONGEST_PLATE, Candidate

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
plates = st.text(CHARACTERS, min_size=1, max_size=LONGEST_PLATE)
shares = st.floats(0, 1)


def verdict(seen: Seen, plate: str) -> Verdict | None:
    return judge(seen, plate, expires_at=None, now=NOW)


@st.composite
def reads(draw: st.DrawFn, texts: st.SearchStrategy[str] = plates) -> Seen:
    text = draw(texts)
    told = draw(st.booleans())
    characters = tuple(draw(st.lists(shares, min_size=len(text), max_size=len(text)))) if told else ()
    others = draw(st.lists(st.builds(Candidate, texts, shares), max_size=3))
    return Seen(text, draw(shares), draw(st.booleans()), characters, tuple(others))


@given(reads(), plates)
def test_only_the_very_text_of_a_confirmed_read_is_exact(seen: Seen, plate: str) -> None:
    for wanted in (plate, seen.text):
        found = verdict(seen, wanted)
        exact = found is not None and found.exact
        assert exact == (seen.confirmed and seen.text == wanted)


@given(reads(st.text("O0DB8AX", min_size=1, max_size=3)), st.text("O0DB8AX", min_size=1, max_size=3))
def test_whatever_else_is_possible_or_nothing(seen: Seen, plate: str) -> None:
    found = verdict(seen, plate)
    given_too = any(other.text == plate and other.probability >= 0.05 for other in seen.candidates)
    assert (found is not None) == (alike(seen.text, plate) or given_too)
    assert found is None or 0 <= found.score <= 1


@given(reads(), st.integers(0, LONGEST_PLATE - 1), st.sampled_from(CHARACTERS))
def test_one_edit_is_never_a_hit_by_itself(seen: Seen, place: int, other: str) -> None:
    bare = Seen(seen.text, seen.confidence, confirmed=True, characters=seen.characters)
    place %= len(seen.text)
    changed = seen.text[:place] + other + seen.text[place + 1 :]
    assume(not alike(changed, seen.text))
    assert verdict(bare, changed) is None
    assert verdict(bare, seen.text[:place] + seen.text[place + 1 :] or "X1X") is None
    assert verdict(bare, seen.text[:place] + other + seen.text[place:]) is None


@given(reads(), st.timedeltas(timedelta(0), timedelta(days=900)))
def test_what_is_expired_is_nothing(seen: Seen, ago: timedelta) -> None:
    assert judge(seen, seen.text, expires_at=NOW - ago, now=NOW) is None
    assert judge(seen, seen.text, expires_at=NOW + timedelta(microseconds=1), now=NOW) is not None


@pytest.mark.parametrize(("plate", "score"), [("AB1*", 4 / 7), ("*2CDE", 4 / 7), ("A812C*", 5 / 14)])
def test_partial_plates_are_possible_and_never_exact(plate: str, score: float) -> None:
    seen = Seen("AB12CDE", 1.0, confirmed=True)
    found = verdict(seen, plate)
    assert found is not None
    assert not found.exact
    score = score * 3 / 4 if plate == "AB1*" else score
    assert found.score == pytest.approx(score)
    assert verdict(seen, "XY1*") is None


def test_an_unconfirmed_read_of_the_plate_is_possible_with_its_confidence() -> None:
    assert verdict(Seen("AB12CDE", 0.7, confirmed=False), "AB12CDE") == Verdict(exact=False, score=0.7)


def test_another_way_to_read_it_is_possible_with_its_probability() -> None:
    seen = Seen("AB12CDF", 0.6, confirmed=True, candidates=(Candidate("AB12CDE", 0.3), Candidate("AB12CDG", 0.01)))
    assert verdict(seen, "AB12CDE") == Verdict(exact=False, score=0.3)
    assert verdict(seen, "AB12CDG") is None
    assert list(seen.texts()) == ["AB12CDF", "AB12CDE"]


def test_a_likelier_misread_has_a_higher_score() -> None:
    whole = Seen("A812CDE", 0.9, confirmed=True)
    sure = Seen("A812CDE", 0.9, confirmed=True, characters=(0.99,) * 7)
    unsure = Seen("A812CDE", 0.9, confirmed=True, characters=(0.99, 0.4, *(0.99,) * 5))
    twice = Seen("A81ZCDE", 0.9, confirmed=True)
    assert likeness(unsure, "AB12CDE") > likeness(sure, "AB12CDE") >= likeness(whole, "AB12CDE")
    assert likeness(whole, "AB12CDE") > likeness(twice, "AB12CDE")
    fits = Seen("AD12CDE", 0.9, confirmed=True)
    assert likeness(whole, "AB12CDE") > likeness(fits, "AO12CDE"), "a read that no plate can be is the sooner wrong"


def test_the_strongest_counts() -> None:
    weak, strong, exact = Verdict(False, 0.1), Verdict(False, 0.8), Verdict(True, 0.5)
    assert best([weak, exact, strong]) == exact
    assert better(weak, strong)
    assert better(strong, exact)
    assert not better(exact, strong)
    assert not better(weak, weak)
