"""RTSP messages (RFC 2326), bounded: heads and bodies out of a byte stream, and requests into bytes. No I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from beadle.video.ingest.errors import Malformed
from beadle.video.ingest.settings import DEFAULTS, IngestSettings

USER_AGENT = "Beadle"

_STATUS_LINE = re.compile(r"RTSP/\d\.\d (\d{3})(?: (.*))?")
_REQUEST_LINE = re.compile(r"([A-Z_]{3,20}) (\S{1,2048}) RTSP/\d\.\d")
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")
_LENGTH = re.compile(r"\d{1,9}")


class Headers:
    """Header lines by name, whatever its case; a name may occur more than once."""

    __slots__ = ("_values",)

    def __init__(self) -> None:
        self._values: dict[str, list[str]] = {}

    def add(self, name: str, value: str) -> None:
        """Add one line."""
        self._values.setdefault(name.lower(), []).append(value)

    def get(self, name: str) -> str:
        """The first value, or ""."""
        return self._values.get(name.lower(), [""])[0]

    def all(self, name: str) -> tuple[str, ...]:
        """Every value, in order."""
        return tuple(self._values.get(name.lower(), ()))


@dataclass(frozen=True, slots=True)
class Response:
    """A camera's answer."""

    status: int
    reason: str
    headers: Headers
    body: bytes

    @property
    def cseq(self) -> int:
        """The number of the request that it answers, or -1."""
        return number(self.headers.get("cseq"))


@dataclass(frozen=True, slots=True)
class Request:
    """A request that the camera sends to us."""

    method: str
    url: str
    headers: Headers
    body: bytes


def number(text: str) -> int:
    """A header's decimal number of at most nine digits, or -1."""
    text = text.strip()
    return int(text) if _LENGTH.fullmatch(text) and text.isascii() else -1


def take_message(data: bytes, start: int, settings: IngestSettings = DEFAULTS) -> tuple[Response | Request, int] | None:
    """The message that begins at `start` and the position behind it; None when more bytes are needed.

    Raises Malformed as soon as a bound is passed, without waiting for the end.
    """
    end = data.find(b"\r\n\r\n", start, start + settings.head_bytes)
    if end < 0:
        if len(data) - start >= settings.head_bytes:
            raise Malformed("The camera sent an RTSP header that is too long.")
        return None
    first, headers = _parse_head(data[start:end], settings)
    length = _content_length(headers, settings)
    stop = end + 4 + length
    if len(data) < stop:
        return None
    return _parse_first(first, headers, data[end + 4 : stop]), stop


def _parse_head(head: bytes, settings: IngestSettings) -> tuple[str, Headers]:
    lines = head.decode("utf-8", "replace").split("\r\n")
    if len(lines) > settings.header_count:
        raise Malformed("The camera sent too many RTSP header lines.")
    if any(len(line) > settings.line_bytes for line in lines):
        raise Malformed("The camera sent an RTSP header line that is too long.")
    headers = Headers()
    for line in _unfold(lines[1:], settings):
        name, colon, value = line.partition(":")
        if not colon or not _NAME.fullmatch(name.rstrip()):
            raise Malformed("The camera sent an RTSP header line without a name.")
        headers.add(name.rstrip(), value.strip())
    return lines[0], headers


def _unfold(lines: list[str], settings: IngestSettings) -> list[str]:
    """Join continuation lines to the line before; the sum keeps to the bound of one line."""
    whole: list[str] = []
    for line in lines:
        if line[:1] not in (" ", "\t"):
            whole.append(line)
            continue
        if not whole or len(whole[-1]) + len(line) > settings.line_bytes:
            raise Malformed("The camera sent RTSP continuation lines that belong nowhere or never end.")
        whole[-1] += " " + line.strip()
    return whole


def _content_length(headers: Headers, settings: IngestSettings) -> int:
    values = {value.strip() for value in headers.all("content-length")}
    if not values:
        return 0
    length = number(values.pop())
    if values or length < 0:
        raise Malformed("The camera sent a Content-Length that is not one plain number.")
    if length > settings.body_bytes:
        raise Malformed("The camera announced an RTSP body that is too long.")
    return length


def _parse_first(line: str, headers: Headers, body: bytes) -> Response | Request:
    if match := _STATUS_LINE.fullmatch(line):
        return Response(int(match[1]), match[2] or "", headers, body)
    if match := _REQUEST_LINE.fullmatch(line):
        return Request(match[1], match[2], headers, body)
    raise Malformed("The camera does not speak RTSP.")


def build_request(method: str, url: str, cseq: int, headers: Mapping[str, str]) -> bytes:
    """A request without a body. Raises ValueError where a value would break the line, which is our own fault."""
    lines = [f"{method} {url} RTSP/1.0", f"CSeq: {cseq}", f"User-Agent: {USER_AGENT}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if any("\r" in line or "\n" in line for line in lines):
        raise ValueError("a line break inside a request line")
    return "\r\n".join([*lines, "", ""]).encode()


def build_answer(status: str, request: Request) -> bytes:
    """Our answer to a camera's own request, e.g. status "200 OK"."""
    cseq = number(request.headers.get("cseq"))
    return f"RTSP/1.0 {status}\r\nCSeq: {max(cseq, 0)}\r\nUser-Agent: {USER_AGENT}\r\n\r\n".encode()
