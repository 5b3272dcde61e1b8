"""The tables of a volume's index, and how a connection to them is opened.

Rows lie by camera and time, so that a camera's day is one stretch of the file whichever cameras recorded beside it.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from pathlib import Path

from beadle.video.footage.errors import IndexDamaged, IndexTooNew

VERSION = 1
INDEX_NAME = "index.db"

OPEN, CLOSED, DELETING = 0, 1, 2
"""Values of segment.state."""

_TABLES = """
CREATE TABLE camera (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  longest_us INTEGER NOT NULL DEFAULT 0            -- of its segments: bounds how far back a look has to begin
);
CREATE TABLE format (
  id INTEGER PRIMARY KEY,
  codec TEXT NOT NULL,
  parameter_sets BLOB NOT NULL,                    -- each behind its length in two bytes
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  UNIQUE (codec, parameter_sets, width, height)
);
CREATE TABLE segment (
  camera_id INTEGER NOT NULL REFERENCES camera (id),
  start_us INTEGER NOT NULL,                       -- server clock, UTC, microseconds since 1970; also names the file
  end_us INTEGER,                                  -- NULL while it is being written
  state INTEGER NOT NULL,                          -- 0 open, 1 closed, 2 being deleted
  format_id INTEGER NOT NULL REFERENCES format (id),
  init_bytes INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (camera_id, start_us)
) WITHOUT ROWID;
CREATE INDEX segment_unfinished ON segment (state) WHERE state <> 1;
CREATE TABLE detail (
  camera_id INTEGER NOT NULL,
  start_us INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  camera_start_us INTEGER,                         -- the camera's own clock, where it told one
  camera_end_us INTEGER,
  fragments BLOB NOT NULL,                         -- packing.pack_fragments
  PRIMARY KEY (camera_id, start_us)
) WITHOUT ROWID;
CREATE TABLE run (                                 -- stretches without a hole, of at most a day and one segment
  camera_id INTEGER NOT NULL,
  start_us INTEGER NOT NULL,
  end_us INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  segments INTEGER NOT NULL,
  PRIMARY KEY (camera_id, start_us)
) WITHOUT ROWID;
CREATE TABLE hour (
  camera_id INTEGER NOT NULL,
  hour INTEGER NOT NULL,                           -- hours since 1970
  activity BLOB NOT NULL,                          -- one byte for each ten seconds
  PRIMARY KEY (camera_id, hour)
) WITHOUT ROWID;
CREATE TABLE gap (
  camera_id INTEGER NOT NULL,
  start_us INTEGER NOT NULL,
  end_us INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (camera_id, start_us, reason)
) WITHOUT ROWID;
CREATE TABLE disposal (
  id INTEGER PRIMARY KEY,
  at_us INTEGER NOT NULL,
  camera TEXT NOT NULL,
  from_us INTEGER NOT NULL,
  to_us INTEGER NOT NULL,
  segments INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX disposal_camera ON disposal (camera, to_us);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

_ADDED = """
CREATE TABLE IF NOT EXISTS motion (                -- what the picture watch saw move; the files do not tell
  camera_id INTEGER NOT NULL,
  hour INTEGER NOT NULL,                           -- hours since 1970
  levels BLOB NOT NULL,                            -- one byte for each ten seconds
  PRIMARY KEY (camera_id, hour)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS spell (                 -- a covered, moved or blurred picture
  camera_id INTEGER NOT NULL,
  start_us INTEGER NOT NULL,
  end_us INTEGER NOT NULL,
  state TEXT NOT NULL,
  PRIMARY KEY (camera_id, start_us, state)
) WITHOUT ROWID;
"""
"""Tables that came later. Older programs pass over them and a volume without them is whole, so the version stays."""
HAS_NOTES = "SELECT 1 FROM sqlite_master WHERE name = 'spell'"


def open_for_writing(path: Path) -> sqlite3.Connection:
    """The recorder's connection: WAL, every commit durable, made where there was none. May be shared by threads."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10.0)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_size = -8000")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            connection.executescript(f"BEGIN IMMEDIATE;\n{_TABLES}\nPRAGMA user_version = {VERSION};\nCOMMIT;")
        _check_version(path, VERSION if version == 0 else version)
        _add_tables(connection)
    except sqlite3.DatabaseError as error:
        connection.close()
        if is_damage(error):
            raise _damaged(path, error) from error
        raise
    except BaseException:
        connection.close()
        raise
    return connection


def _add_tables(connection: sqlite3.Connection) -> None:
    if has_notes(connection):
        return
    with contextlib.suppress(sqlite3.OperationalError):  # a full disk must be opened all the same, to be emptied
        connection.executescript(f"BEGIN IMMEDIATE;\n{_ADDED}\nCOMMIT;")


def has_notes(connection: sqlite3.Connection) -> bool:
    """Whether the tables for what was found in pictures are there."""
    return connection.execute(HAS_NOTES).fetchone() is not None


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A reader's connection. Works beside the recorder, and on a disk that is mounted read-only."""
    if not path.is_file():
        raise IndexDamaged(
            f"The index {path} is not there.", advice="Make it anew: beadle footage check --repair --volume DIR."
        )
    connection: sqlite3.Connection | None = None
    try:
        try:
            connection = _connect(f"{path.absolute().as_uri()}?mode=ro")
        except sqlite3.OperationalError:
            connection = _connect_to_still(path)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        _check_version(path, version)
    except sqlite3.DatabaseError as error:
        if connection is not None:
            connection.close()
        raise _damaged(path, error) from error
    except BaseException:
        if connection is not None:
            connection.close()
        raise
    return connection


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, timeout=10.0)
    try:
        connection.execute("PRAGMA cache_size = -32000")
        connection.execute("SELECT count(*) FROM meta").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _connect_to_still(path: Path) -> sqlite3.Connection:
    """For a disk on which nothing can be made: SQLite cannot read a log (WAL) there without its shared memory."""
    log = path.with_name(path.name + "-wal")
    if not log.exists() or not log.stat().st_size:
        return _connect(f"{path.absolute().as_uri()}?immutable=1")
    with tempfile.TemporaryDirectory(prefix="beadle-index-") as folder:
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        shutil.copyfile(log, copy.with_name(log.name))
        connection = _connect(copy.as_uri())
        with contextlib.suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return connection


def _check_version(path: Path, version: int) -> None:
    if version > VERSION:
        raise IndexTooNew(
            f"The index {path} has version {version}; this Beadle knows versions up to {VERSION}.",
            advice="Use the newer Beadle that wrote it.",
        )
    if version < VERSION:
        raise IndexDamaged(
            f"The index {path} is empty.", advice="Make it anew: beadle footage check --repair --volume DIR."
        )


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether the file itself is unsound, rather than the disk being full, busy or failing."""
    return error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _damaged(path: Path, error: Exception) -> IndexDamaged:
    return IndexDamaged(
        f"The index {path} cannot be read ({error}).",
        advice="Make it anew from the files: beadle footage check --repair --volume DIR.",
    )
