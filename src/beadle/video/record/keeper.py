"""Looks after one volume in a thread of its own: is it there, is it sound, has it room; mending and deleting behind the
recording. A disk that hangs holds up this thread and no other."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from beadle.platform.clock import Clock, from_us
from beadle.platform.errors import BeadleError
from beadle.platform.log import get_logger
from beadle.video.footage import holds
from beadle.video.footage.check import check
from beadle.video.footage.disposal import Report, Sweeper
from beadle.video.footage.recovery import recover
from beadle.video.footage.retention import Policy
from beadle.video.footage.terms import VolumeState
from beadle.video.footage.volume import Volume
from beadle.video.record.known import KnownVolumes

_log = get_logger("volume")

LOOK_S = 2.0
"""Between looks at a volume: a disk that is gone is known well within ten seconds."""
SWEEP_S = 60.0
"""Between deletions by age; while a disk has little room it is swept at each look, a few files at a time."""
MOST_HEADROOM = 4 << 30
"""Bytes kept free, or a fiftieth of a small disk: what 250 cameras write in half a minute."""
MEND_AFTER_S = 3.0
"""From opening a volume to mending what a kill left: every camera's first file comes first, and each needs the disk."""
REOPEN_S = 5.0
"""Between attempts to open a volume that is away."""


class Opener:
    """Opens volumes by their folders, and makes one in a new or empty folder where that is allowed."""

    def __init__(self, clock: Clock, known: KnownVolumes | None = None) -> None:
        self._clock = clock
        self._known = known or KnownVolumes()

    def open(self, path: Path) -> Volume:
        """Open for recording. Raises NotAVolume, WrongVolume, VolumeInUse, VolumeReadOnly, VolumeAway."""
        expected = self._known.expected(path)
        if expected is None and _is_new(path) and not unmounted(path):
            volume = Volume.create(path, self._clock)
        else:
            volume = Volume.open(path, self._clock, expected_id=expected)
        self._known.remember(path, volume.id)
        return volume


def _is_new(path: Path) -> bool:
    try:
        return not path.exists() or not ({each.name for each in path.iterdir()} - {"lost+found"})
    except OSError:
        return False


def unmounted(path: Path, table: Path = Path("/etc/fstab")) -> bool:
    """Whether the machine's table of disks says that a disk belongs there which is not mounted now.

    An empty folder is also what an unmounted disk leaves behind: no volume is made there on the wrong disk.
    """
    try:
        lines = table.read_text("utf-8", "replace").splitlines()
    except OSError:
        return False
    targets = {fields[1] for line in lines if len(fields := line.split()) > 1 and not line.lstrip().startswith("#")}
    whole = path.absolute()
    return any(
        str(each) in targets and not os.path.ismount(each) for each in (whole, *whole.parents) if str(each) != "/"
    )


def _mounted_read_only(path: Path) -> bool:
    try:
        return bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    except OSError:
        return False


