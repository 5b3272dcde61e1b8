"""Access units into frames: times, format, key frames, and whether the picture still lives."""

from __future__ import annotations

from collections.abc import Callable

from beadle.platform.clock import Clock
from beadle.video.ingest.freeze import FreezeDetector, picture_checksum
from beadle.video.ingest.parameter_sets import ParameterSets
from beadle.video.ingest.rtcp import SenderReport
from beadle.video.ingest.settings import DEFAULTS, IngestSettings
from beadle.video.ingest.timing import CameraTime, PictureLine
from beadle.video.terms import Codec, Frame, FrameSink, StreamFormat


class Pictures:
    """A `UnitSink` that feeds a `FrameSink`, from the first key frame with a known format on.

    Frames carry their own place on the time line; `on_format` comes before the key frame that it holds from.
    `on_key` is called after each key frame. Raises Malformed from `on_unit` for an absurd parameter set.
    """

    def __init__(
        self,
        codec: Codec,
        sink: FrameSink,
        clock: Clock,
        *,
        settings: IngestSettings = DEFAULTS,
        on_key: Callable[[], None] = lambda: None,
    ) -> None:
        self._codec = codec
        self._sink = sink
        self._now_us = clock.now_us
        self._monotonic = clock.monotonic
        self._on_key = on_key
        self.sets = ParameterSets(codec)
        self.freeze = FreezeDetector(settings)
        self.line = PictureLine()
        self.camera_time = CameraTime()
        self._format: StreamFormat | None = None
        self._largest = 0
        self.units = 0
        """Pictures of any kind, also those before the first key frame."""
        self.frames = 0
        self.keys = 0
        self.keys_without_format = 0

    @property
    def frozen(self) -> bool:
        """Whether the picture has stopped living."""
        return self.freeze.frozen

    def on_new_source(self) -> None:
        """See `UnitSink`."""
        self.line.break_off()
        self.camera_time.forget()

    def on_report(self, report: SenderReport) -> None:
        """The camera said what time it has."""
        self.camera_time.report(report.ntp, report.stamp)

    def on_unit(self, parts: list[bytes], stamp: int, *, key: bool, lost: int, sets: list[bytes]) -> None:
        """See `UnitSink`."""
        self.units += 1
        if sets:
            self.sets.take(sets)
        now = self._monotonic()
        data = b"".join(parts)
        if key:
            self._before_key(data, now)
        elif len(data) > self._largest:
            self._largest = len(data)
        if self._format is None:
            return
        pts = self.line.place(stamp, now, key=key)
        frame = Frame(data, pts, key, self._now_us(), self.camera_time.at(stamp), lost)
        self.frames += 1
        self._sink.on_frame(frame)
        if key:
            self.keys += 1
            self._on_key()

    def _before_key(self, data: bytes, now: float) -> None:
        self.freeze.key(picture_checksum(data, self._codec), self._largest, now)
        self._largest = 0
        fmt = self.sets.format
        if fmt is None:
            self.keys_without_format += 1
        elif fmt is not self._format:
            self._format = fmt
            self._sink.on_format(fmt)
