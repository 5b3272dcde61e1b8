"""What a camera's state is, judged from what has come and when. No I/O."""

from __future__ import annotations

from dataclasses import dataclass

from beadle.video.ingest.settings import DEFAULTS, IngestSettings
from beadle.video.terms import CameraState


@dataclass(frozen=True, slots=True)
class Counts:
    """What a session has brought since it began."""

    octets: int
    units: int
    keys: int
    frozen: bool
    keys_without_format: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """State and detail for people; `end`: the session is not worth keeping."""

    state: CameraState
    detail: str
    end: bool = False


class Watch:
    """Watches one session. Times are seconds of a monotonic clock, from PLAY on."""

    def __init__(self, now: float, settings: IngestSettings = DEFAULTS) -> None:
        self._settings = settings
        self._began = self._octets_at = self._units_at = self._key_at = self._rate_at = now
        self._no_video_since: float | None = None
        self._last = Counts(0, 0, 0, frozen=False)
        self._rate_octets = 0

    def look(self, now: float, counts: Counts) -> Verdict:
        """Judge. To be called at least every `watch_every_s`, and at will in between."""
        self._note(now, counts)
        silent = now - self._octets_at
        if silent >= self._settings.silence_s:
            return Verdict(CameraState.LOST, f"The camera has sent nothing for {silent:.0f} seconds.", end=True)
        if self._floods(now, counts.octets):
            return Verdict(CameraState.LOST, "The camera sends far more data than any camera should.", end=True)
        trouble = self._missing(now, counts)
        if trouble:
            self._no_video_since = now if self._no_video_since is None else self._no_video_since
            end = now - self._no_video_since >= self._settings.give_up_s
            return Verdict(CameraState.NO_VIDEO, trouble, end)
        self._no_video_since = None
        if counts.frozen:
            return Verdict(CameraState.FROZEN, "The picture stands still: the camera repeats itself.")
        if counts.keys:
            return Verdict(CameraState.ONLINE, "Pictures arrive.")
        return Verdict(CameraState.CONNECTING, "Connected; waiting for the first whole picture.")

    def silence_due(self, now: float) -> float:
        """Seconds until the signal counts as lost if nothing comes; 0 or less when that is now."""
        return self._octets_at + self._settings.silence_s - now

    def _note(self, now: float, counts: Counts) -> None:
        last, self._last = self._last, counts
        if counts.octets != last.octets:
            self._octets_at = now
        if counts.units != last.units:
            self._units_at = now
        if counts.keys != last.keys:
            self._key_at = now

    def _floods(self, now: float, octets: int) -> bool:
        """Whether the rate over the last two seconds or more is out of bounds."""
        span = now - self._rate_at
        if span < 2:
            return False
        bits = (octets - self._rate_octets) * 8 / span
        self._rate_at, self._rate_octets = now, octets
        return bits > self._settings.bits_per_second

    def _missing(self, now: float, counts: Counts) -> str:
        """What is wrong with what comes, or ""."""
        if now - self._units_at >= self._settings.picture_s:
            return "The camera sends data, but no whole picture."
        if counts.keys == 0 and now - self._began >= self._settings.first_key_s:
            if counts.keys_without_format:
                return "The camera sends pictures, but never says their format (no parameter sets)."
            return "The camera sends pictures, but never a key frame to begin with."
        if counts.keys and now - self._key_at >= self._settings.key_gap_s:
            return f"The camera has sent no key frame for more than {self._settings.key_gap_s:g} seconds."
        return ""
