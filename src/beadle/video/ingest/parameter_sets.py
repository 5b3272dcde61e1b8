"""The parameter sets in force, and the format that they say. No I/O."""

from __future__ import annotations

from collections.abc import Iterable

from beadle.video.ingest import h264, h265
from beadle.video.ingest.errors import Malformed
from beadle.video.terms import Codec, StreamFormat

_MOST_PPS = 16


class ParameterSets:
    """Collects parameter sets, out of band and in band, and says the format once it is known.

    A new SPS replaces all that came before it, but for a VPS or PPS that does not come again with it; a PPS replaces
    the one of the same number.
    """

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self._vps: bytes | None = None
        self._sps: bytes | None = None
        self._pps: dict[int, bytes] = {}
        self._format: StreamFormat | None = None
        self._seen: tuple[bytes, ...] = ()

    @property
    def format(self) -> StreamFormat | None:
        """The format in force; None until SPS and PPS (and VPS for H.265) are known. Stays the same object if equal."""
        return self._format

    def take(self, nals: Iterable[bytes]) -> None:
        """Take up the parameter sets of one access unit or description. Raises Malformed for an absurd one."""
        seen = tuple(nals)
        if seen == self._seen:
            return
        self._sort(seen)
        self._seen = seen
        self._format = self._derive()

    def _sort(self, nals: tuple[bytes, ...]) -> None:
        kinds = [(self._kind(nal), nal) for nal in nals if nal]
        if any(kind == "sps" and nal != self._sps for kind, nal in kinds) and any(kind == "pps" for kind, _ in kinds):
            self._pps = {}
        for kind, nal in kinds:
            if kind == "vps":
                self._vps = nal
            elif kind == "sps":
                self._sps = nal
            elif kind == "pps":
                number = h264.parse_pps_id(nal) if self._codec is Codec.H264 else h265.parse_pps_id(nal)
                if number in self._pps or len(self._pps) < _MOST_PPS:
                    self._pps[number] = nal

    def _kind(self, nal: bytes) -> str:
        if self._codec is Codec.H264:
            return {h264.SPS: "sps", h264.PPS: "pps"}.get(nal[0] & 31, "")
        return {h265.VPS: "vps", h265.SPS: "sps", h265.PPS: "pps"}.get(nal[0] >> 1 & 63, "")

    def _derive(self) -> StreamFormat | None:
        if self._sps is None or not self._pps or (self._codec is Codec.H265 and self._vps is None):
            return None
        parse = h264.parse_sps if self._codec is Codec.H264 else h265.parse_sps
        width, height = parse(self._sps)
        first = () if self._vps is None else (self._vps,)
        sets = (*first, self._sps, *(self._pps[number] for number in sorted(self._pps)))
        if self._format is not None and self._format.parameter_sets == sets:
            return self._format
        return StreamFormat(self._codec, sets, width, height)

    def take_lenient(self, nals: Iterable[bytes]) -> None:
        """Take up sets from a description; what is absurd there is left out, since the stream brings its own."""
        for nal in nals:
            before = (self._vps, self._sps, dict(self._pps))
            try:
                self.take((nal,))
            except Malformed:
                self._vps, self._sps, self._pps = before
                self._seen = ()
