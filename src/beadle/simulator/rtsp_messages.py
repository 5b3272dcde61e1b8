"""RTSP 1.0 as text (RFC 2326): requests, answers, session descriptions, and the check of a Digest (RFC 7616)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from typing import Literal

from beadle.platform.errors import Invalid
from beadle.simulator.clips import Clip
from beadle.simulator.rtp import PAYLOAD_TYPE
from beadle.video.terms import Codec

LARGEST_HEAD = 16_384
REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    454: "Session Not Found",
    455: "Method Not Valid in This State",
    461: "Unsupported Transport",
    501: "Not Implemented",
}


class BadRequest(Invalid):
    """What came is not an RTSP request."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request. Header names are in lower case."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The path of the address, without scheme, host and query."""
        return re.sub(r"^rtsps?://[^/]*", "", self.url).split("?")[0].rstrip("/")


def parse(head: bytes) -> tuple[Request, int]:
    """A request from its head, and the length of the body that follows. Raises BadRequest."""
    try:
        lines = head.decode("utf-8").split("\r\n")
        method, url, version = lines[0].split(" ")
        headers = {name.strip().lower(): value.strip() for name, value in (line.split(":", 1) for line in lines[1:])}
        length = int(headers.get("content-length", "0"))
    except ValueError as error:
        raise BadRequest("The request is not RTSP.") from error
    if not version.startswith("RTSP/1.") or not 0 <= length <= LARGEST_HEAD:
        raise BadRequest("The request is not RTSP 1.0.")
    return Request(method, url, headers), length


def answer(request: Request | None, status: int = 200, headers: dict[str, str] | None = None, body: str = "") -> bytes:
    """An answer with the request's sequence number."""
    lines = [f"RTSP/1.0 {status} {REASONS[status]}"]
    if request is not None and "cseq" in request.headers:
        lines.append(f"CSeq: {request.headers['cseq']}")
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines.append(f"Content-Length: {len(body.encode())}")
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


@dataclass(frozen=True, slots=True)
class SignIn:
    """The name and password that a camera asks for, and how."""

    username: str
    password: str
    scheme: Literal["MD5", "SHA-256", "Basic"] = "MD5"
    realm: str = "Beadle simulator"

    def challenge(self, nonce: str) -> str:
        """The value of WWW-Authenticate."""
        if self.scheme == "Basic":
            return f'Basic realm="{self.realm}"'
        return f'Digest realm="{self.realm}", nonce="{nonce}", algorithm={self.scheme}, qop="auth"'

    def _digest(self, text: str) -> str:
        return hashlib.new("sha256" if self.scheme == "SHA-256" else "md5", text.encode()).hexdigest()

    def accepts(self, request: Request, nonce: str) -> bool:
        """Whether the request carries the right answer to the challenge with that nonce."""
        given = request.headers.get("authorization", "")
        if self.scheme == "Basic":
            expected = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
            return hmac.compare_digest(given.encode(), f"Basic {expected}".encode())
        if not given.startswith("Digest "):
            return False
        pairs = re.findall(r'(\w+)\s*=\s*(?:"([^"]*)"|([^\s,]+))', given[7:])
        values = {name.lower(): quoted or plain for name, quoted, plain in pairs}
        if values.get("nonce") != nonce or values.get("username") != self.username:
            return False
        secret = self._digest(f"{self.username}:{self.realm}:{self.password}")
        target = self._digest(f"{request.method}:{values.get('uri', '')}")
        middle = nonce
        if "qop" in values:
            middle = f"{nonce}:{values.get('nc', '')}:{values.get('cnonce', '')}:{values['qop']}"
        expected = self._digest(f"{secret}:{middle}:{target}")
        return hmac.compare_digest(values.get("response", "").encode(), expected.encode())


def _format_lines(clip: Clip, *, sets: bool) -> list[str]:
    encoded = [base64.b64encode(one).decode() for one in clip.parameter_sets]
    if clip.codec is Codec.H265:
        names = ("sprop-vps", "sprop-sps", "sprop-pps")
        extra = "; ".join(f"{name}={value}" for name, value in zip(names, encoded, strict=True)) if sets else ""
        return [f"a=rtpmap:{PAYLOAD_TYPE} H265/90000", f"a=fmtp:{PAYLOAD_TYPE} {extra}".rstrip()]
    extra = f"; sprop-parameter-sets={','.join(encoded)}" if sets else ""
    profile = clip.parameter_sets[0][1:4].hex().upper()
    fmtp = f"a=fmtp:{PAYLOAD_TYPE} packetization-mode=1; profile-level-id={profile}{extra}"
    return [f"a=rtpmap:{PAYLOAD_TYPE} H264/90000", fmtp]


def describe(clip: Clip, name: str, *, video: bool = True, audio: bool = False, sets: bool = True) -> str:
    """A session description (RFC 8866). `sets`: whether the parameter sets are in it."""
    lines = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", f"s={name}", "c=IN IP4 0.0.0.0", "t=0 0", "a=control:*", "a=range:npt=0-"]
    if video:
        lines += [f"m=video 0 RTP/AVP {PAYLOAD_TYPE}", *_format_lines(clip, sets=sets), "a=control:track1"]
    if audio:
        lines += ["m=audio 0 RTP/AVP 0", "a=rtpmap:0 PCMU/8000", "a=control:track2"]
    return "\r\n".join(lines) + "\r\n"


@dataclass(frozen=True, slots=True)
class Transport:
    """What a SETUP asks for: two interleaved channels, or two UDP ports of the client."""

    interleaved: tuple[int, int] | None = None
    ports: tuple[int, int] | None = None


def parse_transport(value: str) -> Transport | None:
    """The first transport of the list that we can do, or None."""
    for choice in value.split(","):
        parts = [part.strip().lower() for part in choice.split(";")]
        pairs = dict(part.split("=", 1) for part in parts if "=" in part)
        try:
            if parts[0] == "rtp/avp/tcp":
                first, _, second = pairs.get("interleaved", "0-1").partition("-")
                return _checked(Transport(interleaved=(int(first), int(second or int(first) + 1))), 255)
            if parts[0] in ("rtp/avp", "rtp/avp/udp") and "multicast" not in parts:
                first, _, second = pairs["client_port"].partition("-")
                return _checked(Transport(ports=(int(first), int(second or int(first) + 1))), 65535)
        except (KeyError, ValueError):
            continue
    return None


def _checked(transport: Transport, largest: int) -> Transport:
    for number in transport.interleaved or transport.ports or ():
        if not 0 <= number <= largest:
            raise ValueError(number)
    return transport
