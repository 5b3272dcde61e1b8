from __future__ import annotations

import random
import re

import pytest
from sqlalchemy import text

from beadle.anpr.confusion import CHARACTERS, fold
from beadle.anpr.reads import patterns
from beadle.anpr.reads.errors import BadPattern
from beadle.anpr.reads.patterns import By, Way
from beadle.platform.db import Database


@pytest.mark.parametrize(
    ("asked", "tidied"),
    [
        ("ab12 cde", "AB12CDE"),
        ("AB1*", "AB1*"),
        ("ab?2-c*e", "AB?2C*E"),
        ("***AB1***", "*AB1*"),
        ("AB1*?*?", "AB1??*"),
        ("*?*?*?*A1B", "???*A1B"),
    ],
)
def test_a_pattern_is_tidied(asked: str, tidied: str) -> None:
    assert patterns.pattern(asked).text == tidied


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "  ",
        "AB1%",
        "AB_1",
        "A'; DROP TABLE anpr_read; --",
        "[A-Z]+",
        "(A+)+$",
        "\u0410\u04121*",
        "A" * 25,
        "?" * 13,
        "\0",
        "A\nB1",
    ],
)
def test_what_is_no_pattern_is_refused(asked: str) -> None:
    if asked == "A\nB1":
        assert patterns.pattern(asked).text == "AB1", "white space is taken out"
        return
    with pytest.raises(BadPattern):
        patterns.pattern(asked)


def test_a_pattern_has_to_name_enough() -> None:
    for asked in ("*", "?", "A*", "*AB*", "A??????", "???????"):
        with pytest.raises(BadPattern, match="at least 3"):
            patterns.check_known(patterns.pattern(asked))
    for asked in ("AB1*", "A?1*C", "*A*B*C*"):
        patterns.check_known(patterns.pattern(asked))


@pytest.mark.parametrize(
    ("asked", "fits", "not_"),
    [
        ("AB1*", ["AB1", "AB12CDE"], ["XAB1", "AB"]),
        ("*CDE", ["CDE", "AB12CDE"], ["CDEF"]),
        ("A?12C?E", ["AB12CDE", "AX12CYE"], ["AB12CDEF", "AB12CD", "AB13CDE"]),
        ("*B12*", ["AB12CDE", "B12"], ["AB21CDE"]),
        ("AB12CDE", ["AB12CDE"], ["AB12CDF"]),
    ],
)
def test_what_fits(asked: str, fits: list[str], not_: list[str]) -> None:
    wanted = patterns.pattern(asked)
    assert [wanted.fits(each) for each in (*fits, *not_)] == [True] * len(fits) + [False] * len(not_)
    assert wanted.is_plate == (asked == "AB12CDE")


@pytest.mark.parametrize(
    ("asked", "way"),
    [
        ("AB12*", Way(By.LEFT, "A812"[:1] + "812")),
        ("*2CDE", Way(By.RIGHT, "E0C2")),
        ("AB1*2CDE", Way(By.RIGHT, "E0C2")),
        ("AX1*", Way(By.LEFT, "AX1")),
        ("*X34C*", Way(By.INSIDE, grams=("34C", "X34"))),
        ("A?34C?E", Way(By.INSIDE, grams=("34C", "aA", "c3", "d4", "eC", "gE"))),
        ("A*?E", Way(By.INSIDE, grams=("AE", "aA"))),
        ("*A*C*", Way(By.LEFT, "")),
    ],
)
def test_the_most_telling_way_is_taken(asked: str, way: Way) -> None:
    assert patterns.way(patterns.pattern(asked)) == way


@pytest.mark.parametrize(
    ("asked", "way"),
    [
        ("AX*", Way(By.LEFT, "AX")),
        ("X*34", Way(By.RIGHT, "43")),
        ("?X34*", Way(By.INSIDE, grams=("X34",))),
        ("A*34?", None),
        ("?A1?", None),
        ("*", None),
    ],
)
def test_what_leaves_few_plates(asked: str, way: Way | None) -> None:
    assert patterns.telling(patterns.pattern(asked)) == way


