"""The "test" button: open a stream once and say in plain words what is right or wrong with it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Literal

from beadle.platform.clock import SYSTEM, Clock
from beadle.platform.errors import BeadleError
from beadle.platform.tasks import TaskSet
from beadle.video.ingest.certificate import Certificate, describe, fetch_certificate
from beadle.video.ingest.session import Session
from beadle.video.ingest.settings import DEFAULTS, IngestSettings
from beadle.video.ingest.sign_in import SignIn
from beadle.video.ingest.spec import StreamSpec
from beadle.video.terms import RTP_CLOCK_HZ, CameraState, Codec, Frame, StreamFormat

_CODEC_NAMES = {Codec.H264: "H.264", Codec.H265: "H.265"}
_ENOUGH_FRAMES = 50
"""Two seconds of the usual 25 frames: enough for an estimate of rates."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence for the person who pressed the button."""

    level: Literal["ok", "warning", "error"]
    text: str


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What the test found.

    ok: a key frame arrived. format: codec and size in pixels. frames_per_second, bits_per_second: estimates over the
    seconds watched. key_frame: the first, for a still; where the camera sends its parameter sets only in its
    description, a decoder has to be given those of `format` first. certificate: what the camera shows over rtsps;
    trusted: whether it was checked against the machine's authorities and is good.
    """

    ok: bool
    findings: tuple[Finding, ...]
    format: StreamFormat | None = None
    frames_per_second: float | None = None
    bits_per_second: float | None = None
    key_frame: Frame | None = None
    certificate: Certificate | None = None
    trusted: bool = False


_UNCHECKED = Finding(
    "warning", "The camera's certificate is not checked: anybody on the way there could pose as the camera."
)


class _Samples:
    """The sink of a test: keeps the first key frame, and counts."""

    def __init__(self) -> None:
        self.format: StreamFormat | None = None
        self.key_frame: Frame | None = None
        self.enough = asyncio.Event()
        self._first_pts = self._last_pts = 0
        self._frames = self._octets = self._last_octets = 0

    def on_format(self, fmt: StreamFormat) -> None:
        self.format = self.format or fmt

    def on_state(self, state: CameraState, detail: str) -> None:
        """A session reports no states."""

    def on_frame(self, frame: Frame) -> None:
        if self.key_frame is None:
            self.key_frame = frame
            self._first_pts = frame.pts
        self._frames += 1
        self._octets += len(frame.data)
        self._last_octets = len(frame.data)
        self._last_pts = max(self._last_pts, frame.pts)
        if self._frames >= _ENOUGH_FRAMES:
            self.enough.set()

    def rates(self) -> tuple[float | None, float | None]:
        """(frames, bits) a second by the camera's time stamps; None before the second picture."""
        seconds = (self._last_pts - self._first_pts) / RTP_CLOCK_HZ
        if self._frames < 2 or seconds <= 0:
            return None, None
        return (self._frames - 1) / seconds, (self._octets - self._last_octets) * 8 / seconds


async def probe(
    spec: StreamSpec,
    *,
    timeout: float = 10.0,  # noqa: ASYNC109 - not an error at its end, but the length of the test
    clock: Clock = SYSTEM,
    settings: IngestSettings = DEFAULTS,
) -> ProbeResult:
    """Open the stream, watch it for two seconds or so, and report; never raises because of the camera.

    Takes at most `timeout` seconds, one more to say goodbye, and over rtsps those of a further connection, to read the
    certificate of a camera that is not trusted.
    """
    session = Session(spec, clock, SignIn(spec.username, spec.password), settings)
    samples = _Samples()
    trouble: str | None = None
    try:
        async with asyncio.timeout(timeout):
            await session.open()
            await session.play(samples)
            ended = session.connection.ended
            async with TaskSet() as tasks:
                enough = tasks.spawn(samples.enough.wait(), name="probe")
                await asyncio.wait((ended, enough), return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                trouble = str(ended.result())
    except BeadleError as error:
        trouble = str(error)
    except TimeoutError:
        trouble = _what_is_missing(session, timeout)
    finally:
        shown = session.connection.certificate if session.is_open else None
        await session.end()
    result = _conclude(session, samples, trouble)
    if not spec.address.secure:
        return result
    certificate = describe(shown) if shown else await fetch_certificate(spec.address, settings)
    checked = spec.tls_verify and not spec.tls_fingerprint
    if not checked and not spec.tls_fingerprint:
        findings = (*result.findings, _UNCHECKED)
        result = replace(result, findings=findings)
    return replace(result, certificate=certificate, trusted=bool(shown) and checked)


def _what_is_missing(session: Session, timeout: float) -> str | None:
    """What had not come when time ran out; None when only the rates are less certain."""
    if session.track is None:
        return f"The camera did not describe its stream within {timeout:g} seconds."
    pictures = session.pictures
    if pictures is None or not session.playing:
        return f"The camera did not start its stream within {timeout:g} seconds."
    if pictures.frames:
        return None
    if pictures.keys_without_format:
        return "Pictures arrive, but the camera never says their format (no parameter sets)."
    if pictures.units:
        return f"Pictures arrive, but no key frame within {timeout:g} seconds; shorten the interval in the camera."
    if session.counts().octets and session.units is not None and session.units.ssrc >= 0:
        return "Data arrives, but no whole picture."
    return "The camera accepts the connection, but no picture arrives."


def _conclude(session: Session, samples: _Samples, trouble: str | None) -> ProbeResult:
    key_frame, fmt = samples.key_frame, samples.format
    if key_frame is None or fmt is None:
        return ProbeResult(False, (Finding("error", trouble or "No picture arrives."),))
    rate, bits = samples.rates()
    size = f"{_CODEC_NAMES[fmt.codec]}, {fmt.width} x {fmt.height} pixels"
    if rate is not None and bits is not None:
        size += f", about {rate:.0f} pictures and {bits / 1e6:.1f} Mbit a second"
    findings = [Finding("ok", f"Pictures arrive: {size}.")]
    if trouble:
        findings.append(Finding("warning", trouble))
    if not session.spec.address.secure and session.sign_in_in_clear:
        findings.append(Finding("warning", "The camera takes the password in the clear (Basic); switch it to Digest."))
    if session.units is not None and session.units.lost:
        findings.append(Finding("warning", f"{session.units.lost} packets went missing on the way."))
    return ProbeResult(True, tuple(findings), fmt, rate, bits, key_frame)
