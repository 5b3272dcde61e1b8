"""The writer threads: a bench of them at every volume, so that one slow, full or broken disk holds up no other.

The event loop hands items to lanes and goes on. Memory is bounded for each camera and in all; what does not fit is
refused at once, and the caller logs a gap. When a volume fails, its lanes go to the next one with all they carry, the
group that failed first.
"""

from __future__ import annotations

import math
import threading
import zlib
from collections.abc import Iterable
from dataclasses import replace
from queue import SimpleQueue

from beadle.platform.clock import Clock
from beadle.platform.errors import BeadleError
from beadle.platform.log import get_logger
from beadle.video.footage.errors import VolumeAway
from beadle.video.footage.terms import GapReason, VolumeState
from beadle.video.footage.volume import Volume
from beadle.video.record.lane import Break, Item, Lane, Seat

_log = get_logger("record")

_UNUSABLE = frozenset({VolumeState.MISSING, VolumeState.READ_ONLY, VolumeState.CLOSED})

STALL_S = 8.0
"""A call to a disk that takes this long: the disk hangs, whatever comes of it."""


class Bench:
    """The threads that write on one volume. busy: since when each has been at work (monotonic), by its number."""

    def __init__(self, volume: Volume, weight: int) -> None:
        self.volume = volume
        self.weight = max(1, weight)
        self.stalled = False
        self.busy: dict[int, float] = {}
        self.queue: SimpleQueue[tuple[Lane, Seat] | None] = SimpleQueue()
        self.threads: list[threading.Thread] = []

    @property
    def usable(self) -> bool:
        """Whether a new segment may go here."""
        return self.volume.state is VolumeState.READY and not self.stalled


