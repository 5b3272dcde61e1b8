"""Session descriptions (RFC 8866), bounded: the first H.264 or H.265 video that is on offer. No I/O."""

from __future__ import annotations

import base64
import binascii
import math
import re
from dataclasses import dataclass, field

from beadle.video.ingest.errors import Malformed, NoVideo, UnsupportedCodec
from beadle.video.terms import RTP_CLOCK_HZ, Codec

MOST_BYTES = 131_072
MOST_MEDIA = 64
"""Media sections that are looked at; the rest is ignored."""
MOST_LINES = 4_096
_LONGEST_SETS = 8_192

_CODECS = {"H264": Codec.H264, "H265": Codec.H265, "HEVC": Codec.H265}
_STATIC_NAMES = {"26": "JPEG", "31": "H261", "32": "MPV", "34": "H263"}
_RTPMAP = re.compile(r"(\d{1,3}) +([A-Za-z0-9._-]{1,32})/(\d{1,9})")
_ODD_CHARACTERS = re.compile(r"[^A-Za-z0-9._-]")


@dataclass(frozen=True, slots=True)
class VideoTrack:
    """The video to set up.

    control: the track's control attribute, as it stands, "" where absent. session_control: the same for the session.
    parameter_sets: NAL units sent out of band, unchecked, maybe none.
    frame_rate: what the camera claims, or None.
    """

    codec: Codec
    payload_type: int
    control: str
    session_control: str
    parameter_sets: tuple[bytes, ...]
    frame_rate: float | None


@dataclass(slots=True)
class _Media:
    kind: str
    payload_types: list[str]
    attributes: list[tuple[str, str]] = field(default_factory=list)


def parse_sdp(body: bytes) -> VideoTrack:
    """Find the first video in H.264 or H.265. Raises NoVideo, UnsupportedCodec (named in the message), Malformed."""
    session, media = _split(body)
    others: list[str] = []
    for medium in media:
        if medium.kind != "video":
            continue
        track = _read_video(medium, _attribute(session, "control"), others)
        if track is not None:
            return track
    if others:
        raise UnsupportedCodec(
            f"The camera sends {', '.join(others[:4])}; Beadle records H.264 and H.265.",
            advice="Change the stream's codec in the camera's own settings.",
        )
    raise NoVideo("The camera's description of the stream holds no video.")


def _split(body: bytes) -> tuple[list[tuple[str, str]], list[_Media]]:
    """(attributes of the session, media sections)."""
    lines = body.decode("utf-8", "replace").split("\n", MOST_LINES)
    if len(body) > MOST_BYTES or len(lines) > MOST_LINES:
        raise Malformed("The camera's description of the stream is too long.")
    session: list[tuple[str, str]] = []
    media: list[_Media] = []
    attributes = session
    for line in map(str.strip, lines):
        if line.startswith("m="):
            if len(media) == MOST_MEDIA:
                break
            kind, _, rest = line[2:].partition(" ")
            media.append(_Media(kind.lower(), rest.split()[2:]))
            attributes = media[-1].attributes
        elif line.startswith("a="):
            name, _, value = line[2:].partition(":")
            attributes.append((name.strip().lower(), value.strip()))
    return session, media


def _attribute(attributes: list[tuple[str, str]], name: str) -> str:
    return next((value for key, value in attributes if key == name), "")


def _read_video(medium: _Media, session_control: str, others: list[str]) -> VideoTrack | None:
    """The medium as a track, or None after adding the names of its codecs to `others`."""
    names = _payload_names(medium)
    for payload_type in medium.payload_types:
        name, rate = names.get(payload_type, (_STATIC_NAMES.get(payload_type, "an unnamed codec"), 0))
        codec = _CODECS.get(name.upper())
        parameters = _format_parameters(medium, payload_type)
        if codec is None or rate != RTP_CLOCK_HZ:
            others.append(_ODD_CHARACTERS.sub(" ", name)[:32])
        elif parameters.get("packetization-mode") == "2":
            others.append("H264 in interleaved packets")
        else:
            return VideoTrack(
                codec,
                int(payload_type),
                _attribute(medium.attributes, "control"),
                session_control,
                _parameter_sets(parameters),
                _frame_rate(medium),
            )
    return None


def _payload_names(medium: _Media) -> dict[str, tuple[str, int]]:
    """Payload type to (codec name, clock in Hz)."""
    names: dict[str, tuple[str, int]] = {}
    for key, value in medium.attributes:
        match = _RTPMAP.match(value) if key == "rtpmap" else None
        if match and match[1].isascii() and int(match[1]) < 128:
            names.setdefault(match[1], (match[2], int(match[3])))
    return names


def _format_parameters(medium: _Media, payload_type: str) -> dict[str, str]:
    for key, value in medium.attributes:
        number, _, rest = value.partition(" ")
        if key == "fmtp" and number == payload_type:
            pairs = (pair.partition("=") for pair in rest.split(";"))
            return {name.strip().lower(): text.strip() for name, _, text in pairs}
    return {}


def _parameter_sets(parameters: dict[str, str]) -> tuple[bytes, ...]:
    """What stands in sprop-parameter-sets (H.264) or sprop-vps, -sps and -pps (H.265); rubbish is left out."""
    keys = ("sprop-parameter-sets", "sprop-vps", "sprop-sps", "sprop-pps")
    found: list[bytes] = []
    for text in (text for key in keys for text in parameters.get(key, "")[:_LONGEST_SETS].split(",")):
        try:
            nal = base64.b64decode(text.strip(), validate=True)
        except (binascii.Error, ValueError):
            continue
        if nal:
            found.append(nal)
    return tuple(found[:16])


def _frame_rate(medium: _Media) -> float | None:
    try:
        rate = float(_attribute(medium.attributes, "framerate"))
    except ValueError:
        return None
    return rate if math.isfinite(rate) and 0 < rate <= 1000 else None
