"""Trying a camera's address: opens its stream once, and shows its first picture. Bounded in time and number."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from beadle.platform.clock import Clock
from beadle.platform.errors import BeadleError
from beadle.video.errors import TooBusy
from beadle.video.ingest.probe import Finding, ProbeResult, probe
from beadle.video.ingest.spec import StreamSpec
from beadle.video.playback.pictures import Patience, bare_key_picture
from beadle.video.playback.pool import DecoderPool
from beadle.video.schemas import CertificateOut, ProbeFindingOut, ProbeOut, ProbeStreamOut
from beadle.video.terms import Codec

_LONGEST_S = 10.0
_PICTURE_S = 5.0
_PICTURE_WIDTH = 640
_AT_ONCE = 4
_DECODERS: Mapping[Codec, str] = {Codec.H264: "h264", Codec.H265: "hevc"}


class Prober:
    """Tries cameras, a few at once."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._running = 0

    async def look(self, spec: StreamSpec) -> ProbeOut:
        """What is right or wrong with a stream, in plain words. Raises TooBusy, else always answers."""
        if self._running >= _AT_ONCE:
            raise TooBusy("Several cameras are being tried just now.", advice="Try again in ten seconds.")
        self._running += 1
        try:
            result = await probe(spec, timeout=_LONGEST_S, clock=self._clock)
            picture, finding = await self._picture(result)
        finally:
            self._running -= 1
        findings = [*result.findings, *finding]
        return ProbeOut(
            ok=result.ok and not any(each.level == "error" for each in findings),
            findings=[ProbeFindingOut(level=each.level, text=each.text) for each in findings],
            stream=_stream(result),
            picture=picture,
            certificate=_certificate(result),
        )

    async def _picture(self, result: ProbeResult) -> tuple[str | None, list[Finding]]:
        if result.key_frame is None or result.format is None:
            return None, []
        units = (*result.format.parameter_sets, *split(result.key_frame.data))
        bare = b"".join(b"\0\0\0\1" + unit for unit in units)
        patience = Patience(self._clock, _PICTURE_S)
        try:
            async with DecoderPool(1) as pool:
                codec = _DECODERS[result.format.codec]
                shown = await pool.run(bare_key_picture, codec, bare, width=_PICTURE_WIDTH, patience=patience)
        except BeadleError as error:
            return None, [Finding("warning", f"The first picture could not be shown: {error.message}")]
        return "data:image/jpeg;base64," + base64.b64encode(shown.jpeg).decode("ascii"), []


def split(data: bytes) -> list[bytes]:
    """The NAL units of a frame; a length that does not fit ends the list."""
    found, at = [], 0
    while at + 4 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if not 0 < size <= len(data) - at - 4:
            break
        found.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    return found


def _certificate(result: ProbeResult) -> CertificateOut | None:
    shown = result.certificate
    if shown is None:
        return None
    return CertificateOut(
        fingerprint=shown.fingerprint,
        subject=shown.subject,
        issuer=shown.issuer,
        begins=shown.begins,
        ends=shown.ends,
        trusted=result.trusted,
    )


def _stream(result: ProbeResult) -> ProbeStreamOut | None:
    fmt = result.format
    if fmt is None:
        return None
    fps = None if result.frames_per_second is None else round(result.frames_per_second, 1)
    return ProbeStreamOut(codec=str(fmt.codec), width=fmt.width, height=fmt.height, fps=fps)
