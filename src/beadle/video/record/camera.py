"""One camera in the recorder: its streams, its recording, and what is known of its health."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from beadle.platform.clock import Clock
from beadle.platform.tasks import TaskSet
from beadle.video.footage.terms import GapReason, Gop
from beadle.video.ingest.settings import DEFAULTS, IngestSettings
from beadle.video.live.errors import NoSuchStream
from beadle.video.live.fanout import Channel, Viewer
from beadle.video.live.keyframe import KeyFrame
from beadle.video.record.assembly import Assembly
from beadle.video.record.benches import Benches
from beadle.video.record.configuration import CameraConfiguration
from beadle.video.record.health import Health, Progress
from beadle.video.record.lane import Break, Enter, Extend, Group
from beadle.video.record.source import Source
from beadle.video.record.timeline import ServerTimeline
from beadle.video.record.watched import Watched
from beadle.video.terms import CameraState, Frame, StreamFormat, StreamName

_WITHOUT_FOOTAGE = {
    CameraState.LOST: GapReason.CONNECTION_LOST,
    CameraState.CONNECTING: GapReason.CONNECTION_LOST,
    CameraState.NO_VIDEO: GapReason.NO_VIDEO,
    CameraState.DISABLED: GapReason.NOT_RECORDED,
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every camera of a recorder shares."""

    clock: Clock
    timeline: ServerTimeline
    benches: Benches
    tasks: TaskSet
    changed: Callable[[Camera], None]
    ingest: IngestSettings = DEFAULTS


