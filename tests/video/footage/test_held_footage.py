"""No sequence of retention, full disk, calls, configuration, restart, crash or lost index deletes held footage."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.factories.video import gops
from tests.video.footage.faulty_disk import FaultyDisk, PowerCut

from beadle.platform.clock import FixedClock
from beadle.video.footage.check import check
from beadle.video.footage.disposal import Sweeper, candidates, dispose
from beadle.video.footage.holds import place, release
from beadle.video.footage.recovery import recover
from beadle.video.footage.retention import Policy
from beadle.video.footage.terms import Hold
from beadle.video.footage.volume import Volume, segment_name
from beadle.video.footage.writer import SegmentWriter

CAMERAS = ("gate", "market")
NAMES = ("one", "two")
HOUR = 3600


class HeldFootage(RuleBasedStateMachine):
    """Two cameras on two volumes. `recorded` are files that were written, `holds` those in force."""

    @initialize()
    def start(self) -> None:
        self.clock = FixedClock(datetime(2026, 3, 1, tzinfo=UTC))
        self.folder = Path(tempfile.mkdtemp(prefix="beadle-held-"))
        self.disks = {name: FaultyDisk() for name in NAMES}
        self.volumes = {name: Volume.create(self.folder / name, self.clock, disk=self.disks[name]) for name in NAMES}
        for volume in self.volumes.values():
            volume.reserve_bytes = 0
        self.recorded: dict[tuple[str, str, int], int] = {}
        self.holds: dict[str, Hold] = {}
        self.placed = 0
        self.policy = Policy(default_days=1, headroom_bytes=0)
        self.sweepers: dict[str, Sweeper] = {}
        self._sweep_anew()

    def teardown(self) -> None:
        for volume in self.volumes.values():
            volume.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _all(self) -> list[Volume]:
        return list(self.volumes.values())

    def _sweep_anew(self) -> None:
        self.sweepers = {name: Sweeper(self.volumes[name], self.policy, self._all()) for name in NAMES}

    @rule(camera=st.sampled_from(CAMERAS), name=st.sampled_from(NAMES), close=st.booleans())
    def record(self, camera: str, name: str, close: bool) -> None:
        fmt, made = gops(1, self.clock.now_us())
        writer = SegmentWriter(self.volumes[name], camera, fmt, self.clock.now_us())
        writer.append(made[0])
        if close:
            writer.close(made[0].end_us)
        else:
            writer.abandon()
        self.recorded[name, camera, writer.start_us] = made[0].end_us
        self.clock.advance(2)

    @rule(hours=st.sampled_from([1, 13, 30]))
    def pass_time(self, hours: int) -> None:
        self.clock.advance(hours * HOUR)

    @rule(hours=st.sampled_from([-1, 1, 24, 24 * 365 * 10]))
    def set_the_clock(self, hours: int) -> None:
        self.clock.step_wall(hours * HOUR)

    @rule(
        camera=st.sampled_from([*CAMERAS, ""]),
        back=st.integers(0, 100),
        hours=st.none() | st.integers(1, 200),
    )
    def hold(self, camera: str, back: int, hours: int | None) -> None:
        self.placed += 1
        name = f"hold-{self.placed}"
        begin = self.clock.now_us() - back * HOUR * 1_000_000
        end = None if hours is None else begin + hours * HOUR * 1_000_000
        hold = Hold(name, (camera,) if camera else (), begin, end, "why", self.clock.now_us())
        place(self._all(), hold)
        self.holds[name] = hold

    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        if self.holds:
            name = data.draw(st.sampled_from(sorted(self.holds)))
            release(self._all(), name, at_us=self.clock.now_us())
            del self.holds[name]

    @rule(name=st.sampled_from(NAMES))
    def sweep(self, name: str) -> None:
        self.sweepers[name].sweep()

    @rule(name=st.sampled_from(NAMES))
    def sweep_a_full_disk(self, name: str) -> None:
        volume = self.volumes[name]
        volume.reserve_bytes = 1 << 50
        self.sweepers[name].sweep()
        volume.reserve_bytes = 0
        volume.verify()

    @rule(name=st.sampled_from(NAMES))
    def delete_everything(self, name: str) -> None:
        dispose(self.volumes[name], list(candidates(self.volumes[name].index)), "space", self._all())

    @rule(name=st.sampled_from(NAMES), at=st.integers(1, 6), keep=st.sampled_from([0.0, 1.0]))
    def cut_the_power_while_deleting(self, name: str, at: int, keep: float) -> None:
        self.disks[name].cut(at)
        with contextlib.suppress(PowerCut):
            dispose(self.volumes[name], list(candidates(self.volumes[name].index)), "space", self._all())
        self.volumes[name].close()
        if self.disks[name].dead:
            self.disks[name].after_the_cut(self.folder / name, keep)
        self._open(name)

    @rule(days=st.sampled_from([0, 1, 31]))
    def configure(self, days: int) -> None:
        self.policy = Policy({"gate": days}, default_days=1, headroom_bytes=0)
        self._sweep_anew()

    @rule(name=st.sampled_from(NAMES))
    def restart(self, name: str) -> None:
        self.volumes[name].close()
        self._open(name)

    @rule(name=st.sampled_from(NAMES))
    def lose_the_index(self, name: str) -> None:
        self.volumes[name].close()
        for each in (self.folder / name).glob("index.db*"):
            each.unlink()
        self._open(name)
        self.sweepers[name].sweep()
        check(self.volumes[name], repair=True)

    def _open(self, name: str) -> None:
        self.disks[name] = FaultyDisk()
        self.volumes[name] = Volume.open(self.folder / name, self.clock, disk=self.disks[name])
        self.volumes[name].reserve_bytes = 0
        recover(self.volumes[name], self._all_open())
        self._sweep_anew()

    def _all_open(self) -> list[Volume]:
        return [each for each in self.volumes.values() if each.writable]

    @invariant()
    def held_footage_is_there(self) -> None:
        if not hasattr(self, "recorded"):
            return
        for (name, camera, start), end in list(self.recorded.items()):
            path = self.folder / name / segment_name(camera, start)
            if path.exists():
                continue
            covering = [hold.id for hold in self.holds.values() if hold.covers(camera, start, end)]
            assert not covering, f"{path} was deleted under {covering}"
            del self.recorded[name, camera, start]  # gone before it was held: a later hold cannot bring it back


TestHeldFootage = HeldFootage.TestCase
TestHeldFootage.settings = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
