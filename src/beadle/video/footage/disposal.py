"""Deleting footage: by age and for room, never under a hold, each deletion on record.

The order of steps lets a power cut fall anywhere: rows are marked, files go, their folders are made durable, rows go.
Holds are read anew under their lock for every batch, so a hold that was placed meanwhile is kept.
"""

from __future__ import annotations

import contextlib
import heapq
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from beadle.platform.log import get_logger
from beadle.video.footage.errors import HoldsDamaged
from beadle.video.footage.holds import give_up_spare, locked, protecting, restore_spare
from beadle.video.footage.index import Disposal, Index
from beadle.video.footage.retention import (
    Candidate,
    ClockGuard,
    Decision,
    Held,
    Outlook,
    Policy,
    Reason,
    Stock,
    decide,
    outlook,
)
from beadle.video.footage.schema import DELETING
from beadle.video.footage.stock import read_stock
from beadle.video.footage.terms import HOUR_US, VolumeState
from beadle.video.footage.volume import Volume, no_room, segment_name

_BATCH = 64
_FETCH = 500
_ENDLESS = 1 << 62
_STOCK_AGE_US = HOUR_US // 6
_log = get_logger("footage")


@dataclass(slots=True)
class Report:
    """What one sweep of one volume did and could not do.

    held_bytes, held_segments: due for deletion but held. short_bytes: room that could not be made.
    waiting: why nothing was deleted by age, or at all; empty where nothing stood in the way.
    """

    volume_id: str
    deleted_segments: int = 0
    deleted_bytes: int = 0
    held_segments: int = 0
    held_bytes: int = 0
    short_bytes: int = 0
    waiting: str = ""
    outlook: Outlook = field(default_factory=lambda: Outlook(None, None, alarm=False))


class Sweeper:
    """Deletes what is due on one volume. `others` are volumes whose holds count as well. Calls block: use a thread."""

    def __init__(self, volume: Volume, policy: Policy, others: Sequence[Volume] = ()) -> None:
        self.volume = volume
        self.policy = policy
        self.others = others
        self._guard = ClockGuard(_newest(volume))
        self._stock: tuple[int, Stock] | None = None

    def sweep(self) -> Report:
        """Delete what is due. Raises as `Volume.failed` does; a damaged hold is reported, not raised."""
        report = Report(self.volume.id)
        if self.volume.state not in {VolumeState.READY, VolumeState.FULL}:
            report.waiting = self.volume.detail or "The volume is closed."
            return report
        try:
            self._sweep_with_room(report)
        except HoldsDamaged as error:
            report.waiting = str(error)
            _log.error("nothing deleted", volume=self.volume.id, reason=str(error))
        except (OSError, sqlite3.Error) as error:
            raise self.volume.failed(error, "Deleting footage") from error
        return report

    def _sweep_with_room(self, report: Report) -> None:
        """Marking rows takes a little room, and a disk that something else has filled has none: the spare makes it."""
        try:
            self._sweep(report)
        except (OSError, sqlite3.Error) as error:
            if not no_room(error) or not give_up_spare(self.volume):
                raise
            self._sweep(report)
        restore_spare(self.volume)

    def _sweep(self, report: Report) -> None:
        volume = self.volume
        with locked(volume):
            holds = protecting(volume, self.others)
        age_now = self._guard.age_now(volume.clock.now_us(), volume.clock.monotonic())
        if age_now is None:
            report.waiting = "The clock leapt forward: nothing is deleted by age until it is seen to be right."
        held = Held(holds)
        spare = volume.spare_bytes()
        if age_now is not None:
            self._by_age(held, age_now, report)
        wanted = self.policy.headroom_bytes - spare - report.deleted_bytes
        if wanted > 0:
            stock_in_order = candidates(volume.index, held)
            decision = decide(stock_in_order, self.policy, held, age_now_us=None, wanted_bytes=wanted)
            self._delete(decision, report)
            report.short_bytes = decision.short_bytes
        stock = self._current_stock(held)
        report.held_segments += stock.held_due_segments
        report.held_bytes += stock.held_due_bytes
        report.outlook = outlook(stock, holds, volume.clock.now_us())

    def _by_age(self, held: Held, age_now: int, report: Report) -> None:
        def due(camera: str) -> int:
            return age_now - self.policy.keep_us(camera)

        old = candidates(self.volume.index, held, due)
        decision = decide(old, self.policy, held, age_now_us=age_now, wanted_bytes=0)
        self._delete(decision, report)
        for camera in {each.camera for each, _ in decision.delete}:
            self._forget_gaps(camera, due(camera))

    def _delete(self, decision: Decision, report: Report) -> None:
        for reason in Reason:
            chosen = iter([each for each, why in decision.delete if why is reason])
            while batch := list(islice(chosen, _BATCH)):
                gone, kept = dispose(self.volume, batch, reason, self.others)
                report.deleted_segments += len(gone)
                report.deleted_bytes += sum(each.bytes for each in gone)
                report.held_segments += len(kept)
                report.held_bytes += sum(each.bytes for each in kept)

    def _forget_gaps(self, camera: str, due_us: int) -> None:
        """Gaps are forgotten with the footage around them: when they are older than all that is left, and of age."""
        oldest = self.volume.index.query(
            "SELECT min(start_us) FROM run WHERE camera_id = (SELECT id FROM camera WHERE key = ?)", (camera,)
        )[0][0]
        self.volume.index.drop_gaps(camera, due_us if oldest is None else min(oldest, due_us))

    def _current_stock(self, held: Held) -> Stock:
        """Adding up an archive takes a while, so it is done every ten minutes; free bytes are always of now."""
        now = self.volume.clock.now_us()
        if self._stock is None or not 0 <= now - self._stock[0] < _STOCK_AGE_US:
            self._stock = now, read_stock(self.volume, held, now, self.policy)
        return replace(self._stock[1], free_bytes=self.volume.free_bytes())


