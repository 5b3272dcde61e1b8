from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest

from beadle.video.ingest.rounds import MOST_READS, MOST_TURNS, READ_BYTES, Reader, Rounds, rounds_of


class Kept:
    """A taker that keeps what came."""

    def __init__(self) -> None:
        self.data: list[bytes] = []
        self.ends: list[OSError | None] = []
        self.closing = False

    def taken(self, data: bytes) -> None:
        self.data.append(data)

    def broke_off(self, error: OSError | None) -> None:
        self.ends.append(error)

    def is_closing(self) -> bool:
        return self.closing


class Loop:
    """An event loop's timers, which go off when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timers: list[tuple[float, Callable[[], None]]] = []

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, then: Callable[[], None]) -> None:
        self.timers.append((when, then))

    def call_later(self, delay: float, then: Callable[[], None]) -> None:
        self.call_at(self.now + delay, then)

    def turn(self) -> None:
        ((self.now, then),) = self.timers
        self.timers = []
        then()


@pytest.fixture
def wire() -> Iterator[tuple[socket.socket, socket.socket]]:
    """(ours, the camera's)"""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    with ours, theirs:
        yield ours, theirs


def test_what_has_gathered_is_read_at_once_and_the_waits_grow(wire: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = wire
    kept = Kept()
    reader = Reader(kept, ours.fileno())
    waits = []
    for number in range(6):
        theirs.sendall(b"a" * number)
        theirs.sendall(b"b")
        waits.append(reader.read())
    assert kept.data == [b"a" * number + b"b" for number in range(6)]
    assert waits == [2, 4, 8, MOST_TURNS, MOST_TURNS, MOST_TURNS]
    assert reader.read() == MOST_TURNS, "nothing there is no fault"


def test_a_camera_that_hangs_up_is_noticed(wire: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = wire
    kept = Kept()
    reader = Reader(kept, ours.fileno())
    theirs.sendall(b"last words")
    theirs.close()
    assert reader.read() > 0
    assert reader.read() == 0
    assert (kept.data, kept.ends) == ([b"last words"], [None])


def test_a_connection_that_fails_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_file: int, _size: int) -> bytes:
        raise ConnectionResetError(104, "Connection reset by peer")

    monkeypatch.setattr(os, "read", fail)
    kept = Kept()
    assert Reader(kept, 99).read() == 0
    assert isinstance(kept.ends[0], ConnectionResetError)


def test_a_socket_that_is_closing_or_given_back_is_not_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "read", lambda *_: pytest.fail("it was read"))
    kept = Kept()
    reader = Reader(kept, 99)
    kept.closing = True
    assert reader.read() == 0
    kept.closing = False
    reader.stop()
    assert reader.read() == 0


def test_a_flood_takes_its_share_and_is_read_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "read", lambda _file, size: bytes(size))
    kept = Kept()
    reader = Reader(kept, 99)
    assert reader.read() == 1
    assert [len(data) for data in kept.data] == [READ_BYTES] * MOST_READS


def test_a_reader_that_is_stopped_by_what_it_read_reads_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "read", lambda _file, size: bytes(size))
    kept = Kept()
    reader = Reader(kept, 99)
    monkeypatch.setattr(kept, "taken", lambda _data: reader.stop())
    assert reader.read() == 0


def test_eighty_that_came_all_at_once_are_spread_over_the_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def note(file: int, _size: int) -> bytes:
        read.append(file)
        raise BlockingIOError

    monkeypatch.setattr(os, "read", note)
    loop = Loop()
    rounds = Rounds(cast("Any", loop), 0.5)
    readers = [Reader(Kept(), file) for file in range(80)]
    for reader in readers:
        rounds.join(reader)
    loop.turn()
    assert sorted(read) == list(range(80)), "all of them at the first turn"
    for reader in readers[:3]:
        reader.stop()
    counts = []
    for _ in range(100):
        read.clear()
        loop.turn()
        counts.append(len(read))
    assert max(counts[50:]) <= 80 // MOST_TURNS * 2
    assert sum(counts[50:]) >= 77 * 5 - 20


def test_turns_end_with_the_last_reader_and_begin_again_with_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "read", lambda *_: b"x")
    loop = Loop()
    rounds = Rounds(cast("Any", loop))
    for _ in range(2):
        kept = Kept()
        reader = Reader(kept, 1)
        rounds.join(reader)
        loop.turn()
        assert kept.data == [b"x"]
        reader.stop()
        while loop.timers:
            loop.turn()


async def test_one_for_a_loop() -> None:
    loop = asyncio.get_running_loop()
    assert rounds_of(loop) is rounds_of(loop)
    other = asyncio.new_event_loop()
    assert rounds_of(other) is not rounds_of(loop)
    other.close()
