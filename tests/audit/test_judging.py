"""Checkpoints in whatever they were kept in, and the row that they form."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from tests.factories.log import KEY, point

from beadle.audit.examining import Fault
from beadle.audit.judging import Judge, Report, Stored, check_notes, check_row_of, notes_in
from beadle.audit.merkle import Frontier, leaf_hash
from beadle.audit.note import parse

AT = datetime(2026, 6, 1, tzinfo=UTC)


def stored(number: int) -> Stored:
    said = parse(point(number))
    return Stored(said.number, said.size, said.at, said.root, point(number))


def test_checkpoints_are_found_in_text_mail_and_syslog() -> None:
    one, two, three = point(1), point(2), point(3)
    note = base64.b64encode(three.encode()).decode()
    text = f"Dear all,\n\n{one}\nand\r\n{two}".replace("\n", "\r\n") + f'\r\nJun 1 x [beadle note="{note}"] y\r\n{one}'
    assert notes_in(text) == [one, two, three]
    assert notes_in('note="####" note="AAAA" nothing\n\n\u2014 here') == []
    assert notes_in(one.rstrip("\n")) == [one]


def test_the_row_of_checkpoints() -> None:
    rows = [stored(number) for number in (1, 2, 3, 4)]
    assert check_row_of(rows) == []
    assert [each.text for each in check_row_of([rows[0], rows[3]])] == ["Checkpoints 2 to 3 are gone."]
    assert len(check_row_of([rows[0], rows[1]._replace(size=10)])) == 1


def test_the_notes_and_their_columns() -> None:
    rows = [stored(number) for number in (1, 2)]
    assert check_notes(rows, [KEY.verifier]) == []
    wrong = check_notes([rows[0]._replace(size=99), rows[1]._replace(note="x")], [KEY.verifier])
    assert [each.fault for each in wrong] == [Fault.CHECKPOINT] * 2


def test_levels_above_the_chunks() -> None:
    report = Report(size=0)
    roots = [leaf_hash(bytes([number % 256])) for number in range(512)]
    judge = Judge(report, roots)
    wanted = {}
    for place in range(2):
        frontier = Frontier()
        for root in roots[place * 256 : place * 256 + 256]:
            frontier.add(root)
        wanted[3, place] = frontier.root()
    judge.higher(wanted)
    assert report.findings == []
    judge.higher(wanted | {(3, 1): bytes(32)})
    assert [each.fault for each in report.findings] == [Fault.TREE]
