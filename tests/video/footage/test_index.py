"""What the recorder writes into the index."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from beadle.video.footage.index import Closed, Disposal, Index, pack_sets, unpack_sets
from beadle.video.footage.schema import CLOSED, DELETING, OPEN
from beadle.video.footage.terms import DAY_US, HOUR_US, Fragment, Span, Spell
from beadle.video.terms import Codec, StreamFormat

FMT = StreamFormat(Codec.H264, (b"\x67\x64\x00\x1f", b"\x68"), 640, 360)
START = 1_780_272_000_000_000  # midnight


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path / "index.db")


def closed(start: int, end: int, size: int = 100) -> Closed:
    return Closed(start, end, size, bytes(32), [Fragment(9, size - 9, start, end, 0, 90_000, 7)])


def add(index: Index, start: int, end: int, camera: str = "gate") -> None:
    assert index.begin_segment(camera, start, FMT, 9) == start
    index.finish_segment(camera, closed(start, end))


def runs(index: Index) -> list[tuple[int, ...]]:
    return index.query("SELECT start_us, end_us, bytes, segments FROM run ORDER BY camera_id, start_us")


def from_segments(index: Index) -> list[Span]:
    whole: list[Span] = []
    for start, end in index.query("SELECT start_us, end_us FROM segment ORDER BY start_us"):
        whole.append(Span(start, end))
    return whole


def test_segments_that_touch_are_one_run(index: Index):
    for number in range(3):
        add(index, START + number * 10, START + number * 10 + 10)
    add(index, START + 31, START + 40)
    assert runs(index) == [(START, START + 30, 300, 3), (START + 31, START + 40, 100, 1)]


def test_a_run_is_no_longer_than_a_day_and_a_segment(index: Index):
    for number in range(30):
        add(index, START + number * HOUR_US, START + (number + 1) * HOUR_US)
    assert [(one[1] - one[0]) // HOUR_US for one in runs(index)] == [24, 6]
    before = runs(index)
    index.rebuild_runs("gate")
    assert runs(index) == before


@pytest.mark.parametrize("gone", [[0], [5], [23], [24], [29], [0, 1, 2], [22, 23, 24, 25], [3, 7], list(range(30))])
def test_deleting_anywhere_leaves_runs_that_fit_the_segments(index: Index, gone: list[int]):
    for number in range(30):
        add(index, START + number * HOUR_US, START + (number + 1) * HOUR_US)
    add(index, START + 2 * HOUR_US + 5, START + 2 * HOUR_US + 9, "market")
    index.dispose("gate", [START + number * HOUR_US for number in gone], None)
    rows = index.query("SELECT start_us, end_us, bytes, segments FROM run WHERE camera_id = 1 ORDER BY start_us")
    left = [number for number in range(30) if number not in gone]
    assert sum(row[3] for row in rows) == len(left)
    assert sum(row[2] for row in rows) == 100 * len(left)
    covered = {n for row in rows for n in range((row[0] - START) // HOUR_US, (row[1] - START) // HOUR_US)}
    assert covered == set(left)
    hours = {row[0] - START // HOUR_US for row in index.query("SELECT hour FROM hour WHERE camera_id = 1")}
    assert hours == set(left)
    assert index.query("SELECT count(*) FROM run WHERE camera_id = 2") == [(1,)]


def test_runs_that_overlap_survive_a_deletion_beside_them(index: Index):
    """The clock was set back by half an hour: two runs cover the same stretch."""
    for number in range(4):
        add(index, START + number * HOUR_US, START + (number + 1) * HOUR_US)
    add(index, START + 3 * HOUR_US + HOUR_US // 2, START + 5 * HOUR_US)
    index.dispose("gate", [START], None)
    assert [(row[0] - START, row[1] - START) for row in runs(index)] == [
        (HOUR_US, 4 * HOUR_US),
        (3 * HOUR_US + HOUR_US // 2, 5 * HOUR_US),
    ]


def test_an_open_segment_is_unfinished_and_a_forgotten_one_is_not(index: Index):
    index.begin_segment("gate", START, FMT, 9)
    index.begin_segment("gate", START, FMT, 9)
    assert [(one.camera, one.start_us, one.state) for one in index.unfinished()] == [
        ("gate", START, OPEN),
        ("gate", START + 1, OPEN),
    ]
    index.forget_segment("gate", START)
    index.finish_segment("gate", closed(START + 1, START + 9))
    assert index.unfinished() == []
    index.set_state("gate", [START + 1], DELETING)
    assert index.unfinished()[0].state == DELETING
    index.set_state("gate", [START + 1], CLOSED)
    assert index.unfinished() == []


def test_finishing_what_never_began_is_an_error(index: Index):
    with pytest.raises(sqlite3.IntegrityError):
        index.finish_segment("gate", closed(START, START + 1))
    add(index, START, START + 5)
    assert runs(index) == [(START, START + 5, 100, 1)]


def test_a_failed_transaction_leaves_no_trace(index: Index):
    def fail() -> None:
        with index.transaction():
            index.camera_id("gate")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert index.query("SELECT * FROM camera") == []
    add(index, START, START + 5)
    assert index.query("SELECT key FROM camera") == [("gate",)]


def test_proof_of_disposal_is_joined_within_a_day(index: Index):
    def dispose(begin: int, at: int, reason: str = "age") -> None:
        index.dispose("gate", [], Disposal(at, "gate", begin, begin + 10, 1, 5, reason))

    dispose(START, START + DAY_US)
    dispose(START + 10, START + DAY_US + 5)
    dispose(START + 20, START + 2 * DAY_US)
    dispose(START + 30, START + 2 * DAY_US, "space")
    dispose(START + 50, START + 2 * DAY_US, "space")
    rows = index.query("SELECT from_us, to_us, segments, bytes, reason FROM disposal ORDER BY id")
    assert rows == [
        (START, START + 20, 2, 10, "age"),
        (START + 20, START + 30, 1, 5, "age"),
        (START + 30, START + 40, 1, 5, "space"),
        (START + 50, START + 60, 1, 5, "space"),
    ]


def test_gaps_and_words(index: Index):
    index.add_gap("gate", Span(5, 9), "x")
    index.add_gap("gate", Span(20, 30), "x")
    index.drop_gaps("gate", 9)
    assert index.query("SELECT start_us FROM gap") == [(20,)]
    assert index.meta("a") is None
    index.set_meta("a", "b")
    index.set_meta("a", "c")
    assert index.meta("a") == "c"


def test_every_commit_is_durable_and_threads_take_turns(index: Index):
    assert index.query("PRAGMA journal_mode") == [("wal",)]
    assert index.query("PRAGMA synchronous") == [(2,)]

    def work(camera: str) -> None:
        for number in range(10):
            add(index, START + number * 10, START + number * 10 + 10, camera)

    threads = [threading.Thread(target=work, args=(f"c{n}",)) for n in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert len(runs(index)) == 6
    assert {row[3] for row in runs(index)} == {10}
    index.close()


def test_parameter_sets_are_packed():
    sets = (b"abc", b"", b"x" * 300)
    assert unpack_sets(pack_sets(sets)) == sets


def test_what_was_found_in_pictures_is_joined_and_goes_with_the_footage(index: Index):
    quiet, busy = bytes(360), bytes([9]) * 360
    index.add_notes("gate", {5: quiet, 6: busy}, [Spell(10, 20, "covered")])
    index.add_notes("gate", {6: bytes([30]) + bytes(359)}, [Spell(10, 60, "covered"), Spell(60, 61, "moved")])
    assert index.query("SELECT levels FROM motion WHERE hour = 6") == [(bytes([30]) + bytes([9]) * 359,)]
    assert index.query("SELECT start_us, end_us, state FROM spell") == [(10, 60, "covered"), (60, 61, "moved")]
    index.drop_gaps("gate", 60)
    assert index.query("SELECT state FROM spell") == [("moved",)]
    index.drop_gaps("gate", 6 * HOUR_US)
    assert index.query("SELECT hour FROM motion") == [(6,)]


def test_an_index_that_an_older_beadle_made_gets_the_new_tables(tmp_path: Path, index: Index):
    for table in ("motion", "spell"):
        index.query(f"DROP TABLE {table}")
    index.close()
    again = Index(tmp_path / "index.db")
    again.add_notes("gate", {1: bytes(360)}, [])
    assert again.query("SELECT hour FROM motion") == [(1,)]