class Keeper:
    """One folder for footage. `volume` is None while it cannot be opened; the callbacks come from its own thread."""

    def __init__(
        self,
        path: Path,
        opener: Opener,
        *,
        came: Callable[[Volume], None],
        went: Callable[[Volume], None],
        changed: Callable[[Keeper], None],
        days: Callable[[], Mapping[str, int]],
    ) -> None:
        self.path = path
        self.volume: Volume | None = None
        self.detail = ""
        self.total_bytes = 0
        self.free_bytes = 0
        self.hanging = False
        self._opener = opener
        self._came = came
        self._went = went
        self._changed = changed
        self._days = days
        self.others: Callable[[], Sequence[Volume]] = tuple
        """The recorder's other volumes, whose holds count here as well."""
        self._report: Report | None = None
        self._swept = -SWEEP_S
        self._sweeper: Sweeper | None = None
        self._mounted_read_only = False
        self._stop = threading.Event()
        self._again = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"keep {path.name}"[:15], daemon=True)

    def open(self) -> bool:
        """Try to open the volume; blocks. False: `detail` says why not."""
        try:
            volume = self._opener.open(self.path)
        except (BeadleError, OSError) as error:
            if str(error) != self.detail:
                self.detail = str(error)
                _log.error("volume not usable", path=str(self.path), reason=self.detail)
                self._changed(self)
            return False
        self.volume, self.detail = volume, ""
        self._sweeper = Sweeper(volume, self._policy(volume))
        self._measure(volume)
        volume.watch(lambda _volume: self._changed(self))
        _log.info("volume open", volume=volume.id, path=str(self.path), free_bytes=self.free_bytes)
        self._came(volume)
        return True

    def start(self) -> None:
        """Begin to look after it."""
        self._thread.start()

    def retry(self) -> None:
        """The operator has seen to the disk: open it anew, whatever was wrong with it."""
        self._again.set()

    def stop(self, within_s: float) -> None:
        """End the thread; blocks for so long at most."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(within_s)

    @property
    def state(self) -> VolumeState:
        """MISSING also while the volume could not be opened at all."""
        return VolumeState.MISSING if self.volume is None else self.volume.state

    def status(self) -> dict[str, Any]:
        """As JSON."""
        volume = self.volume
        return {
            "id": volume.id if volume else None,
            "path": str(self.path),
            "state": str(self.state),
            "detail": volume.detail if volume else self.detail,
            "since_us": volume.since_us if volume else None,
            "total_bytes": self.total_bytes,
            "free_bytes": self.free_bytes,
            "hanging": self.hanging,
            **self._outlook(),
        }

    def _outlook(self) -> dict[str, Any]:
        """What the last sweep found: whether holds leave room, and why nothing was deleted."""
        report = self._report
        if report is None:
            return {
                "alarm": False,
                "crowded": False,
                "starved_us": None,
                "ring_us": None,
                "held_bytes": 0,
                "waiting": "",
            }
        return {
            # Missing room is the holds' doing only where they take as much; otherwise something else fills the disk.
            "alarm": report.outlook.alarm or 0 < report.short_bytes <= report.held_bytes,
            "crowded": report.short_bytes > 0,
            "starved_us": report.outlook.starved_us,
            "ring_us": report.outlook.ring_us,
            "held_bytes": report.held_bytes,
            "waiting": report.waiting,
        }

    def _run(self) -> None:
        mended: Volume | None = None
        while not self._stop.is_set():
            volume = self.volume
            try:
                if volume is None or self._must_reopen(volume):
                    self._reopen(volume)
                elif mended is not volume:
                    mended = volume
                    if not self._stop.wait(MEND_AFTER_S):
                        self._mend(volume)
                else:
                    self._look(volume)
            except (BeadleError, OSError) as error:
                _log.warning("volume care", path=str(self.path), reason=str(error))
            except Exception:  # noqa: BLE001 - looked after again in two seconds, whatever it was
                _log.exception("volume care", path=str(self.path))
            if self.state is not VolumeState.MISSING or self.volume is None:
                self._stop.wait(LOOK_S if self.volume is not None else REOPEN_S)

    def _mend(self, volume: Volume) -> None:
        """What a crash, a lost index or an absence has left behind; recording goes on meanwhile."""
        others = self.others()
        recover(volume, others)
        if volume.index_incomplete:
            _log.warning("index is written anew from the files", volume=volume.id, path=str(self.path))
            check(volume, repair=True)
        if written := holds.spread([volume, *others]):
            _log.info("holds carried over between volumes", volume=volume.id, holds=written)

    def _look(self, volume: Volume) -> None:
        try:
            volume.verify()
        except BeadleError:
            if volume.state is not VolumeState.FULL:
                return
        self._measure(volume)
        now = volume.clock.monotonic()
        policy = self._policy(volume)
        if now - self._swept >= SWEEP_S or self.free_bytes < policy.headroom_bytes:
            self._swept = now
            self._sweep(policy)

    def _policy(self, volume: Volume) -> Policy:
        return Policy(self._days(), headroom_bytes=min(MOST_HEADROOM, volume.total_bytes() // 50))

    def _sweep(self, policy: Policy) -> None:
        assert self._sweeper is not None
        before, was = self._outlook(), self._report
        self._sweeper.policy, self._sweeper.others = policy, self.others()
        self._report = report = self._sweeper.sweep()
        if report.deleted_segments:
            _log.info(
                "footage deleted", volume=report.volume_id, segments=report.deleted_segments, bytes=report.deleted_bytes
            )
        after = self._outlook()
        news = any(after[name] != before[name] for name in ("alarm", "crowded"))
        if news or (was is not None and was.waiting != report.waiting):
            if after["alarm"]:
                _log.error("holds starve recording", volume=report.volume_id, **after)
            self._changed(self)

    def _measure(self, volume: Volume) -> None:
        self.total_bytes, self.free_bytes = volume.total_bytes(), volume.free_bytes()

    def _must_reopen(self, volume: Volume) -> bool:
        was, self._mounted_read_only = self._mounted_read_only, _mounted_read_only(self.path)
        mended = was and not self._mounted_read_only  # somebody has remounted it, having seen to it
        return self._again.is_set() or mended or volume.state is VolumeState.MISSING

    def _reopen(self, volume: Volume | None) -> None:
        self._again.clear()
        if volume is not None:
            self.volume = None
            self.detail = volume.detail
            self._went(volume)
            volume.close()
        if self.open():
            _log.info("volume is back", path=str(self.path), at=from_us(self.volume.since_us) if self.volume else None)
