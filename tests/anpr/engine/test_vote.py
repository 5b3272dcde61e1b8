"""Many looks make one text."""

from __future__ import annotations

import random

import pytest
from tests.factories.plate_reads import read

from beadle.anpr.engine.grammar import Grammar
from beadle.anpr.engine.terms import CHARACTERS, PlateRead, Region
from beadle.anpr.engine.vote import Ballot, weight_of

GRAMMAR = Grammar()


def ballot(*reads: PlateRead) -> Ballot:
    made = Ballot(GRAMMAR)
    for each in reads:
        made.add(each)
    return made


def test_nobody_has_looked() -> None:
    with pytest.raises(ValueError, match="nobody"):
        ballot().verdict()


def test_one_look_is_taken_as_it_is() -> None:
    look = read("AB12CDE")
    verdict = ballot(look).verdict()
    assert (verdict.read.text, verdict.confidence, verdict.agreeing) == ("AB12CDE", look.confidence, 1)


def test_agreeing_looks_make_it_surer_and_never_certain() -> None:
    looks = [read("AB12CDE", sure=0.95)] * 6
    sure = [ballot(*looks[:count]).verdict().confidence for count in (1, 2, 6)]
    assert sure == sorted(sure)
    assert sure[0] < sure[2] < 1.0


def test_errors_in_different_places_cancel() -> None:
    looks = [
        read("AB12CDF", sure=0.9, doubts={6: ("E", 0.3)}),
        read("AC12CDE", sure=0.9, doubts={1: ("B", 0.3)}),
        read("AB12CXE", sure=0.9, doubts={5: ("D", 0.3)}),
    ]
    verdict = ballot(*looks).verdict()
    assert verdict.read.text == "AB12CDE"
    assert verdict.agreeing == 0
    assert verdict.confidence < 0.8


def test_a_large_sharp_look_outvotes_small_smeared_ones() -> None:
    small = read("AB12CDF", (0, 0, 40, 9), sharpness=0.05, sure=0.8)
    large = read("AB12CDE", (0, 0, 160, 36), sharpness=0.9)
    assert weight_of(large) > 3 * weight_of(small)
    assert ballot(small, small, large).verdict().read.text == "AB12CDE"


def test_looks_of_other_lengths_are_aligned() -> None:
    looks = [read("AB12CDE", sure=0.9), read("B12CDE", sure=0.9), read("AB12CDE", sure=0.9), read("AB12CD", sure=0.9)]
    verdict = ballot(*looks).verdict()
    assert verdict.read.text == "AB12CDE"
    assert len(verdict.read.characters) == 7


def test_the_grammar_weighs_the_sum() -> None:
    made = Ballot(Grammar(Region.GB))
    for _ in range(3):
        made.add(read("AB12CDE", doubts={2: ("I", 0.5)}))
    assert made.verdict().read.text == "AB12CDE"


def test_o_and_nought_are_settled_by_their_place_however_many_looks_say_otherwise() -> None:
    """By law they are drawn alike: a network's opinion on them is the same in every look, and worth nothing."""
    grammar = Grammar(Region.GB)
    for count in (1, 3, 30):
        made = Ballot(grammar)
        for _ in range(count):
            made.add(read("T057MSO", grammar=grammar))
        assert made.verdict().read.text == "TO57MSO"
        assert made.verdict().confidence > 0.8


def test_candidates_together_are_no_more_than_all() -> None:
    verdict = ballot(*[read("AB12CDE", sure=0.6, doubts={3: ("Z", 0.25)})] * 3, read("AB12CD", sure=0.7)).verdict()
    assert sum(candidate.probability for candidate in verdict.read.candidates) <= 1.0 + 1e-9
    assert verdict.read.candidates[0].text == verdict.read.text


def test_the_vote_is_right_more_often_than_a_look() -> None:
    """Seven doubtful looks at each of sixty plates."""
    chance = random.Random(3)
    single = voted = 0
    for _ in range(60):
        text = "".join(chance.choice(CHARACTERS) for _ in range(7))
        looks = []
        for _ in range(7):
            place = chance.randrange(7)
            other = chance.choice([each for each in CHARACTERS if each != text[place]])
            looks.append(read(text, sure=0.85, doubts={place: (other, chance.uniform(0.2, 0.7))}))
        single += sum(look.text == text for look in looks) / 7
        voted += ballot(*looks).verdict().read.text == text
    assert voted >= 56 > single + 5


def test_very_many_looks_cost_no_more() -> None:
    made = ballot(*[read("AB12CDE")] * 200)
    assert len(made) == 200
    assert len(made._looks) == 40
    assert made.verdict().read.text == "AB12CDE"


def test_a_ballot_takes_another() -> None:
    one, other = ballot(read("AB12CDE")), ballot(read("AB12CDE"), read("AB12CDE"))
    one.take(other)
    assert len(one) == 3
    assert one.verdict().agreeing == 3
