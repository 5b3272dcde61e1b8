"""What the recorder writes into a volume's index. Every public method is one durable transaction; any thread may call.

Errors of SQLite are left as they are: the volume turns them into its own state (`Volume.fail`).
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from beadle.video.footage import gap_log, schema
from beadle.video.footage.gap_log import GapLog, LoggedGap
from beadle.video.footage.packing import activity_by_hour, join_activity, pack_fragments
from beadle.video.footage.schema import CLOSED, DELETING, OPEN
from beadle.video.footage.terms import DAY_US, HOUR_US, Fragment, Span, Spell
from beadle.video.terms import Codec, StreamFormat


class Closed(NamedTuple):
    """What is known of a segment once it is whole."""

    start_us: int
    end_us: int
    size: int
    sha256: bytes
    fragments: list[Fragment]
    camera_start_us: int | None = None
    camera_end_us: int | None = None


class Unfinished(NamedTuple):
    """A segment that a process left open, or in the middle of being deleted."""

    camera: str
    start_us: int
    state: int


class Disposal(NamedTuple):
    """Footage that was deleted, for the record."""

    at_us: int
    camera: str
    from_us: int
    to_us: int
    segments: int
    bytes: int
    reason: str


def pack_sets(sets: tuple[bytes, ...]) -> bytes:
    """Parameter sets, each behind its length in two bytes."""
    return b"".join(len(each).to_bytes(2, "big") + each for each in sets)


def unpack_sets(packed: bytes) -> tuple[bytes, ...]:
    """The inverse of `pack_sets`."""
    sets = []
    at = 0
    while at < len(packed):
        size = int.from_bytes(packed[at : at + 2], "big")
        sets.append(packed[at + 2 : at + 2 + size])
        at += 2 + size
    return tuple(sets)


class Index:
    """The index of one volume, open for writing."""

    def __init__(self, path: Path) -> None:
        self._connection = schema.open_for_writing(path)
        self._lock = threading.RLock()
        self._cameras: dict[str, int] = dict(self._connection.execute("SELECT key, id FROM camera"))
        self._formats: dict[StreamFormat, int] = {}
        self._notes = schema.has_notes(self._connection)
        self._gap_log = GapLog(path.with_name(gap_log.NAME))

    def close(self) -> None:
        """Close the connection; the log is folded into the file."""
        with self._lock:
            self._connection.close()
            self._gap_log.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One transaction, alone on this index."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                self._cameras = {}
                self._formats = {}
                raise
            try:
                self._connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                self._cameras = {}
                self._formats = {}
                raise

    def query(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Rows of a SELECT, as they are for this process."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def camera_id(self, key: str) -> int:
        """The camera's number, given to it on first use. Only inside a transaction."""
        found = self._cameras.get(key)
        if found is None:
            self._connection.execute("INSERT OR IGNORE INTO camera (key) VALUES (?)", (key,))
            found = self._connection.execute("SELECT id FROM camera WHERE key = ?", (key,)).fetchone()[0]
            self._cameras[key] = found
        return found

    def _format_id(self, fmt: StreamFormat) -> int:
        found = self._formats.get(fmt)
        if found is None:
            row = (str(fmt.codec), pack_sets(fmt.parameter_sets), fmt.width, fmt.height)
            self._connection.execute(
                "INSERT OR IGNORE INTO format (codec, parameter_sets, width, height) VALUES (?, ?, ?, ?)", row
            )
            found = self._connection.execute(
                "SELECT id FROM format WHERE codec = ? AND parameter_sets = ? AND width = ? AND height = ?", row
            ).fetchone()[0]
            if len(self._formats) > 4096:
                self._formats.clear()
            self._formats[fmt] = found
        return found

    def begin_segment(self, camera: str, start_us: int, fmt: StreamFormat, init_bytes: int) -> int:
        """Enter a segment before its file is made, and return its start: later by microseconds where that was taken.

        The row comes first, so that after a crash the open rows name every file that may need mending.
        """
        with self.transaction() as db:
            camera_id, format_id = self.camera_id(camera), self._format_id(fmt)
            while db.execute(
                "SELECT 1 FROM segment WHERE camera_id = ? AND start_us = ?", (camera_id, start_us)
            ).fetchone():
                start_us += 1
            db.execute(
                "INSERT INTO segment VALUES (?, ?, NULL, ?, ?, ?, 0)",
                (camera_id, start_us, OPEN, format_id, init_bytes),
            )
        return start_us

    def forget_segment(self, camera: str, start_us: int) -> None:
        """Take out a segment that never got a picture."""
        with self.transaction() as db:
            key = (self.camera_id(camera), start_us)
            db.execute("DELETE FROM segment WHERE camera_id = ? AND start_us = ?", key)
            db.execute("DELETE FROM detail WHERE camera_id = ? AND start_us = ?", key)

    def finish_segment(self, camera: str, closed: Closed) -> None:
        """Complete the row of a segment, lengthen its run, add its activity."""
        with self.transaction() as db:
            camera_id = self.camera_id(camera)
            done = db.execute(
                "UPDATE segment SET end_us = ?, bytes = ?, state = ? WHERE camera_id = ? AND start_us = ?",
                (closed.end_us, closed.size, CLOSED, camera_id, closed.start_us),
            ).rowcount
            if not done:
                raise sqlite3.IntegrityError("The segment is not in the index.")
            self._detail(camera_id, closed)
            self._lengthen_run(camera_id, closed)
            self._add_activity(camera_id, closed.fragments)

    def add_segment(self, camera: str, fmt: StreamFormat, init_bytes: int, closed: Closed) -> None:
        """Enter a whole segment that was found on disk; `rebuild_runs` has to follow when all are in."""
        with self.transaction() as db:
            camera_id = self.camera_id(camera)
            db.execute(
                "INSERT OR REPLACE INTO segment VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    *(camera_id, closed.start_us, closed.end_us, CLOSED),
                    *(self._format_id(fmt), init_bytes, closed.size),
                ),
            )
            self._detail(camera_id, closed)
            self._add_activity(camera_id, closed.fragments)

    def _detail(self, camera_id: int, closed: Closed) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO detail VALUES (?, ?, ?, ?, ?, ?)",
            (
                *(camera_id, closed.start_us, closed.sha256, closed.camera_start_us, closed.camera_end_us),
                pack_fragments(closed.start_us, closed.fragments),
            ),
        )
        self._connection.execute(
            "UPDATE camera SET longest_us = ? WHERE id = ? AND longest_us < ?",
            (closed.end_us - closed.start_us, camera_id, closed.end_us - closed.start_us),
        )

    def _lengthen_run(self, camera_id: int, closed: Closed) -> None:
        last = self._connection.execute(
            "SELECT start_us, end_us FROM run WHERE camera_id = ? ORDER BY start_us DESC LIMIT 1", (camera_id,)
        ).fetchone()
        if last is not None and last[1] == closed.start_us and last[1] - last[0] < DAY_US:
            self._connection.execute(
                "UPDATE run SET end_us = ?, bytes = bytes + ?, segments = segments + 1"
                " WHERE camera_id = ? AND start_us = ?",
                (closed.end_us, closed.size, camera_id, last[0]),
            )
        else:
            self._connection.execute(
                "INSERT OR REPLACE INTO run VALUES (?, ?, ?, ?, 1)",
                (camera_id, closed.start_us, closed.end_us, closed.size),
            )

    def _add_activity(self, camera_id: int, fragments: Iterable[Fragment]) -> None:
        for hour, levels in activity_by_hour(fragments).items():
            found = self._connection.execute(
                "SELECT activity FROM hour WHERE camera_id = ? AND hour = ?", (camera_id, hour)
            ).fetchone()
            joined = join_activity(found[0], bytes(levels)) if found else bytes(levels)
            self._connection.execute("INSERT OR REPLACE INTO hour VALUES (?, ?, ?)", (camera_id, hour, joined))

    def unfinished(self) -> list[Unfinished]:
        """Segments that are open or being deleted: few, however long the archive is."""
        rows = self.query(
            "SELECT camera.key, start_us, state FROM segment JOIN camera ON camera.id = camera_id WHERE state <> 1"
        )
        return [Unfinished(*row) for row in rows]

    def set_state(self, camera: str, starts: Iterable[int], state: int) -> None:
        """Mark segments as being deleted, or as closed again."""
        with self.transaction() as db:
            camera_id = self.camera_id(camera)
            db.executemany(
                "UPDATE segment SET state = ? WHERE camera_id = ? AND start_us = ?",
                [(state, camera_id, start) for start in starts],
            )

    def dispose(self, camera: str, starts: list[int], disposal: Disposal | None) -> None:
        """Take out the rows of deleted files; their runs and activity go with them. Records the disposal."""
        with self.transaction() as db:
            camera_id = self.camera_id(camera)
            keys = [(camera_id, start) for start in starts]
            touched = [
                Span(start, end or start)
                for key in keys
                for start, end in db.execute(
                    "SELECT start_us, end_us FROM segment WHERE camera_id = ? AND start_us = ?", key
                )
            ]
            db.executemany("DELETE FROM segment WHERE camera_id = ? AND start_us = ?", keys)
            db.executemany("DELETE FROM detail WHERE camera_id = ? AND start_us = ?", keys)
            if touched:
                whole = Span(min(each.start_us for each in touched), max(each.end_us for each in touched))
                self._remake_runs(camera_id, whole)
            if disposal is not None:
                self._record(disposal)

    def _record(self, disposal: Disposal) -> None:
        """One row a camera, reason and day, as long as what is deleted follows on what was deleted before."""
        at_us, camera, from_us, to_us, segments, size, reason = disposal
        joined = self._connection.execute(
            "UPDATE disposal SET to_us = ?, segments = segments + ?, bytes = bytes + ?, at_us = ?"
            " WHERE camera = ? AND to_us = ? AND reason = ? AND at_us / ? = ?",
            (to_us, segments, size, at_us, camera, from_us, reason, DAY_US, at_us // DAY_US),
        ).rowcount
        if not joined:
            self._connection.execute(
                "INSERT INTO disposal (at_us, camera, from_us, to_us, segments, bytes, reason)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                disposal,
            )

    def set_ends(self, camera: str, ends: Iterable[tuple[int, int]]) -> None:
        """Correct when segments end: pairs of start and end; `rebuild_runs` has to follow."""
        with self.transaction() as db:
            camera_id = self.camera_id(camera)
            db.executemany(
                "UPDATE segment SET end_us = ? WHERE camera_id = ? AND start_us = ?",
                [(end, camera_id, start) for start, end in ends],
            )

    def rebuild_runs(self, camera: str) -> None:
        """Make all runs of a camera anew from its segments."""
        with self.transaction():
            self._remake_runs(self.camera_id(camera), Span(-(1 << 62), 1 << 62))

    def _remake_runs(self, camera_id: int, span: Span) -> None:
        """Make the runs that meet a span anew from the segments that are left, and drop activity outside them."""
        db = self._connection
        low, high = self._reach(camera_id, span)
        db.execute("DELETE FROM run WHERE camera_id = ? AND start_us >= ? AND start_us < ?", (camera_id, low, high))
        rows = db.execute(
            "SELECT start_us, end_us, bytes FROM segment WHERE camera_id = ? AND start_us >= ? AND start_us < ?"
            " AND state IN (?, ?) AND end_us IS NOT NULL ORDER BY start_us",
            (camera_id, low, high, CLOSED, DELETING),
        )
        db.executemany("INSERT OR REPLACE INTO run VALUES (?, ?, ?, ?, ?)", _runs(camera_id, rows))
        db.execute(
            "DELETE FROM hour WHERE camera_id = ? AND hour >= ? AND hour <= ? AND NOT EXISTS (SELECT 1 FROM run"
            " WHERE run.camera_id = hour.camera_id AND run.start_us < (hour + 1) * ? AND run.end_us > hour * ?)",
            (camera_id, low // HOUR_US, high // HOUR_US, HOUR_US, HOUR_US),
        )

    def _reach(self, camera_id: int, span: Span) -> tuple[int, int]:
        """The span widened until no run crosses its ends: runs overlap where a clock was set back."""
        low, high = span.start_us, span.end_us
        while True:
            first, last = self._connection.execute(
                "SELECT min(start_us), max(end_us) FROM run WHERE camera_id = ? AND start_us < ? AND end_us > ?",
                (camera_id, high, low),
            ).fetchone()
            if first is None or (first >= low and last <= high):
                return low, high
            low, high = min(low, first), max(high, last)

    def add_gap(self, camera: str, span: Span, reason: str, *, final: bool = True) -> None:
        """Enter a gap; a longer one of the same start and reason replaces it. final: it will not grow any more."""
        gap = LoggedGap(camera, span, reason)
        self.add_gaps([gap])
        self._gap_log.note(gap, final=final)

    def add_gaps(self, gaps: Iterable[LoggedGap]) -> None:
        """Enter gaps that are in the log already."""
        with self.transaction() as db:
            db.executemany(
                "INSERT INTO gap VALUES (?, ?, ?, ?) ON CONFLICT (camera_id, start_us, reason)"
                " DO UPDATE SET end_us = max(end_us, excluded.end_us)",
                ((self.camera_id(gap.camera), gap.span.start_us, gap.span.end_us, gap.reason) for gap in gaps),
            )

    def tidy_gap_log(self) -> None:
        """Keep the log of gaps short. Only while this index knows them all."""
        if self._gap_log.long:
            rows = self.query("SELECT key, start_us, end_us, reason FROM gap JOIN camera ON camera.id = camera_id")
            self._gap_log.rewrite(LoggedGap(key, Span(start, end), reason) for key, start, end, reason in rows)

    def add_notes(self, camera: str, motion: Mapping[int, bytes], spells: Iterable[Spell]) -> None:
        """Enter what was found in pictures: levels of motion by hour, and spells, of which a longer one replaces."""
        if not self._notes:
            return
        with self.transaction() as db:
            camera_id = self.camera_id(camera)
            for hour, levels in motion.items():
                found = db.execute(
                    "SELECT levels FROM motion WHERE camera_id = ? AND hour = ?", (camera_id, hour)
                ).fetchone()
                joined = join_activity(found[0], levels) if found else levels
                db.execute("INSERT OR REPLACE INTO motion VALUES (?, ?, ?)", (camera_id, hour, joined))
            db.executemany(
                "INSERT INTO spell VALUES (?, ?, ?, ?) ON CONFLICT (camera_id, start_us, state)"
                " DO UPDATE SET end_us = max(end_us, excluded.end_us)",
                [(camera_id, *spell) for spell in spells],
            )

    def drop_gaps(self, camera: str, before_us: int) -> None:
        """Forget gaps, spells and motion that ended before all footage that is left."""
        with self.transaction() as db:
            known = (self.camera_id(camera), before_us)
            db.execute("DELETE FROM gap WHERE camera_id = ? AND end_us <= ?", known)
            if not self._notes:
                return
            db.execute("DELETE FROM spell WHERE camera_id = ? AND end_us <= ?", known)
            db.execute("DELETE FROM motion WHERE camera_id = ? AND (hour + 1) * ? <= ?", (known[0], HOUR_US, before_us))

    def set_meta(self, key: str, value: str) -> None:
        """Keep a word about the volume."""
        with self.transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def meta(self, key: str) -> str | None:
        """A word about the volume."""
        rows = self.query("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None


def _runs(camera_id: int, rows: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int, int, int]]:
    """Stretches without a hole, of at most a day and one segment."""
    run: list[int] = []
    for start, end, size in rows:
        if run and run[1] == start and start - run[0] < DAY_US:
            run = [run[0], end, run[2] + size, run[3] + 1]
            continue
        if run:
            yield camera_id, run[0], run[1], run[2], run[3]
        run = [start, end, size, 1]
    if run:
        yield camera_id, run[0], run[1], run[2], run[3]


def format_from_row(codec: str, sets: bytes, width: int, height: int) -> StreamFormat:
    """A format as it stands in the index."""
    return StreamFormat(Codec(codec), unpack_sets(sets), width, height)
