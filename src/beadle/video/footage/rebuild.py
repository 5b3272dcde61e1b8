"""Setting the index right from the files: rows for files without one, and the reverse."""

from __future__ import annotations

import os
from dataclasses import dataclass

from beadle.video.footage import gap_log
from beadle.video.footage.errors import FootageDamaged
from beadle.video.footage.gap_log import logged_gaps
from beadle.video.footage.gaps import holes
from beadle.video.footage.index import Disposal
from beadle.video.footage.recovery import closed_from, file_hash
from beadle.video.footage.survey import Row
from beadle.video.footage.tail import look_through
from beadle.video.footage.terms import Gap, GapReason, Span
from beadle.video.footage.volume import HOLDS, Volume, segment_name, write_spare

TOUCHING_US = 100_000
"""A file tells how long its last picture stands by the camera's clock; the next file begins by the server's."""


@dataclass(frozen=True, slots=True)
class Rebuilder:
    """Changes the index of a volume that is open for recording. OSError and sqlite3.Error are left as they come."""

    volume: Volume

    def enter(self, camera: str, start_us: int) -> bool:
        """Make a row for a file from what it holds, cutting a torn tail. False where it holds no footage."""
        name = segment_name(camera, start_us)
        handle = self.volume.disk.open(name, os.O_RDWR, at=self.volume.folder)
        try:
            look = look_through(handle, start_us)
            if not look.fragments or look.format is None:
                return False
            if look.size > look.scan.end:
                self.volume.disk.truncate(handle, look.scan.end)
                self.volume.disk.sync(handle)
            closed = closed_from(look, start_us, file_hash(handle, look.scan.end))
        finally:
            os.close(handle)
        self.volume.index.add_segment(camera, look.format, look.scan.init_bytes, closed)
        return True

    def mend_length(self, camera: str, row: Row) -> bool:
        """Set right a file of the wrong length. One that only grew is cut back, if what was recorded is all there."""
        name = segment_name(camera, row.start_us)
        handle = self.volume.disk.open(name, os.O_RDWR, at=self.volume.folder)
        try:
            if os.fstat(handle).st_size > row.size and file_hash(handle, row.size) == row.sha256:
                self.volume.disk.truncate(handle, row.size)
                self.volume.disk.sync(handle)
                return True
        finally:
            os.close(handle)
        return self.enter(camera, row.start_us)

    def take_out(self, camera: str, row: Row) -> bool:
        """Take out a row whose file is gone; the loss stays on record, and as a gap."""
        end_us = row.end_us or row.start_us
        now = self.volume.clock.now_us()
        record = Disposal(now, camera, row.start_us, end_us, 1, row.size, "the file was gone")
        self.volume.index.dispose(camera, [row.start_us], record)
        if end_us > row.start_us:
            self.volume.index.add_gap(camera, Span(row.start_us, end_us), GapReason.UNKNOWN)
        return True

    def enter_logged_gaps(self) -> None:
        """Put back the reasons of gaps that an index which was lost knew, from the log beside it."""
        self.volume.index.add_gaps(logged_gaps(self.volume.path / gap_log.NAME))

    def finish_camera(self, camera: str) -> None:
        """Let files that follow one another touch, make the runs anew, and log what holes are left as gaps."""
        index = self.volume.index
        rows = index.query(
            "SELECT start_us, end_us FROM segment WHERE state = 1"
            " AND camera_id = (SELECT id FROM camera WHERE key = ?) ORDER BY start_us",
            (camera,),
        )
        spans = [Span(*row) for row in rows]
        moved: list[tuple[int, int]] = []
        for place in range(len(spans) - 1):
            here, after = spans[place], spans[place + 1]
            if 0 < abs(after.start_us - here.end_us) <= TOUCHING_US:
                moved.append((here.start_us, after.start_us))
                spans[place] = Span(here.start_us, after.start_us)
        index.set_ends(camera, moved)
        index.rebuild_runs(camera)
        if not spans:
            return
        known = [
            Gap(*row)
            for row in index.query(
                "SELECT start_us, end_us, reason FROM gap WHERE camera_id = (SELECT id FROM camera WHERE key = ?)",
                (camera,),
            )
        ]
        for hole in holes(spans, spans[0].start_us, spans[-1].end_us, known):
            index.add_gap(camera, hole, GapReason.UNKNOWN)

    def make_holds_folder(self) -> bool:
        """Make the folder for holds where it is gone; holds that are on other volumes come back by `holds.spread`."""
        folder = self.volume.path / HOLDS
        if folder.exists():
            raise FootageDamaged(f"{folder} is not a folder that can be read.", advice="Look at the disk.")
        self.volume.disk.make_folder(HOLDS, at=self.volume.folder)
        write_spare(folder)
        self.volume.disk.sync_folder(".", at=self.volume.folder)
        return True
