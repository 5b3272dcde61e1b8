"""Ten thousand random tamperings of a log, all found. The heavier run is `python -m tests.prove.audit_tamper`."""

from __future__ import annotations

import random

import pytest
from tests.factories import tampering
from tests.factories.tampering import copies_of, examined, made, tamper

from beadle.audit.examining import Fault, Forgotten

CHANCE = random.Random(20_260_601)
SMALL = [made(CHANCE, size) for size in (3, 8, 21)]
LARGE = [made(CHANCE, size) for size in (256, 300)]


@pytest.mark.parametrize("log", [*SMALL, *LARGE], ids=lambda log: str(len(log.leaves)))
def test_a_whole_log_is_sound(log: tampering.Log) -> None:
    report = examined(log, copies_of(log))
    assert report.findings == []
    assert report.checked == report.size == len(log.leaves)


def test_ten_thousand_tamperings_are_found() -> None:
    done = tamper(SMALL, 9_500, CHANCE)
    for way, times in tamper(LARGE, 500, CHANCE).items():
        done[way] = done.get(way, 0) + times
    assert sum(done.values()) >= 9_800
    assert set(done) == {way.__name__ for way in (*tampering.BY_ITSELF, *tampering.BY_COPIES)}
    assert min(done.values()) > 100


def test_only_what_was_forgotten_in_order_may_be_gone() -> None:
    log = made(random.Random(1), 50)
    numbers = sorted(log.lines)
    for number in numbers[:10]:
        del log.personal[number]
    log.forgotten = [(numbers[0], numbers[9])]
    report = examined(log)
    assert (report.findings, report.forgotten) == ([], 10)
    del log.personal[numbers[10]]
    assert [(each.fault, each.line) for each in examined(log).findings] == [(Fault.PERSONAL_GONE, numbers[10])]


def test_spans_of_what_was_forgotten() -> None:
    forgotten = Forgotten([(20, 30), (1, 5), (6, 10)])
    assert [number for number in range(40) if number in forgotten] == [*range(1, 11), *range(20, 31)]


def test_the_stretch_is_named_where_no_line_can_be() -> None:
    log = made(random.Random(2), 300)
    log.checkpoints = log.checkpoints[-1:]
    log.checkpoints = [log.checkpoints[0]._replace(number=1)]
    log.resign()
    number = sorted(log.lines)[100]
    log.lines[number] = log.lines[number]._replace(purpose="another")
    log.regrow()
    (finding,) = examined(log).findings
    assert finding.fault is Fault.CHECKPOINT
    assert finding.line is not None
    assert finding.last is not None
    assert finding.line <= number <= finding.last
    assert "does not fit the log" in finding.text
