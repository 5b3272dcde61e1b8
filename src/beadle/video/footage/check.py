"""Does the index say what is on the disk? Compares both ways, and where asked sets the index right from the files.

Footage itself is never changed but for a torn tail, which no player could show; a file whose bytes are not those that
were recorded is reported, for good, and its hash is left as it was.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from beadle.video.footage import survey
from beadle.video.footage.errors import BadCameraKey, HoldsDamaged, IndexDamaged
from beadle.video.footage.holds import load
from beadle.video.footage.reader import VolumeReader
from beadle.video.footage.rebuild import Rebuilder
from beadle.video.footage.recovery import file_hash
from beadle.video.footage.schema import CLOSED
from beadle.video.footage.survey import Ask, Row
from beadle.video.footage.terms import checked_key
from beadle.video.footage.volume import Volume, segment_name

Progress = Callable[[str, int], None]
"""Told the camera and how many of its files were looked at since the last word."""


class Fault(StrEnum):
    """What can be wrong."""

    ORPHAN = "orphan"
    """A file that the index does not know."""
    MISSING = "missing"
    """A row whose file is gone."""
    TORN = "torn"
    """A file that is shorter or longer than was recorded."""
    FLIPPED = "flipped"
    """A file of the right length with other bytes."""
    UNREADABLE = "unreadable"
    """A file that cannot be read, or holds no footage."""
    FOREIGN = "foreign"
    """Something that Beadle did not put there."""
    INDEX = "index"
    """The index is missing, damaged, or was begun anew."""
    HOLD = "hold"
    """A hold that cannot be read."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, where (relative to the volume), and whether it was set right."""

    fault: Fault
    path: str
    detail: str
    repaired: bool = False


@dataclass(slots=True)
class CheckReport:
    """What a check looked at and found."""

    volume_id: str
    files: int = 0
    bytes: int = 0
    hashed: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Nothing is wrong, or everything was set right."""
        return all(each.repaired for each in self.findings)

    def as_json(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {**asdict(self), "sound": self.sound}


def check(volume: Volume, *, repair: bool = False, full: bool = False, progress: Progress | None = None) -> CheckReport:
    """Look a volume through. `full` reads every byte and verifies every SHA-256; otherwise names and lengths.

    `repair` needs a volume opened for recording (and may run beside the recording): rows are made for files without
    one, torn tails are cut, rows without a file are taken out and leave a gap. Raises as `Volume.failed` does.
    """
    report = CheckReport(volume.id)
    try:
        if volume.writable:
            _Check(volume, volume.index.query, report, Rebuilder(volume) if repair else None, full, progress).run()
        else:
            reader = VolumeReader(volume)
            try:
                _Check(volume, reader.query, report, None, full, progress).run()
            except IndexDamaged as error:
                report.findings.append(Finding(Fault.INDEX, "index.db", str(error)))
            finally:
                reader.close()
    except (OSError, sqlite3.Error) as error:
        if volume.writable:
            raise volume.failed(error, "Checking") from error
        report.findings.append(Finding(Fault.UNREADABLE, ".", f"The disk cannot be read ({error})."))
    return report


@dataclass(slots=True)
class _Check:
    volume: Volume
    ask: Ask
    report: CheckReport
    rebuilder: Rebuilder | None
    full: bool
    progress: Progress | None

    def run(self) -> None:
        whole = self.ask("SELECT value FROM meta WHERE key = 'complete'", ())
        anew = not whole or whole[0][0] != "yes"
        self._holds()
        if anew and self.rebuilder is not None:
            self.rebuilder.enter_logged_gaps()
        for camera in survey.all_cameras(self.volume, self.ask):
            self._camera(camera, anew=anew)
        if anew:
            if self.rebuilder is not None:
                self.volume.index.set_meta("complete", "yes")
            self._found(
                Fault.INDEX, "index.db", "The index was lost and does not know all files.", repaired=self.repairing
            )

    @property
    def repairing(self) -> bool:
        return self.rebuilder is not None

    def _found(self, fault: Fault, path: str, detail: str, *, repaired: bool = False) -> None:
        self.report.findings.append(Finding(fault, path, detail, repaired))

    def _holds(self) -> None:
        try:
            for name in load(self.volume).unreadable:
                self._found(Fault.HOLD, f"holds/{name}", "The hold cannot be read: nothing is deleted meanwhile.")
        except HoldsDamaged as error:
            repaired = self.rebuilder is not None and self.rebuilder.make_holds_folder()
            self._found(Fault.HOLD, "holds", str(error), repaired=repaired)

    def _camera(self, camera: str, *, anew: bool) -> None:
        rows = survey.rows_of(self.ask, camera)
        files, foreign = survey.files_of(self.volume, camera)
        try:
            checked_key(camera)
        except BadCameraKey:
            foreign.append(camera)
        for path in foreign:
            self._found(Fault.FOREIGN, path, "Beadle did not put it there, and leaves it alone.")
        before = len(self.report.findings)
        for start in sorted(files.keys() | rows.keys()):
            self._segment(camera, start, files.get(start), rows.get(start))
            if self.progress is not None:
                self.progress(camera, 1)
        if self.rebuilder is not None and (anew or len(self.report.findings) > before):
            self.rebuilder.finish_camera(camera)

    def _segment(self, camera: str, start: int, size: int | None, row: Row | None) -> None:
        name = segment_name(camera, start)
        if size is None or row is None:
            row = survey.row_of(self.ask, camera, start)  # it may have come or gone while we looked
            if row is None:
                if size is not None and (self.volume.path / name).exists():
                    self._orphan(camera, start, name)
                return
        if row.state != CLOSED:
            return
        try:
            size = (self.volume.path / name).stat().st_size
        except FileNotFoundError:
            if survey.row_of(self.ask, camera, start) is not None:
                repaired = self.rebuilder is not None and self.rebuilder.take_out(camera, row)
                self._found(Fault.MISSING, name, "The file is gone.", repaired=repaired)
            return
        self._whole(camera, row, name, size)

    def _orphan(self, camera: str, start: int, name: str) -> None:
        if self.rebuilder is None:
            self._found(Fault.ORPHAN, name, "The index does not know this file.")
        elif self.rebuilder.enter(camera, start):
            self._found(Fault.ORPHAN, name, "The index did not know this file.", repaired=True)
        else:
            self._found(Fault.UNREADABLE, name, "The file holds no footage that can be played.")

    def _whole(self, camera: str, row: Row, name: str, size: int) -> None:
        self.report.files += 1
        self.report.bytes += size
        if size != row.size:
            detail = f"It has {size} bytes; {row.size} were recorded."
            repaired = self.rebuilder is not None and self.rebuilder.mend_length(camera, row)
            self._found(Fault.TORN, name, detail, repaired=repaired)
            return
        if not self.full:
            return
        self.report.hashed += 1
        try:
            handle = os.open(self.volume.path / name, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                same = file_hash(handle, size) == row.sha256
            finally:
                os.close(handle)
        except OSError as error:
            self._found(Fault.UNREADABLE, name, f"The disk cannot read it ({error.strerror}).")
            return
        if not same:
            self._found(Fault.FLIPPED, name, "Its bytes are not those that were recorded.")
