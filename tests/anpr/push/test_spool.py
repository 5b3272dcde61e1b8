"""Writing the spool: durable before it is acknowledged, together where many come, and whole where the disk is full."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import subprocess
import sys
import threading
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest

from beadle.anpr.push import segments
from beadle.anpr.push import spool as module
from beadle.anpr.push.errors import SpoolBusy, SpoolFull
from beadle.anpr.push.message import Message
from beadle.anpr.push.spool import Bounds, Spool, spool_folder
from beadle.platform.clock import FixedClock

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


def message(number: int, size: int = 100) -> Message:
    return Message(uuid.UUID(int=number), AT, bytes(size), content_type="text/xml")


def kept(folder: Path) -> list[int]:
    """The numbers of all messages in the spool, in order."""
    found: list[int] = []
    for name in segments.segments(folder):
        portion = segments.read(folder, name)
        assert portion.damaged == 0
        found += [stored.message.camera_id.int for stored in portion.messages]
    return found


async def test_many_at_once_need_few_syncs(tmp_path: Path, clock: FixedClock):
    async with Spool(tmp_path, clock) as spool:
        names = await asyncio.gather(*(spool.put(message(number)) for number in range(200)))
        assert spool.figures.kept == 200
        assert spool.figures.syncs < 100
    assert len(set(names)) == 200
    assert kept(tmp_path) == list(range(200))


def test_any_thread_may_send(tmp_path: Path, clock: FixedClock):
    with Spool(tmp_path, clock) as spool:
        threads = [threading.Thread(target=lambda n=n: spool.send(message(n)).result()) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(kept(tmp_path)) == list(range(8))


def test_what_was_sent_is_on_the_disk_when_the_spool_closes(tmp_path: Path, clock: FixedClock):
    with Spool(tmp_path, clock) as spool:
        futures = [spool.send(message(number)) for number in range(5)]
    assert all(future.result() for future in futures)
    assert kept(tmp_path) == [0, 1, 2, 3, 4]


def test_a_segment_ends_by_its_size_and_by_its_age(tmp_path: Path, clock: FixedClock):
    with Spool(tmp_path, clock, Bounds(segment=1000, seconds=60)) as spool:
        for number in range(3):
            spool.send(message(number, 600)).result()
            clock.advance(1)
        assert len(segments.segments(tmp_path)) == 2
    with Spool(tmp_path, clock, Bounds(seconds=60)) as spool:
        spool.send(message(3)).result()
        clock.advance(61)
        spool.send(message(4)).result()
        clock.advance(1)
        spool.send(message(5)).result()
    assert kept(tmp_path) == [0, 1, 2, 3, 4, 5]
    assert len(segments.segments(tmp_path)) == 4


def test_every_writer_has_segments_of_its_own(tmp_path: Path, clock: FixedClock):
    with Spool(tmp_path, clock) as one, Spool(tmp_path, clock) as other:
        one.send(message(1)).result()
        other.send(message(2)).result()
    assert len(segments.segments(tmp_path)) == 2
    assert sorted(kept(tmp_path)) == [1, 2]


def test_the_files_are_closed_to_others(tmp_path: Path, clock: FixedClock):
    folder = tmp_path / "anpr" / "spool"
    with Spool(folder, clock) as spool:
        spool.send(message(1)).result()
    (path,) = folder.glob("*.spool")
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert spool_folder(tmp_path) == folder


def test_a_full_disk_half_way_through_a_message(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch):
    """The half that was written does not count, what was there before does, and it goes on as soon as there is room."""
    real, full = os.write, threading.Event()

    def write(handle: int, data: bytes) -> int:
        if full.is_set():
            real(handle, bytes(data[: len(data) // 2]))
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(handle, data)

    with Spool(tmp_path, clock) as spool:
        spool.send(message(1)).result()
        monkeypatch.setattr(module.os, "write", write)
        full.set()
        with pytest.raises(SpoolFull, match="No space left"):
            spool.send(message(2)).result()
        assert "No space left" in spool.figures.trouble
        with pytest.raises(SpoolFull):
            spool.send(message(3)).result()
        full.clear()
        spool.send(message(4)).result()
        assert (spool.figures.trouble, spool.figures.failed) == ("", 2)
    assert kept(tmp_path) == [1, 4]


def test_nothing_is_written_where_another_message_may_have_been_read(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
):
    """After a failed write the segment is left: its reader may already be beyond what was cut off."""

    def fail(handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with Spool(tmp_path, clock) as spool:
        spool.send(message(1)).result()
        (first,) = segments.segments(tmp_path)
        monkeypatch.setattr(module.os, "fdatasync", fail)
        with pytest.raises(SpoolFull):
            spool.send(message(2)).result()
        monkeypatch.undo()
        clock.advance(1)
        assert not spool.send(message(3)).result().startswith(first)
        assert segments.read(tmp_path, first).finished
    assert kept(tmp_path) == [1, 3]


def test_a_disk_that_is_nearly_full_takes_nothing_more(tmp_path: Path, clock: FixedClock):
    with Spool(tmp_path, clock, Bounds(reserve=1 << 60)) as spool, pytest.raises(SpoolFull, match="disk"):
        spool.send(message(1)).result()
    assert segments.segments(tmp_path) == []


def test_the_bound_of_the_spool(tmp_path: Path, clock: FixedClock):
    with Spool(tmp_path, clock, Bounds(most=1000)) as spool:
        spool.send(message(1, 2000)).result()
        clock.advance(3)
        with pytest.raises(SpoolFull, match="bound"):
            spool.send(message(2)).result()
    assert kept(tmp_path) == [1]


def test_no_more_waits_than_memory_allows(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "_MOST_WAITING", 1000)
    gate, real = threading.Event(), os.fdatasync

    def slow(handle: int) -> None:
        gate.wait(10)
        real(handle)

    monkeypatch.setattr(module.os, "fdatasync", slow)
    with Spool(tmp_path, clock) as spool:
        first = spool.send(message(1, 900))
        with pytest.raises(SpoolBusy):
            spool.send(message(2, 900))
        gate.set()
        assert first.result()
        assert spool.send(message(3, 900)).result()
    assert kept(tmp_path) == [1, 3]


async def test_a_camera_that_hangs_up_does_not_hold_up_the_others(tmp_path: Path, clock: FixedClock):
    async with Spool(tmp_path, clock) as spool:
        waiting = asyncio.ensure_future(spool.put(message(1)))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await spool.put(message(2))
    assert kept(tmp_path)[-1] == 2


_KILLED = """
import sys, uuid
from datetime import UTC, datetime
from pathlib import Path
from beadle.anpr.push.message import Message
from beadle.anpr.push.spool import Spool
from beadle.platform.clock import SYSTEM
with Spool(Path(sys.argv[1]), SYSTEM) as spool:
    number = 0
    while True:
        spool.send(Message(uuid.UUID(int=number), datetime.now(UTC), bytes(5000))).result()
        print(number, flush=True)
        number += 1
"""


def test_kill_nine_of_a_writer_loses_nothing_that_was_acknowledged(tmp_path: Path):
    process = subprocess.Popen([sys.executable, "-c", _KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    acknowledged = [int(process.stdout.readline()) for _ in range(30)]
    process.send_signal(signal.SIGKILL)
    acknowledged += [int(line) for line in process.stdout.read().split()]
    process.wait()
    process.stdout.close()
    found = kept(tmp_path)
    assert found[: len(acknowledged)] == acknowledged == list(range(len(acknowledged)))
    assert len(found) - len(acknowledged) <= 1


def test_no_database_is_needed():
    code = "import sys; from beadle.anpr.push import own, plan, spool; print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
