"""Reading one volume's index, from any process."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Sequence
from typing import Any

from beadle.video.footage import schema
from beadle.video.footage.errors import IndexDamaged
from beadle.video.footage.index import format_from_row
from beadle.video.footage.packing import unpack_fragments
from beadle.video.footage.schema import OPEN
from beadle.video.footage.tail import Tail
from beadle.video.footage.terms import HOUR_US, Fragment, Gap, GapReason, Segment, Span, Spell
from beadle.video.footage.volume import Volume, segment_name
from beadle.video.terms import StreamFormat

LONGEST_OPEN_US = 2 * HOUR_US
"""An open segment that began longer ago than this is left over from a crash."""


class VolumeReader:
    """One volume's footage. Any thread may call; errors of SQLite come out as IndexDamaged."""

    def __init__(self, volume: Volume) -> None:
        self.volume = volume
        self._path = volume.path / schema.INDEX_NAME
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._inode = 0
        self._cameras: dict[str, int] = {}
        self._formats: dict[int, StreamFormat] = {}
        self._tails: dict[tuple[str, int], Tail] = {}

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def query(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Rows of a SELECT. An index that was made anew meanwhile is opened anew."""
        with self._lock:
            try:
                return self._connected().execute(sql, values).fetchall()
            except sqlite3.Error as error:
                self.close()
                raise IndexDamaged(
                    f"The index of {self.volume.path} cannot be read ({error}).",
                    advice="Look at the disk; beadle footage check tells more.",
                ) from error

    def _connected(self) -> sqlite3.Connection:
        try:
            inode = self._path.stat().st_ino
        except OSError:
            inode = 0
        if self._connection is not None and inode != self._inode:
            self._connection.close()
            self._connection = None
        if self._connection is None:
            self._connection = schema.open_for_reading(self._path)
            self._inode = inode
            self._cameras = {}
            self._formats = {}
        return self._connection

    def cameras(self) -> list[str]:
        """Keys of all cameras that were ever recorded here."""
        return [str(row[0]) for row in self.query("SELECT key FROM camera ORDER BY key")]

    def _camera(self, key: str) -> int | None:
        """The number of a camera."""
        found = self._cameras.get(key)
        if found is None and (rows := self.query("SELECT id FROM camera WHERE key = ?", (key,))):
            found = self._cameras[key] = rows[0][0]
        return found

    def _format(self, number: int) -> StreamFormat:
        found = self._formats.get(number)
        if found is None:
            rows = self.query("SELECT codec, parameter_sets, width, height FROM format WHERE id = ?", (number,))
            found = self._formats[number] = format_from_row(*rows[0])
        return found

    def segments(self, camera: str, from_us: int, to_us: int) -> list[Segment]:
        """Segments that have any moment in the range, oldest first."""
        known = self._camera(camera)
        if known is None or to_us <= from_us:
            return []
        rows = self.query(
            "SELECT s.start_us, s.end_us, s.state, s.format_id, s.init_bytes, s.bytes, d.sha256, d.camera_start_us"
            " FROM segment s LEFT JOIN detail d ON d.camera_id = s.camera_id AND d.start_us = s.start_us"
            " WHERE s.camera_id = ? AND s.start_us < ?"
            " AND s.start_us >= ? - max(?, (SELECT longest_us FROM camera WHERE id = s.camera_id))"
            " AND (s.end_us IS NULL OR s.end_us > ?) AND s.state <> 2 ORDER BY s.start_us",
            (known, to_us, from_us, LONGEST_OPEN_US, from_us),
        )
        found = [self._segment(camera, row) for row in rows]
        return [each for each in found if each is not None and each.end_us > from_us]

    def _segment(self, camera: str, row: tuple[Any, ...]) -> Segment | None:
        start, end, state, number, init_bytes, size, digest, camera_start = row
        path = self.volume.path / segment_name(camera, start)
        if state == OPEN:
            fragments, size = self._tail(camera, start)
            if not fragments:
                return None
            end = fragments[-1].end_us
        return Segment(
            *(self.volume.id, camera, start, end, path, size, init_bytes, self._format(number)),
            *(digest, camera_start, state == OPEN),
        )

    def _tail(self, camera: str, start_us: int) -> tuple[list[Fragment], int]:
        """Fragments of an open segment and where the last one ends."""
        with self._lock:
            if len(self._tails) > 1024:
                self._tails.clear()
            tail = self._tails.setdefault((camera, start_us), Tail(start_us))
            try:
                handle = os.open(self.volume.path / segment_name(camera, start_us), os.O_RDONLY | os.O_CLOEXEC)
            except OSError:
                return [], 0
            try:
                return tail.look(handle), tail.end
            finally:
                os.close(handle)

    def fragments(self, segment: Segment) -> list[Fragment]:
        """The fragments of a segment, in order."""
        rows = self.query(
            "SELECT fragments FROM detail WHERE camera_id = (SELECT id FROM camera WHERE key = ?) AND start_us = ?",
            (segment.camera, segment.start_us),
        )
        if not rows:
            return self._tail(segment.camera, segment.start_us)[0]
        return unpack_fragments(segment.start_us, segment.init_bytes, rows[0][0])

    def spans(self, camera: str, from_us: int, to_us: int) -> list[Span]:
        """Stretches of footage that meet the range, oldest first, not clipped to it."""
        number = self._camera(camera)
        if number is None:
            return []
        rows = self.query(
            "SELECT start_us, end_us FROM run WHERE camera_id = ? AND start_us < ? AND end_us > ?"
            " AND start_us >= ? - (SELECT longest_us FROM camera WHERE id = camera_id) ORDER BY start_us",
            (number, to_us, from_us, from_us - 24 * HOUR_US),
        )
        spans = [Span(start, end) for start, end in rows]
        starts = [start for start in self._open_starts(number) if start < to_us]
        tails = [(start, self._tail(camera, start)[0]) for start in starts]
        spans += [Span(start, fragments[-1].end_us) for start, fragments in tails if fragments]
        return [each for each in spans if each.end_us > from_us]

    def _open_starts(self, number: int) -> list[int]:
        """Starts of a camera's open segments. `state <> 1` is what lets SQLite use the index of the few."""
        rows = self.query(
            "SELECT start_us FROM segment WHERE state <> 1 AND state = ? AND camera_id = ?", (OPEN, number)
        )
        return [row[0] for row in rows]

    def gaps(self, camera: str, from_us: int, to_us: int) -> list[Gap]:
        """Gaps that meet the range; deleted footage is one too, less what a hold kept of it (see `spans.uncovered`)."""
        known = self._camera(camera)
        if known is None:
            return []
        rows = self.query(
            "SELECT start_us, end_us, reason FROM gap WHERE camera_id = ? AND start_us < ? AND end_us > ?"
            " ORDER BY start_us",
            (known, to_us, from_us),
        )
        gone = self.query(
            "SELECT from_us, to_us FROM disposal WHERE camera = ? AND to_us > ? AND from_us < ?",
            (camera, from_us, to_us),
        )
        told = [Gap(start, end, str(reason)) for start, end, reason in rows]
        return told + [Gap(start, end, GapReason.DISPOSED) for start, end in gone]

    def activity(self, camera: str, first_hour: int, last_hour: int) -> list[tuple[int, bytes]]:
        """Hour and its 360 figures, for every hour that has any."""
        known = self._camera(camera)
        if known is None:
            return []
        rows = self.query(
            "SELECT hour, activity FROM hour WHERE camera_id = ? AND hour >= ? AND hour <= ?",
            (known, first_hour, last_hour),
        )
        return [(hour, bytes(levels)) for hour, levels in rows]

    def motion(self, camera: str, first_hour: int, last_hour: int) -> list[tuple[int, bytes]]:
        """Hour and its 360 levels, for every hour in which the picture watch saw something move."""
        known = self._camera(camera)
        if known is None or not self._has_notes():
            return []
        rows = self.query(
            "SELECT hour, levels FROM motion WHERE camera_id = ? AND hour >= ? AND hour <= ?",
            (known, first_hour, last_hour),
        )
        return [(hour, bytes(levels)) for hour, levels in rows]

    def spells(self, camera: str, from_us: int, to_us: int) -> list[Spell]:
        """Stretches with something wrong in the picture that meet the range, oldest first."""
        known = self._camera(camera)
        if known is None or not self._has_notes():
            return []
        rows = self.query(
            "SELECT start_us, end_us, state FROM spell WHERE camera_id = ? AND start_us < ? AND end_us > ?"
            " ORDER BY start_us",
            (known, to_us, from_us),
        )
        return [Spell(*row) for row in rows]

    def _has_notes(self) -> bool:
        """A volume that no newer recorder has opened has no tables for what was found in pictures."""
        return bool(self.query(schema.HAS_NOTES))

    def ends(self, camera: str) -> tuple[int, int] | None:
        """First and last moment of a camera's footage here."""
        known = self._camera(camera)
        if known is None:
            return None
        oldest, newest = self.query(
            "SELECT (SELECT start_us FROM segment WHERE camera_id = ?1 AND state <> 2 ORDER BY start_us LIMIT 1),"
            " (SELECT max(end_us) FROM (SELECT end_us FROM run WHERE camera_id = ?1 ORDER BY start_us DESC LIMIT 9))",
            (known,),
        )[0]
        if oldest is None:
            return None
        newest = newest or oldest
        for start in self._open_starts(known):
            if fragments := self._tail(camera, start)[0]:
                newest = max(newest, fragments[-1].end_us)
        return oldest, newest