@pytest.mark.parametrize(("asked", "all_"), [("AB1*", True), ("*2CDE", True), ("AB1*E", False), ("AB1?", False)])
def test_of_a_beginning_or_an_end_alone_the_way_says_all(asked: str, all_: bool) -> None:
    wanted = patterns.pattern(asked)
    assert patterns.says_all(patterns.way(wanted), wanted) == all_
    assert not patterns.says_all(Way(By.INSIDE, grams=("AB1",)), wanted)


def _plate(chance: random.Random) -> str:
    return "".join(chance.choice(CHARACTERS) for _ in range(chance.randint(1, 12)))


def _of(plate: str, chance: random.Random) -> str:
    """A pattern that the plate fits."""
    some = [each if chance.random() < 0.6 else chance.choice("?*") for each in plate]
    return "".join(some)


async def test_the_database_writes_the_same_grams_of_what_fits(database: Database) -> None:
    """Whatever a plate has, a pattern that it fits asks for no gram that the plate's own list lacks."""
    chance = random.Random(5)
    async with database.session() as session:
        for _ in range(300):
            plate = _plate(chance)
            wanted = patterns.pattern(_of(plate, chance))
            assert wanted.fits(plate), (plate, wanted)
            way = patterns.way(wanted)
            folded = fold(plate)
            if way.by is By.LEFT:
                assert folded.startswith(way.key)
            elif way.by is By.RIGHT:
                assert folded[::-1].startswith(way.key)
            else:
                said = await session.scalar(text("SELECT beadle_plate_grams(:plate)"), {"plate": folded})
                assert said is not None
                assert set(way.grams) <= set(said), (plate, wanted)
            assert wanted.folded.fits(folded)


def test_no_pattern_takes_long() -> None:
    """What brings an expression with nested or neighbouring runs to its knees: all alike, and then something else."""
    for asked in ("*A" * 8 + "*B", "A?" * 6 + "*B"[:0] + "*", "*?" * 6 + "B", "A*" * 11 + "B"):
        wanted = patterns.pattern(asked)
        assert not re.search(r"\*[?*]", wanted.text)
        for _ in range(2000):
            wanted.fits("A" * 12)


def test_whole_plates() -> None:
    assert patterns.plate(" ab12 cde ") == "AB12CDE"
    assert patterns.fuzzy("ab12") == "AB12"
    for bad in ("AB1*", "", "АВ12", "A" * 65):  # noqa: RUF001 - Cyrillic
        with pytest.raises(BadPattern):
            patterns.plate(bad)
    with pytest.raises(BadPattern, match="too many others"):
        patterns.fuzzy("AB1")


def _distance(one: str, other: str) -> int:
    """The textbook's edit distance, to hold the quick one against."""
    row = list(range(len(other) + 1))
    for n, a in enumerate(one, 1):
        before, row[0] = row[0], n
        for m, b in enumerate(other, 1):
            before, row[m] = row[m], min(row[m] + 1, row[m - 1] + 1, before + (a != b))
    return row[-1]


def test_one_edit_is_what_the_textbook_says() -> None:
    chance = random.Random(1)
    for _ in range(4000):
        one = "".join(chance.choice("AB1") for _ in range(chance.randint(0, 5)))
        other = "".join(chance.choice("AB1") for _ in range(chance.randint(0, 5)))
        wanted = _distance(one, other)
        assert patterns.one_edit(one, other) == (wanted if wanted < 2 else None), (one, other)


def test_one_edit_leaves_one_half_as_it_was() -> None:
    """That is why the two halves find everything: no candidate is missed."""
    chance = random.Random(2)
    for _ in range(3000):
        one = "".join(chance.choice(CHARACTERS) for _ in range(chance.randint(4, 9)))
        at = chance.randrange(len(one) + 1)
        kind = chance.randrange(3)
        other = one[:at] + (chance.choice(CHARACTERS) if kind < 2 else "") + one[at + (kind > 0) :]
        left, right = patterns.halves(one)
        assert other.startswith(left) or other.endswith(right), (one, other)
