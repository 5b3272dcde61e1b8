from __future__ import annotations

import random
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from tests.factories.reads import CAMERA, NOON, keep, observation

from beadle.anpr.confusion import CHARACTERS, fold
from beadle.anpr.reads import finding, patterns
from beadle.anpr.reads.errors import BadPattern
from beadle.anpr.reads.finding import Question, find, fitting
from beadle.anpr.reads.terms import Match, Mode
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database

OTHER = uuid.UUID(int=12)
DAY = (NOON - timedelta(days=1), NOON + timedelta(days=1))


async def ask(database: Database, plate: str, mode: Mode, **more: object) -> list[tuple[str, str, int]]:
    said = {"since": DAY[0], "until": DAY[1], "cameras": None, "limit": 100} | more
    async with database.session() as session:
        found, _ = await find(session, Question(plate, mode, **said))  # type: ignore[arg-type]
    return [(each.read.text, each.match.value, each.distance) for each in found]


@pytest.fixture
async def _some(database: Database, clock: FixedClock, data_dir: Path) -> None:
    """Ten reads, a minute apart, the first one the newest."""
    texts = ("AB12CDE", "A812CDE", "AB12CDF", "AB12CDEX", "B12CDE", "AB12C0E", "XY34ZZZ", "AB12CDE", "A1", "FH19OXO")
    told = [observation(text, NOON - timedelta(minutes=n)) for n, text in enumerate(texts)]
    await keep(database, clock, data_dir, told)


@pytest.mark.usefixtures("_some")
async def test_exactly_this_plate_newest_first(database: Database) -> None:
    async with database.session() as session:
        found, more = await find(session, Question("ab12 cde", Mode.EXACT, *DAY, None, 100))
    assert [each.read.at for each in found] == [NOON, NOON - timedelta(minutes=7)]
    assert ({each.match for each in found}, more) == ({Match.EXACT}, False)
    assert await ask(database, "ZZ99ZZZ", Mode.EXACT) == []


@pytest.mark.usefixtures("_some")
async def test_fuzzy_forgives_what_looks_alike_and_one_edit_and_says_so(database: Database) -> None:
    assert await ask(database, "AB12CDE", Mode.FUZZY) == [
        ("AB12CDE", "exact", 0),
        ("A812CDE", "possible", 0),
        ("AB12CDF", "possible", 1),
        ("AB12CDEX", "possible", 1),
        ("B12CDE", "possible", 1),
        ("AB12C0E", "possible", 0),
        ("AB12CDE", "exact", 0),
    ]


@pytest.mark.usefixtures("_some")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (
            "AB12*",
            {
                "AB12CDE": "partial",
                "AB12CDF": "partial",
                "AB12CDEX": "partial",
                "AB12C0E": "partial",
                "A812CDE": "possible",
            },
        ),
        ("*2CDE", {"AB12CDE": "partial", "A812CDE": "partial", "B12CDE": "partial", "AB12C0E": "possible"}),
        ("A?12C?E", {"AB12CDE": "partial", "A812CDE": "partial", "AB12C0E": "partial"}),
        (
            "*12C*",
            {
                "AB12CDE": "partial",
                "A812CDE": "partial",
                "AB12CDF": "partial",
                "AB12CDEX": "partial",
                "B12CDE": "partial",
                "AB12C0E": "partial",
            },
        ),
        ("FH?9OX?", {"FH19OXO": "partial"}),
        ("FH?90X?", {"FH19OXO": "possible"}),
        ("AB12CDE", {"AB12CDE": "exact", "A812CDE": "possible", "AB12C0E": "possible"}),
        ("X*Z*Z", {"XY34ZZZ": "partial"}),
        ("ZZZ*", {}),
    ],
)
async def test_part_of_a_plate(database: Database, asked: str, found: dict[str, str]) -> None:
    assert {text: match for text, match, _ in await ask(database, asked, Mode.PARTIAL)} == found


async def test_every_way_into_the_dictionary_finds_what_reading_it_through_finds(
    database: Database, clock: FixedClock, data_dir: Path
) -> None:
    chance = random.Random(3)
    texts = {"".join(chance.choice("AB8D01X") for _ in range(chance.randint(3, 8))) for _ in range(400)}
    texts |= {"".join(chance.choice(CHARACTERS) for _ in range(7)) for _ in range(100)}
    await keep(database, clock, data_dir, [observation(text) for text in texts])
    ways = set()
    async with database.session() as session:
        for _ in range(250):
            some = [each if chance.random() < 0.7 else chance.choice("?*") for each in chance.choice(sorted(texts))]
            wanted = patterns.pattern("".join(some))
            if wanted.known < patterns.LEAST_KNOWN:
                continue
            ways.add(patterns.way(wanted).by)
            found = {fit.text: fit.match for fit in await fitting(session, Mode.PARTIAL, wanted.text)}
            folded = patterns.Pattern(fold(wanted.text))
            assert set(found) == {text for text in texts if folded.fits(fold(text))}, wanted
            assert {text for text, match in found.items() if match is not Match.POSSIBLE} == {
                text for text in texts if wanted.fits(text)
            }
        for asked in chance.sample(sorted(text for text in texts if len(text) > 3), 60):
            near = {fit.text: fit.distance for fit in await fitting(session, Mode.FUZZY, asked)}
            every = {text: patterns.one_edit(fold(asked), fold(text)) for text in texts}
            assert near == {text: distance for text, distance in every.items() if distance is not None}
    assert len(ways) == 3


