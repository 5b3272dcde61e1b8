"""Reading segments: while they grow, after their writer was killed, and with bytes turned over."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from beadle.anpr.push import segments
from beadle.anpr.push.message import MARK_BYTES, Message, encode
from beadle.anpr.push.segments import FILE_MARK, HEAD_BYTES, path_of, read
from beadle.anpr.push.spool import Spool
from beadle.platform.clock import FixedClock

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
NAME = "0000000000000001-0123abcd"


def message(number: int, size: int = 10) -> Message:
    return Message(uuid.UUID(int=number), AT, number.to_bytes(2, "big") * (size // 2))


def bodies(portion: segments.Portion) -> list[int]:
    return [stored.message.camera_id.int for stored in portion.messages]


@pytest.fixture
def spool(tmp_path: Path, clock: FixedClock) -> Iterator[Spool]:
    with Spool(tmp_path, clock) as made:
        yield made


def test_a_segment_that_grows(spool: Spool):
    names = [spool.send(message(number)).result() for number in (1, 2)]
    (segment,) = segments.segments(spool.folder)
    first = read(spool.folder, segment)
    assert (bodies(first), first.finished, first.damaged) == ([1, 2], False, 0)
    assert [stored.name for stored in first.messages] == names
    assert read(spool.folder, segment, first.end).messages == ()
    spool.send(message(3)).result()
    assert bodies(read(spool.folder, segment, first.end)) == [3]
    assert bodies(read(spool.folder, segment, most=1)) == [1]


def test_it_is_finished_when_its_writer_has_gone(tmp_path: Path, clock: FixedClock):
    with Spool(tmp_path, clock) as spool:
        spool.send(message(1)).result()
        (segment,) = segments.segments(tmp_path)
        assert not read(tmp_path, segment).finished
    portion = read(tmp_path, segment)
    assert (portion.finished, portion.end) == (True, path_of(tmp_path, segment).stat().st_size)
    assert read(tmp_path, segment, portion.end).finished


def made(tmp_path: Path, *pieces: bytes) -> Path:
    path = path_of(tmp_path, NAME)
    path.write_bytes(FILE_MARK + b"m" * MARK_BYTES + b"".join(pieces))
    return path


def record(number: int, size: int = 10) -> bytes:
    return encode(message(number, size), b"m" * MARK_BYTES)


def test_a_torn_end_was_never_acknowledged(tmp_path: Path):
    path = made(tmp_path, record(1), record(2)[:-3])
    portion = read(tmp_path, NAME)
    assert (bodies(portion), portion.finished, portion.end) == ([1], True, path.stat().st_size)
    assert (portion.damaged, portion.torn) == (0, len(record(2)) - 3)


def test_zeros_at_the_end_after_a_power_cut(tmp_path: Path):
    made(tmp_path, record(1), bytes(5000))
    portion = read(tmp_path, NAME)
    assert (bodies(portion), portion.finished, portion.torn) == ([1], True, 5000)


@pytest.mark.parametrize("at", [0, 9, 15, 19, 30, -1])
def test_a_damaged_message_costs_no_other(tmp_path: Path, at: int):
    second = bytearray(record(2))
    second[at] ^= 0xFF
    made(tmp_path, record(1), bytes(second), record(3))
    portion = read(tmp_path, NAME)
    assert (bodies(portion), portion.finished, portion.damaged) == ([1, 3], True, len(second))


def test_a_body_that_looks_like_a_record_is_never_taken_for_one(tmp_path: Path):
    planted = encode(message(99), b"x" * MARK_BYTES)
    second = bytearray(encode(Message(uuid.UUID(int=2), AT, planted * 3), b"m" * MARK_BYTES))
    second[8] ^= 0xFF
    made(tmp_path, record(1), bytes(second), record(3))
    assert bodies(read(tmp_path, NAME)) == [1, 3]


def test_a_message_that_is_larger_than_what_is_read_at_once(tmp_path: Path):
    made(tmp_path, record(1, 5000), record(2, 10))
    first = read(tmp_path, NAME, most_bytes=100)
    assert bodies(first)[:1] == [1]
    rest = read(tmp_path, NAME, first.messages[0].end, most_bytes=100)
    assert (bodies(rest), rest.finished) == ([2], True)


def test_a_window_that_ends_in_the_middle_of_a_message(tmp_path: Path):
    made(tmp_path, record(1), record(2, 5000), record(3))
    first = read(tmp_path, NAME, most_bytes=len(record(1)) + 100)
    assert (bodies(first), first.finished, first.damaged) == ([1], False, 0)
    assert bodies(read(tmp_path, NAME, first.end, most_bytes=8000)) == [2, 3]


@pytest.mark.parametrize("data", [b"", FILE_MARK, FILE_MARK + b"mmm"])
def test_a_writer_that_died_at_its_first_bytes(tmp_path: Path, data: bytes):
    path_of(tmp_path, NAME).write_bytes(data)
    portion = read(tmp_path, NAME)
    assert (portion.messages, portion.finished) == ((), True)


def test_a_mark_beyond_the_end_of_a_file_that_was_cut(tmp_path: Path):
    path = made(tmp_path, record(1))
    end = path.stat().st_size
    assert read(tmp_path, NAME, end + 500) == segments.Portion((), end + 500, 0, 0, finished=True)


def test_one_message_by_its_place(tmp_path: Path):
    made(tmp_path, record(1), record(2))
    assert segments.message_at(tmp_path, NAME, HEAD_BYTES) == message(1)
    assert segments.message_at(tmp_path, NAME, HEAD_BYTES + len(record(1))) == message(2)
    assert segments.message_at(tmp_path, NAME, HEAD_BYTES + 1) is None
    assert segments.message_at(tmp_path, NAME, 10**9) is None


def test_names():
    assert segments.name_of(NAME, 16) == f"{NAME}:16"
    for bad in ("", "../x", f"../{NAME}", f"{NAME}/x", f"{NAME}\n"):
        with pytest.raises(ValueError, match="not the name"):
            path_of(Path(), bad)


def test_other_files_are_no_segments(tmp_path: Path):
    made(tmp_path)
    for name in ("pump.lock", "x.spool", f"{NAME}.txt"):
        (tmp_path / name).touch()
    assert segments.segments(tmp_path) == [NAME]
    assert segments.sizes(tmp_path) == {NAME: HEAD_BYTES}
    assert segments.segments(tmp_path / "nowhere") == []
