"""What is needed to open one stream of one camera."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from beadle.video.ingest.address import Address, parse_address
from beadle.video.ingest.errors import BadAddress

_LONGEST_SECRET = 256


class Transport(StrEnum):
    """How pictures travel: inside the RTSP connection (the usual way), or as datagrams beside it."""

    TCP = "tcp"
    UDP = "udp"


@dataclass(frozen=True, slots=True)
class StreamSpec:
    """One stream: its address, its sign-in and how to fetch it. Its repr shows no password.

    url: rtsp:// or rtsps://; a user name and password inside it move to the fields of their own.
    tls_fingerprint: SHA-256 of the camera's certificate in hex (colons allowed); when given, that certificate
        and no other is accepted, and `tls_verify` does not matter.
    tls_verify: for rtsps without a fingerprint, check the certificate against the machine's authorities.
    Raises BadAddress.
    """

    url: str
    username: str = ""
    password: str = field(default="", repr=False)
    transport: Transport = Transport.TCP
    tls_verify: bool = True
    tls_fingerprint: str = ""
    address: Address = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        address, username, password = parse_address(self.url)
        name = self.username or username
        secret = self.password or password
        if not all(_is_plain(text) for text in (name, secret)):
            raise BadAddress("The user name or password is too long or holds control characters.")
        digits = self.tls_fingerprint.replace(":", "").lower()
        if digits and (len(digits) != 64 or set(digits) - set("0123456789abcdef")):
            raise BadAddress("The certificate's fingerprint must be 64 hex digits (SHA-256).")
        try:
            transport = Transport(self.transport)
        except ValueError as error:
            raise BadAddress("The transport must be tcp or udp.") from error
        for key, value in {
            "url": address.url,
            "username": name,
            "password": secret,
            "transport": transport,
            "tls_fingerprint": digits,
            "address": address,
        }.items():
            object.__setattr__(self, key, value)


def _is_plain(text: str) -> bool:
    return len(text) <= _LONGEST_SECRET and (text.isprintable() or not text)