class Benches:
    """All writer threads of a recorder. Its methods belong to the event loop, but for the private ones; none waits."""

    def __init__(
        self, clock: Clock, *, threads: int = 2, lane_bytes: int = 24 << 20, all_bytes: int = 256 << 20
    ) -> None:
        self._clock = clock
        self._threads = threads
        self._lane_bytes = lane_bytes
        self._all_bytes = all_bytes
        self._used = 0
        self._used_lock = threading.Lock()
        self._emptied = threading.Condition(self._used_lock)
        self._benches: list[Bench] = []
        self._lanes: dict[str, Lane] = {}
        self._closing = False

    @property
    def waiting_bytes(self) -> int:
        """Footage in memory that is on its way to a disk."""
        return self._used

    @property
    def lanes(self) -> Iterable[Lane]:
        """Every camera's lane."""
        return self._lanes.values()

    def add(self, volume: Volume) -> None:
        """Record on this volume too."""
        bench = Bench(volume, volume.total_bytes())
        for number in range(self._threads):
            name = f"write {volume.id[:6]} {number}"
            bench.threads.append(threading.Thread(target=self._work, args=(bench,), name=name, daemon=True))
        self._benches.append(bench)
        for thread in bench.threads:
            thread.start()
        self.place_waiting()

    def remove(self, volume: Volume) -> None:
        """The volume is out of use: its lanes go elsewhere. The caller closes it once its threads have ended."""
        for bench in [each for each in self._benches if each.volume is volume]:
            self._benches.remove(bench)
            self._move_lanes(bench)
            for _ in bench.threads:
                bench.queue.put(None)

    def lane(self, camera: str) -> Lane:
        """The camera's lane, made on first use."""
        return self._lanes.setdefault(camera, Lane(camera))

    def put(self, lane: Lane, item: Item) -> bool:
        """Hand over an item. False: there is no room for it, and it was not taken."""
        size = item.bytes
        if size and (lane.bytes + size > self._lane_bytes or self._used + size > self._all_bytes):
            lane.dropped += 1
            return False
        if isinstance(item, Break):
            item = replace(item, at_us=self._clock.now_us())
        with self._used_lock:
            self._used += size
        with lane.lock:
            lane.items.append(item)
            lane.bytes += size
            idle = not lane.scheduled
        if idle:
            self._place(lane)
        return True

    def refuse(self, lane: Lane) -> None:
        """Log that a group was not taken: one break, however many follow."""
        with lane.lock:
            last = lane.items[-1] if lane.items else None
        trouble = Break(self.trouble())
        if last != trouble:
            self.put(lane, trouble)

    def trouble(self) -> GapReason:
        """Why footage cannot be taken just now."""
        states = {bench.volume.state for bench in self._benches}
        if VolumeState.READY in states:
            return GapReason.OVERLOAD
        return GapReason.DISK_FULL if VolumeState.FULL in states else GapReason.DISK_FAILED

    def preferred(self, camera: str) -> Bench | None:
        """Where a camera's footage goes: by a draw that only changes for cameras whose volume comes or goes."""
        usable = [bench for bench in self._benches if bench.usable]
        return max(usable, key=lambda bench: _draw(camera, bench), default=None)

    def check(self) -> None:
        """Call every second: give up on disks that hang, and find places for lanes that have none."""
        now = self._clock.monotonic()
        for bench in self._benches:
            hanging = any(now - since > STALL_S for since in tuple(bench.busy.values()))
            if hanging and not bench.stalled:
                bench.stalled = True
                _log.error("volume hangs", volume=bench.volume.id, path=str(bench.volume.path))
            elif bench.stalled and not hanging and bench.queue.empty():
                bench.stalled = False
                _log.info("volume answers again", volume=bench.volume.id)
            if bench.stalled and self.preferred("") is not None:
                self._move_lanes(bench)
        self.place_waiting()

    def stalled(self, volume: Volume) -> bool:
        """Whether the volume's disk hangs."""
        return any(bench.stalled for bench in self._benches if bench.volume is volume)

    def place_waiting(self) -> None:
        """Find places for lanes that have something to write and no volume."""
        for lane in self._lanes.values():
            if lane.items and not lane.scheduled:
                self._place(lane)

    def idle(self) -> bool:
        """Whether all that was handed over is on disk."""
        return not any(lane.items for lane in self._lanes.values())

    def drain(self, within_s: float) -> bool:
        """Wait until all that was handed over is on disk; blocks for so long at most. False: some is not."""
        with self._used_lock:
            return self._emptied.wait_for(self.idle, within_s)

    def close(self, within_s: float) -> None:
        """End the threads; blocks for so long at most. One that hangs on its disk dies with the process."""
        self._closing = True
        for bench in self._benches:
            for _ in bench.threads:
                bench.queue.put(None)
        for bench in self._benches:
            for thread in bench.threads:
                thread.join(within_s / max(1, len(self._benches) * self._threads))

    def _move_lanes(self, bench: Bench) -> None:
        for lane in self._lanes.values():
            with lane.lock:
                seat = lane.seat
                if seat is None or seat.volume is not bench.volume:
                    continue
                busy = lane.since is not None
                lane.seat, lane.scheduled, lane.since = None, False, None
            if not busy:
                bench.queue.put((lane, seat))  # a thread there closes the file, when it can
            if lane.items:
                self._place(lane)

    def _place(self, lane: Lane) -> None:
        """Queue the lane at its volume, or at the one that it should have."""
        with lane.lock:
            if lane.scheduled or not lane.items:
                return
            bench = self._bench_of(lane) or self.preferred(lane.camera)
            if bench is None:
                return
            if lane.seat is None:
                lane.seat = Seat(bench.volume)
            lane.scheduled = True
            bench.queue.put((lane, lane.seat))

    def _bench_of(self, lane: Lane) -> Bench | None:
        seat = lane.seat
        if seat is None:
            return None
        return next((bench for bench in self._benches if bench.volume is seat.volume), None)

    def _work(self, bench: Bench) -> None:
        """A writer thread's life."""
        while (entry := bench.queue.get()) is not None:
            lane, seat = entry
            bench.busy[threading.get_ident()] = self._clock.monotonic()
            try:
                self._turn(bench, lane, seat)
            except Exception:  # noqa: BLE001 - the thread serves other cameras too
                _log.exception("writer thread", camera=lane.camera)
            finally:
                del bench.busy[threading.get_ident()]

    def _turn(self, bench: Bench, lane: Lane, seat: Seat) -> None:
        with lane.lock:
            mine = lane.seat is seat
            item = lane.items[0] if mine and lane.items else None
            if item is not None:
                lane.since = self._clock.monotonic()
            elif mine:
                lane.scheduled = False
        if not mine:
            lane.leave(seat, None)
        if item is None:
            return
        if lane.ends_segment(seat, item) and self._change_volume(bench, lane, seat):
            return
        self._after(bench, lane, seat, self._perform(bench, lane, seat, item))

    def _perform(self, bench: Bench, lane: Lane, seat: Seat, item: Item) -> BeadleError | None:
        """Carry an item out; the error where the volume is to blame. A camera's odd bytes must not stop the others."""
        if bench.volume.state in _UNUSABLE:
            return VolumeAway(bench.volume.detail or "The volume is closed.")
        try:
            lane.perform(seat, item, self._clock.monotonic())
        except BeadleError as error:
            return error
        except Exception as error:  # noqa: BLE001 - see above
            _log.warning("group not recordable", camera=lane.camera, exc_info=error)
            lane.reason = lane.reason or GapReason.UNKNOWN
        return None

    def _after(self, bench: Bench, lane: Lane, seat: Seat, failure: BeadleError | None) -> None:
        with lane.lock:
            mine = lane.seat is seat
            if mine:
                lane.since = None
                lane.scheduled = False
                if failure is None:
                    self._done(lane)
                    if lane.items:
                        lane.scheduled = True
                        bench.queue.put((lane, seat))
                    return
                lane.seat = None
        lane.leave(seat, failure)
        if failure is not None:
            lane.reason = lane.reason or self.trouble()
            _log.warning("group not written", camera=lane.camera, volume=bench.volume.id, reason=str(failure))
        if mine:
            self._place(lane)

    def _done(self, lane: Lane) -> None:
        item = lane.items.popleft()
        lane.bytes -= item.bytes
        with self._used_lock:
            self._used -= item.bytes
            if not self._used:
                self._emptied.notify_all()

    def _change_volume(self, bench: Bench, lane: Lane, seat: Seat) -> bool:
        """Between two files a lane goes back to the volume that it should have."""
        better = self.preferred(lane.camera)
        if better is None or better is bench:
            return False
        with lane.lock:
            if lane.seat is not seat:
                return False
            lane.seat, lane.since, lane.scheduled = None, None, False
        lane.leave(seat, None)
        self._place(lane)
        return True


def _draw(camera: str, bench: Bench) -> float:
    """Rendezvous hashing, weighted by the size of the disk."""
    drawn = zlib.crc32(f"{camera} {bench.volume.id}".encode()) + 1
    return -bench.weight / math.log(drawn / ((1 << 32) + 1))