class Camera:
    """Takes the main stream's frames (it is their `FrameSink`) to recording and to the viewers."""

    def __init__(self, about: CameraConfiguration, around: Surroundings) -> None:
        self.about = about
        self.health = Health(around.clock)
        self.lane = around.benches.lane(about.key)
        self.format: StreamFormat | None = None
        self.group_us = 0
        self._around = around
        self._benches = around.benches
        self._assembly = Assembly(around.timeline, self)
        self._record = about.record
        self._frames = 0
        self._bytes = 0
        self._lost = 0
        self._sources: dict[StreamName, Source] = {}
        for name in about.streams:
            channel = Channel(about.key, name)
            sink = self if name is StreamName.MAIN else channel
            self._sources[name] = Source(about.spec(name), channel, sink, around.clock, around.tasks, around.ingest)
        self._channel = self._sources[StreamName.MAIN].channel
        self._watched = Watched(about.key)

    def start(self) -> None:
        """Open what has to be open."""
        if self._record:
            self._sources[StreamName.MAIN].keep()
        else:
            self._benches.put(self.lane, Break(GapReason.NOT_RECORDED))
            self.on_state(CameraState.DISABLED, "This camera is not recorded; it is opened when somebody watches.")

    def rename(self, about: CameraConfiguration) -> None:
        """Take up a configuration of the same source. A sign-in that was typed again is tried at once."""
        if about.sign_in_entry != self.about.sign_in_entry:
            for source in self._sources.values():
                source.hasten()
        self.about = about

    async def stop(self, reason: GapReason, words: str) -> None:
        """Close the streams and send what is in memory to disk."""
        if self._record:
            self.log_gap_so_far(self._around.timeline.now_us())
            self._assembly.end(reason)
        self._record = False  # what the connection says on its way out is no reason for the gap
        for source in self._sources.values():
            await source.close()
            source.channel.close(words)

    def on_format(self, fmt: StreamFormat) -> None:
        self.format = fmt
        self._assembly.set_format(fmt)
        self._channel.on_format(fmt)

    def on_frame(self, frame: Frame) -> None:
        self._frames += 1
        self._bytes += len(frame.data)
        self._lost += frame.lost
        if self._record:
            self._assembly.add(frame)
        self._channel.on_frame(frame)

    def on_state(self, state: CameraState, detail: str) -> None:
        if self._record and state in _WITHOUT_FOOTAGE:
            self._assembly.end(_WITHOUT_FOOTAGE[state])
        self._channel.on_state(state, detail)
        if self.health.report(state, detail):
            self._around.changed(self)

    def take(self, gop: Gop, fmt: StreamFormat, fresh: bool) -> None:
        """A whole group: on its way to disk, or refused and logged as a gap."""
        self.group_us = gop.end_us - gop.start_us
        size = sum([len(frame.data) for frame in gop.frames])
        if not self._benches.put(self.lane, Group(gop, fmt, fresh, size)):
            self._benches.refuse(self.lane)

    def broke(self, reason: GapReason) -> None:
        """The span has ended."""
        self._benches.put(self.lane, Break(reason))

    def key_frame(self, stream: StreamName | None) -> tuple[KeyFrame | None, dict[str, Any]]:
        """The newest key frame of `stream`, or of the smallest stream that is open, and what a watcher has to know."""
        names = [name for name in reversed(StreamName) if name in self._sources]
        if stream in self._sources:
            names = [stream, *names]
        frames = (self._sources[name].channel.key_frame() for name in names if self._sources[name].open)
        about = {
            "motion": self.about.motion == "keyframes",
            "motion_ignore": self.about.motion_ignore,
            "ptz": self.about.ptz,
            "view_us": self._watched.view_us,
        }
        return next((frame for frame in frames if frame is not None), None), about

    def found(self, state: CameraState | None, detail: str, at_us: int, motion: int | None) -> None:
        """What was found in the picture; None: it is as it should be. motion: 0 to 255, where it was looked for."""
        self._watched.note(state, at_us, motion)
        if self.health.found(state, detail):
            self._around.changed(self)

    def accept_view(self) -> None:
        """The view is right as it is now."""
        self._watched.view_us = self._around.clock.now_us()

    def enter_notes(self, check: int) -> None:
        """Call every second with its number: once a minute, what was found in the pictures goes to the index."""
        if self._record and self._watched.due(check) and (notes := self._watched.take()):
            self._benches.put(self.lane, Enter(notes))

    def log_gap_so_far(self, now_us: int) -> None:
        """Make a gap that goes on visible to whoever reads the time line, and safe from a kill."""
        if self._assembly.waiting:
            self._benches.put(self.lane, Extend(now_us))

    def watch(self, stream: StreamName, viewer: Viewer) -> None:
        """Begin to offer a stream's frames. Raises NoSuchStream."""
        source = self._sources.get(stream)
        if source is None:
            raise NoSuchStream(f"Camera {self.about.key} has no {stream} stream.", advice="Watch its main stream.")
        source.channel.join(viewer)
        source.want()

    def unwatch(self, stream: StreamName, viewer: Viewer) -> None:
        """Stop offering them."""
        source = self._sources.get(stream)
        if source is not None:
            source.channel.leave(viewer)
            source.release()

    def check(self) -> None:
        """Call every second: whether footage reaches the disk, and how fast frames come."""
        progress = Progress(self._frames, self._bytes, self._lost, self.lane.written_at)
        if self.health.check(progress, recorded=self._record):
            self._around.changed(self)

    def status(self) -> dict[str, Any]:
        """One line of the recorder's status, as JSON."""
        fmt = self.format
        lane = self.lane
        return {
            "key": self.about.key,
            "name": self.about.name,
            **self.health.status(),
            "recorded": self._record,
            "codec": str(fmt.codec) if fmt else None,
            "width": fmt.width if fmt else None,
            "height": fmt.height if fmt else None,
            "frames": self._frames,
            "lost_packets": self._lost,
            "bytes": self._bytes,
            "written_bytes": lane.written_bytes,
            "last_written_us": lane.ended_us if lane.written_at is not None else None,
            "segment_start_us": lane.segment_start_us,
            "segment": lane.path,
            "gop_s": round(self.group_us / 1e6, 3),
            "waiting_bytes": lane.bytes,
            "dropped_groups": lane.dropped,
            "volume": lane.seat.volume.id if lane.seat else None,
            "viewers": {str(name): source.channel.watched for name, source in self._sources.items()},
        }