def candidates(
    index: Index, held: Held | None = None, until: Callable[[str], int] | None = None
) -> Iterator[Candidate]:
    """All closed segments, oldest first over all cameras; only as many rows are read as are asked for.

    What is `held` is left out, and passed over in one step: a year under hold costs no more than a minute. `until`
    tells for a camera the start of the last segment that matters, so that one that is kept for years costs nothing.
    """
    cameras = index.query("SELECT id, key FROM camera")
    return heapq.merge(*[_of_camera(index, (number, key), held or Held([]), until) for number, key in cameras])


def _of_camera(
    index: Index, camera: tuple[int, str], held: Held, until: Callable[[str], int] | None
) -> Iterator[Candidate]:
    number, key = camera
    last = _ENDLESS if until is None else until(key)
    after = -_ENDLESS
    size = 20
    while True:
        rows = index.query(
            "SELECT start_us, end_us, bytes FROM segment WHERE camera_id = ? AND start_us > ? AND start_us <= ?"
            " AND state = 1 ORDER BY start_us LIMIT ?",
            (number, after, last, size),
        )
        passed = None
        for start, end, length in rows:
            passed = held.until(key, start, end)
            if passed is not None:
                after = max(start, passed - 1)
                break
            yield Candidate(start, end, key, length)
        if passed is None and len(rows) < size:
            return
        if passed is None:
            after = rows[-1][0]
        size = _FETCH


def _newest(volume: Volume) -> int | None:
    try:
        newest: int | None = volume.index.query("SELECT max(end_us) FROM run")[0][0]
    except sqlite3.Error as error:
        raise volume.failed(error, "Reading the index") from error
    return newest


def dispose(
    volume: Volume, batch: Sequence[Candidate], reason: str, others: Sequence[Volume] = ()
) -> tuple[list[Candidate], list[Candidate]]:
    """Delete segments unless they are held; returns those deleted and those kept. The one place that deletes footage.

    Raises HoldsDamaged before anything is touched, OSError and sqlite3.Error as they come.
    """
    volume.verify_present()
    with locked(volume):
        held = Held(protecting(volume, others))
        gone = [each for each in batch if not held.covers(each.camera, each.start_us, each.end_us)]
        by_camera: dict[str, list[Candidate]] = {}
        for each in gone:
            by_camera.setdefault(each.camera, []).append(each)
        for camera, segments in by_camera.items():
            _dispose_of(volume, camera, segments, reason)
    kept = [each for each in batch if each not in set(gone)]
    return gone, kept


def _dispose_of(volume: Volume, camera: str, segments: list[Candidate], reason: str) -> None:
    starts = [each.start_us for each in segments]
    volume.index.set_state(camera, starts, DELETING)
    days: set[str] = set()
    for start in starts:
        name = segment_name(camera, start)
        with contextlib.suppress(FileNotFoundError):
            volume.disk.remove(name, at=volume.folder)
        days.add(name.rpartition("/")[0])
    for day in sorted(days):
        with contextlib.suppress(FileNotFoundError):
            volume.disk.sync_folder(day, at=volume.folder)
        with contextlib.suppress(OSError):
            volume.disk.remove_folder(day, at=volume.folder)
    record = Disposal(
        volume.clock.now_us(),
        camera,
        min(starts),
        max(each.end_us for each in segments),
        len(segments),
        sum(each.bytes for each in segments),
        reason,
    )
    volume.index.dispose(camera, starts, record)


def disposals(volume: Volume, since_us: int = 0) -> list[Disposal]:
    """What was deleted on a volume that is open for recording, oldest first: the proof of disposal."""
    rows = volume.index.query(
        "SELECT at_us, camera, from_us, to_us, segments, bytes, reason FROM disposal WHERE at_us >= ? ORDER BY id",
        (since_us,),
    )
    return [Disposal(*row) for row in rows]
