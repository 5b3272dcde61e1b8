"""Addresses of streams: only rtsp and rtsps, and nothing that leaves the camera's host."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from beadle.platform.hosts import is_host
from beadle.video.ingest.errors import BadAddress, LeftHost, Malformed

DEFAULT_PORTS = {"rtsp": 554, "rtsps": 322}
LONGEST = 2048
"""Characters in an address; a camera's control URL may be no longer."""

_VISIBLE = re.compile(r"[\x21-\x7e]*")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a stream is. `target` is path and query and begins with a slash, or is empty. Holds no credentials."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def secure(self) -> bool:
        """Whether the connection is encrypted."""
        return self.scheme == "rtsps"

    @property
    def authority(self) -> str:
        """Host and port as they stand in a URL; the port is left out where it is the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address, without credentials."""
        return f"{self.scheme}://{self.authority}{self.target}"


def parse_address(url: str) -> tuple[Address, str, str]:
    """Read an address that a person typed: (address, user name, password), the last two empty where absent.

    Raises BadAddress; its message never repeats the address, which may hold a password.
    """
    text = quote(url.strip(), safe="!#$%&'()*+,/:;=?@[]~{}|\"<>\\^`")
    if len(text) > LONGEST or not _VISIBLE.fullmatch(text):
        raise BadAddress("The address is too long or holds characters that no address may have.")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise BadAddress("The address cannot be read: check host and port.") from error
    if parts.scheme not in DEFAULT_PORTS:
        raise BadAddress("The address must begin with rtsp:// or rtsps://.")
    host = parts.hostname or ""
    if not is_host(host) or port == 0:
        raise BadAddress("The address names no host, or a port that cannot be.", advice="Example: rtsp://10.0.0.7/main")
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    address = Address(parts.scheme, host, DEFAULT_PORTS[parts.scheme] if port is None else port, target)
    return address, unquote(parts.username or ""), unquote(parts.password or "")


def _foreign(url: str) -> tuple[str, str, int | None, str]:
    """(scheme, host, port, target) of a URL that a camera sent; raises Malformed."""
    if len(url) > LONGEST or not _VISIBLE.fullmatch(url):
        raise Malformed("The camera sent an address that is too long or holds control characters.")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").lower()
    except ValueError as error:
        raise Malformed("The camera sent an address that cannot be read.") from error
    return parts.scheme, host, port, parts.path + (f"?{parts.query}" if parts.query else "")


def resolve_control(address: Address, base: str, control: str) -> str:
    """The URL for a request on a track, from Content-Base (or "") and the SDP's control attribute.

    The result always names the host and port of `address`: a camera behind address translation names itself by an
    address that we cannot reach, and a hostile one names somebody else; only path and query are taken from either.
    A relative control is appended as text, as cameras expect (their base may hold a query). Raises Malformed, LeftHost.
    """
    start = _rebase(address, base) if base else address.url
    if control in ("", "*"):
        return start
    if "://" in control:
        return _rebase(address, control)
    if len(control) > LONGEST or not _VISIBLE.fullmatch(control):
        raise Malformed("The camera sent a control address that is too long or holds control characters.")
    joint = "" if start.endswith("/") or control.startswith("/") else "/"
    return start + joint + control


def _rebase(address: Address, url: str) -> str:
    scheme, _host, _port, target = _foreign(url)
    if scheme not in DEFAULT_PORTS:
        raise LeftHost("The camera names a stream that is not an rtsp or rtsps address; refused.")
    return f"{address.scheme}://{address.authority}{target}"


def follow_redirect(address: Address, location: str) -> Address:
    """Where a redirect leads: the same host only, and never from an encrypted address to an open one.

    Raises Malformed, LeftHost.
    """
    scheme, host, port, target = _foreign(location)
    if scheme not in DEFAULT_PORTS or host != address.host.lower() or (address.secure and scheme != "rtsps"):
        raise LeftHost(
            "The camera redirects to another host or kind of address; refused.",
            advice="If the camera has moved, enter its new address.",
        )
    if port == 0:
        raise Malformed("The camera redirects to a port that cannot be.")
    return Address(scheme, address.host, DEFAULT_PORTS[scheme] if port is None else port, target)