@pytest.mark.usefixtures("_some")
async def test_page_after_page_nothing_is_shown_twice_or_left_out(
    database: Database, clock: FixedClock, data_dir: Path
) -> None:
    same = NOON - timedelta(hours=2)
    await keep(database, clock, data_dir, [observation("PAGE1", same) for _ in range(7)])
    seen: list[uuid.UUID] = []
    before, more = None, True
    async with database.session() as session:
        while more:
            asked = Question("PAGE1", Mode.EXACT, *DAY, None, 3, before)
            found, more = await find(session, asked)
            seen += [each.read.id for each in found]
            before = seen[-1]
    assert len(seen) == len(set(seen)) == 7


@pytest.mark.usefixtures("_some")
async def test_only_of_these_cameras_and_this_time(database: Database, clock: FixedClock, data_dir: Path) -> None:
    await keep(database, clock, data_dir, [observation("AB12CDE", NOON, camera_id=OTHER)])
    assert len(await ask(database, "AB12CDE", Mode.EXACT)) == 3
    assert len(await ask(database, "AB12CDE", Mode.EXACT, cameras=[OTHER])) == 1
    assert len(await ask(database, "AB12CDE", Mode.EXACT, cameras=[CAMERA, OTHER])) == 3
    assert await ask(database, "AB12CDE", Mode.EXACT, cameras=[]) == []
    late = NOON - timedelta(minutes=7)
    assert len(await ask(database, "AB12CDE", Mode.EXACT, until=late)) == 0, "the end is exclusive"
    assert len(await ask(database, "AB12CDE", Mode.EXACT, until=late + timedelta(milliseconds=1))) == 1
    assert len(await ask(database, "AB12CDE", Mode.EXACT, since=NOON)) == 2


@pytest.mark.usefixtures("_some")
async def test_whatever_passed_a_camera_just_now(database: Database) -> None:
    hour = {"since": NOON - timedelta(minutes=2), "until": NOON + timedelta(minutes=1), "cameras": [CAMERA]}
    assert [text for text, *_ in await ask(database, "*", Mode.PARTIAL, **hour)] == ["AB12CDE", "A812CDE", "AB12CDF"]
    assert await ask(database, "A?1*E", Mode.PARTIAL, **hour) == [("AB12CDE", "partial", 0), ("A812CDE", "partial", 0)]
    assert await ask(database, "AB1*E", Mode.PARTIAL, **hour) == [("AB12CDE", "partial", 0), ("A812CDE", "possible", 0)]
    async with database.session() as session:
        found, more = await find(
            session, Question("*", Mode.PARTIAL, cameras=[CAMERA], limit=2, since=NOON - timedelta(hours=1), until=NOON)
        )
        assert (len(found), more) == (2, True)
    with pytest.raises(BadPattern, match="at least 3"):
        await ask(database, "*", Mode.PARTIAL, cameras=[CAMERA])
    nine = [uuid.UUID(int=n) for n in range(9)]
    with pytest.raises(BadPattern, match="at least 3"):
        await ask(database, "*", Mode.PARTIAL, **(hour | {"cameras": nine}))


@pytest.mark.usefixtures("_some")
async def test_what_fits_too_many_plates_is_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search is no extract of everybody who drove through the town."""
    monkeypatch.setattr(finding, "MOST_PLATES", 3)
    with pytest.raises(BadPattern, match="More than 3 plates"):
        await ask(database, "AB12*", Mode.PARTIAL)


@pytest.mark.usefixtures("_some")
async def test_what_takes_too_long_is_ended_in_words(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "_LONG_ENOUGH_S", 0.001)

    async def slow(session: object, _asked: object) -> None:
        from sqlalchemy import text

        await session.execute(text("SELECT pg_sleep(10)"))  # type: ignore[attr-defined]

    monkeypatch.setattr(finding, "_answer", slow)
    with pytest.raises(BadPattern, match="took longer"):
        await ask(database, "AB12*", Mode.PARTIAL)


@pytest.mark.parametrize(
    ("plate", "mode"), [("AB1*", Mode.EXACT), ("AB1", Mode.FUZZY), ("A*", Mode.PARTIAL), ("%", Mode.PARTIAL)]
)
async def test_what_cannot_be_asked(database: Database, plate: str, mode: Mode) -> None:
    with pytest.raises(BadPattern):
        await ask(database, plate, mode)
