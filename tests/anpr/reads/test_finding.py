from __future__ import annotations

import random
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.factories.reads import CAMERA, NOON, keep, observation

from beadle.anpr.confusion import CHARACTERS, fold
from beadle.anpr.reads import finding, patterns
from beadle.anpr.reads.errors import BadPattern
from beadle.anpr.reads.finding import Question, find, fitting, judged
from beadle.anpr.reads.models import PlateRow
from beadle.anpr.reads.terms import Match, SearchMode
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database

OTHER = uuid.UUID(int=12)
DAY = (NOON - timedelta(days=1), NOON + timedelta(days=1))


async def ask(database: Database, plate: str, mode: SearchMode, **more: object) -> list[tuple[str, str, int]]:
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
        found, more = await find(session, Question("ab12 cde", SearchMode.EXACT, *DAY, None, 100))
    assert [each.read.at for each in found] == [NOON, NOON - timedelta(minutes=7)]
    assert ({each.match for each in found}, more) == ({Match.EXACT}, False)
    assert await ask(database, "ZZ99ZZZ", SearchMode.EXACT) == []


@pytest.mark.usefixtures("_some")
async def test_fuzzy_forgives_what_looks_alike_and_one_edit_and_says_so(database: Database) -> None:
    assert await ask(database, "AB12CDE", SearchMode.FUZZY) == [
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
    assert {text: match for text, match, _ in await ask(database, asked, SearchMode.PARTIAL)} == found


async def test_every_way_into_the_dictionary_finds_what_reading_it_through_finds(
    database: Database, clock: FixedClock, data_dir: Path
) -> None:
    chance = random.Random(3)
    texts = {"".join(chance.choice("AB8D01X") for _ in range(chance.randint(3, 8))) for _ in range(400)}
    texts |= {"".join(chance.choice(CHARACTERS) for _ in range(7)) for _ in range(100)}
    await keep(database, clock, data_dir, [observation(text) for text in texts])
    ways = set()
    async with database.session() as session:
        known = dict(map(tuple, await session.execute(select(PlateRow.id, PlateRow.text))))
        for _ in range(250):
            some = [each if chance.random() < 0.7 else chance.choice("?*") for each in chance.choice(sorted(texts))]
            wanted = patterns.pattern("".join(some))
            if wanted.known < patterns.LEAST_KNOWN:
                continue
            ways.add(patterns.way(wanted).by)
            numbers = await fitting(session, SearchMode.PARTIAL, wanted.text)
            found = {known[number]: judged(SearchMode.PARTIAL, wanted.text, known[number]) for number in numbers}
            assert set(found) == {text for text in texts if wanted.folded.fits(fold(text))}, wanted
            assert {text for text, fit in found.items() if fit != (Match.POSSIBLE, 0)} == {
                text for text in texts if wanted.fits(text)
            }
        for asked in chance.sample(sorted(text for text in texts if len(text) > 3), 60):
            near = {known[number] for number in await fitting(session, SearchMode.FUZZY, asked)}
            every = {text: patterns.one_edit(fold(asked), fold(text)) for text in texts}
            assert near == {text for text, distance in every.items() if distance is not None}
            fits = {text: judged(SearchMode.FUZZY, asked, text) for text in texts}
            assert {text for text, fit in fits.items() if fit is not None} == near
            assert {fit for text, fit in fits.items() if fit and text != asked} <= {
                (Match.POSSIBLE, 0),
                (Match.POSSIBLE, 1),
            }
            assert fits[asked] == (Match.EXACT, 0)
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
            asked = Question("PAGE1", SearchMode.EXACT, *DAY, None, 3, before)
            found, more = await find(session, asked)
            seen += [each.read.id for each in found]
            before = seen[-1]
    assert len(seen) == len(set(seen)) == 7


@pytest.mark.usefixtures("_some")
async def test_only_of_these_cameras_and_this_time(database: Database, clock: FixedClock, data_dir: Path) -> None:
    await keep(database, clock, data_dir, [observation("AB12CDE", NOON, camera_id=OTHER)])
    assert len(await ask(database, "AB12CDE", SearchMode.EXACT)) == 3
    assert len(await ask(database, "AB12CDE", SearchMode.EXACT, cameras=[OTHER])) == 1
    assert len(await ask(database, "AB12CDE", SearchMode.EXACT, cameras=[CAMERA, OTHER])) == 3
    assert await ask(database, "AB12CDE", SearchMode.EXACT, cameras=[]) == []
    late = NOON - timedelta(minutes=7)
    assert len(await ask(database, "AB12CDE", SearchMode.EXACT, until=late)) == 0, "the end is exclusive"
    assert len(await ask(database, "AB12CDE", SearchMode.EXACT, until=late + timedelta(milliseconds=1))) == 1
    assert len(await ask(database, "AB12CDE", SearchMode.EXACT, since=NOON)) == 2


@pytest.mark.usefixtures("_some")
async def test_whatever_passed_a_camera_just_now(database: Database) -> None:
    hour = {"since": NOON - timedelta(minutes=2), "until": NOON + timedelta(minutes=1), "cameras": [CAMERA]}
    assert [text for text, *_ in await ask(database, "*", SearchMode.PARTIAL, **hour)] == [
        "AB12CDE",
        "A812CDE",
        "AB12CDF",
    ]
    assert await ask(database, "A?1*E", SearchMode.PARTIAL, **hour) == [
        ("AB12CDE", "partial", 0),
        ("A812CDE", "partial", 0),
    ]
    assert await ask(database, "AB1*E", SearchMode.PARTIAL, **hour) == [
        ("AB12CDE", "partial", 0),
        ("A812CDE", "possible", 0),
    ]
    async with database.session() as session:
        found, more = await find(
            session,
            Question("*", SearchMode.PARTIAL, cameras=[CAMERA], limit=2, since=NOON - timedelta(hours=1), until=NOON),
        )
        assert (len(found), more) == (2, True)
    with pytest.raises(BadPattern, match="at least 3"):
        await ask(database, "*", SearchMode.PARTIAL, cameras=[CAMERA])
    nine = [uuid.UUID(int=n) for n in range(9)]
    with pytest.raises(BadPattern, match="at least 3"):
        await ask(database, "*", SearchMode.PARTIAL, **(hour | {"cameras": nine}))


@pytest.mark.parametrize("most", [0, 10_000])
async def test_of_few_plates_or_many_the_same_reads_are_found(
    database: Database, clock: FixedClock, data_dir: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Page by page, at two cameras, some of whose reads are of the same millisecond; whichever way is taken."""
    monkeypatch.setattr(finding, "_MANY_PLATES", most)
    texts = ["AB12CDE", "A812CDE", "AB12CDF", "XB12CDE", "B12CDE", "AB12C0E", "XY34ZZZ", "AB12CDE", "A1"] * 3
    told = [
        observation(plate, NOON - timedelta(seconds=n // 3), camera_id=(CAMERA, OTHER)[n % 2])
        for n, plate in enumerate(texts)
    ]
    await keep(database, clock, data_dir, told)
    for asked in ("AB1*", "*CDE", "*2CD*", "?B*", "A*", "*", "AB12CDE"):
        wanted = patterns.pattern(asked)
        seen: list[tuple[str, Match, uuid.UUID]] = []
        async with database.session() as session:
            more, before = True, None
            while more:
                span = (NOON - timedelta(hours=1), NOON + timedelta(seconds=1))
                page = Question(asked, SearchMode.PARTIAL, *span, [CAMERA, OTHER], 2, before)
                found, more = await find(session, page)
                seen += [(each.read.text, each.match, each.read.id) for each in found]
                before = found[-1].read.id
        assert sorted(plate for plate, *_ in seen) == sorted(
            plate for plate in texts if wanted.folded.fits(fold(plate))
        )
        assert [read for *_, read in seen] == sorted((read for *_, read in seen), reverse=True)
        whole = Match.EXACT if asked == "AB12CDE" else Match.PARTIAL
        assert all(match is (whole if wanted.fits(plate) else Match.POSSIBLE) for plate, match, _ in seen)


@pytest.mark.usefixtures("_some")
async def test_what_fits_too_many_plates_is_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search is no extract of everybody who drove through the town."""
    monkeypatch.setattr(finding, "MOST_PLATES", 3)
    with pytest.raises(BadPattern, match="More than 3 plates"):
        await ask(database, "AB12*", SearchMode.PARTIAL)


@pytest.mark.usefixtures("_some")
async def test_what_takes_too_long_is_ended_in_words(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "_LONG_ENOUGH_S", 0.001)

    async def slow(session: object, _asked: object) -> None:
        from sqlalchemy import text

        await session.execute(text("SELECT pg_sleep(10)"))  # type: ignore[attr-defined]

    monkeypatch.setattr(finding, "_answer", slow)
    with pytest.raises(BadPattern, match="took longer"):
        await ask(database, "AB12*", SearchMode.PARTIAL)


@pytest.mark.parametrize(
    ("plate", "mode"),
    [("AB1*", SearchMode.EXACT), ("AB1", SearchMode.FUZZY), ("A*", SearchMode.PARTIAL), ("%", SearchMode.PARTIAL)],
)
async def test_what_cannot_be_asked(database: Database, plate: str, mode: SearchMode) -> None:
    with pytest.raises(BadPattern):
        await ask(database, plate, mode)
