"""Writing one segment: a group of pictures is one writev and one fdatasync, and then it is safe."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3

from beadle.platform.errors import BeadleError
from beadle.video.footage.errors import SegmentClosed
from beadle.video.footage.index import Closed
from beadle.video.footage.terms import Fragment, FragmentTable, Gop, checked_key
from beadle.video.footage.volume import Volume, segment_name
from beadle.video.mp4.fragment import Samples, fragment_header, sample_times
from beadle.video.mp4.init import init_segment
from beadle.video.terms import StreamFormat


class SegmentWriter:
    """Writes one segment of one camera. Making one does no I/O; the file appears with the first group.

    Calls block (they end on the disk) and belong in a worker thread, one at a time. `append` returns when its group
    would survive a power cut; where it raises, the file holds what it held before, and nothing of that group.
    VolumeFull: the same group may be tried again when there is room. Any other error: the segment takes no more.
    """

    def __init__(self, volume: Volume, camera_key: str, fmt: StreamFormat, start_us: int) -> None:
        self._volume = volume
        self.camera = checked_key(camera_key)
        self.start_us = start_us
        self.format = fmt
        self.bytes = 0
        self._init = init_segment(fmt)
        self._file = -1
        self._dead = False
        self._hash = hashlib.sha256()
        self._table = FragmentTable()
        self._base_pts = 0
        self._last_dts = -1

    @property
    def end_us(self) -> int:
        """Server UTC up to which footage is safe in this segment; its start while it has none."""
        return self._table.fragments[-1].end_us if self._table.fragments else self.start_us

    def append(self, gop: Gop) -> None:
        """Write a group of pictures and wait until the disk has it. Raises VolumeFull, VolumeReadOnly, VolumeAway."""
        if self._dead:
            raise SegmentClosed("The segment takes no more pictures.", advice="Begin another one.")
        if self._file < 0:
            self._volume.verify()
            self._begin()
        head, fragment, last_dts = self._fragment(gop)
        parts = [head]
        parts += [frame.data for frame in gop.frames]
        total = fragment.length
        if not self.bytes:
            parts.insert(0, self._init)
            total += len(self._init)
        # Joined once: fifty small pieces would hand the interpreter's lock over fifty times, in the hash and the write.
        group = b"".join(parts)
        self._write([group], total)
        self._hash.update(group)
        self.bytes += total
        self._last_dts = last_dts
        self._table.fragments.append(fragment)
        if (camera_us := gop.frames[0].camera_us) is not None:
            if self._table.camera_start_us is None:
                self._table.camera_start_us = camera_us
            self._table.camera_end_us = camera_us + (gop.end_us - gop.start_us)

    def _fragment(self, gop: Gop) -> tuple[bytes, Fragment, int]:
        """The bytes before the pictures, the fragment, and the decoding time of its last picture."""
        frames = gop.frames
        if not self._table.fragments:
            self._base_pts = gop.base_pts
        # A camera may send anything: decoding time never runs backwards in a file.
        tfdt = max(gop.base_pts - self._base_pts, self._last_dts + 1)
        sizes = [len(frame.data) for frame in frames]
        durations, offsets = sample_times([frame.pts for frame in frames], gop.duration)
        keys = None if sum(frame.key for frame in frames) == 1 and frames[0].key else [f.key for f in frames]
        head = fragment_header(
            len(self._table.fragments) + 1,
            tfdt,
            Samples(sizes, durations, offsets, keys),
            server_us=gop.start_us,
            camera_us=frames[0].camera_us,
        )
        offset = self.bytes or len(self._init)
        length = len(head) + sum(sizes)
        end_us = max(gop.end_us, gop.start_us + 1)
        duration = sum(durations)
        fragment = Fragment(offset, length, gop.start_us, end_us, tfdt, duration, gop.activity, key=frames[0].key)
        return head, fragment, tfdt + duration - durations[-1]

    def _begin(self) -> None:
        """Row first, then folder and file: after a crash every file that may need mending has an open row."""
        volume = self._volume
        try:
            start = volume.index.begin_segment(self.camera, self.start_us, self.format, len(self._init))
        except sqlite3.Error as error:
            raise volume.failed(error, "Writing to the index") from error
        self.start_us = start
        try:
            self._file = self._make_file(segment_name(self.camera, start))
        except OSError as error:
            self._forget(start)
            raise volume.failed(error, "Making a file") from error

    def _make_file(self, name: str) -> int:
        disk, at = self._volume.disk, self._volume.folder
        camera, day, _file = name.split("/")
        try:
            handle = self._open_new(name)
        except FileNotFoundError:
            if disk.make_folder(camera, at=at):
                disk.sync_folder(".", at=at)
            if disk.make_folder(f"{camera}/{day}", at=at):
                disk.sync_folder(camera, at=at)
            handle = self._open_new(name)
        try:
            disk.sync_folder(f"{camera}/{day}", at=at)
        except OSError:
            os.close(handle)
            raise
        return handle

    def _open_new(self, name: str) -> int:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND  # so that nothing is left out after a cut
        return self._volume.disk.open(name, flags, at=self._volume.folder)

    def _forget(self, start_us: int) -> None:
        """Undo a beginning that failed; where that fails too, recovery does it."""
        volume = self._volume
        with contextlib.suppress(OSError, BeadleError):
            volume.disk.remove(segment_name(self.camera, start_us), at=volume.folder)
        with contextlib.suppress(sqlite3.Error, BeadleError):
            volume.index.forget_segment(self.camera, start_us)

    def _write(self, parts: list[bytes], total: int) -> None:
        disk = self._volume.disk
        try:
            disk.write_all(self._file, parts, total)
        except OSError as error:
            self._cut_back()
            raised = self._volume.failed(error, "Writing footage")
            self._dead = self._dead or raised.status != 507
            raise raised from error
        try:
            disk.sync(self._file)
        except OSError as error:
            # The kernel may have dropped the pages and will not say so again: never retried, never trusted.
            self._dead = True
            self._cut_back()
            raise self._volume.failed(error, "Making footage durable") from error

    def _cut_back(self) -> None:
        """Take off what was written of a group that failed. What cannot be cut is cut by recovery."""
        try:
            self._volume.disk.truncate(self._file, self.bytes)
        except OSError:
            self._dead = True

    def close(self, end_us: int) -> None:
        """Complete the index row. `end_us` is the next segment's start where recording goes on without a hole.

        Where the volume has failed, the row stays open and recovery completes it from the file. May be called twice.
        """
        if self._file < 0:
            self._dead = True
            return
        file, self._file = self._file, -1
        self._dead = True
        os.close(file)
        if not self.bytes:
            self._forget(self.start_us)
            return
        fragments = self._table.fragments
        closed = Closed(
            self.start_us,
            max(end_us, self.start_us + 1),
            self.bytes,
            self._hash.digest(),
            fragments,
            self._table.camera_start_us,
            self._table.camera_end_us,
        )
        try:
            self._volume.index.finish_segment(self.camera, closed)
        except sqlite3.Error as error:
            raise self._volume.failed(error, "Writing to the index") from error

    def abandon(self) -> None:
        """Let go of the file without a word to the index: recovery will complete it."""
        file, self._file = self._file, -1
        self._dead = True
        if file >= 0:
            os.close(file)
