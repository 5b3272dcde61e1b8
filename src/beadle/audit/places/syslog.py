"""Checkpoints to syslog in the form of RFC 5424, over a Unix socket, UDP or TCP (with octet counting, RFC 6587).

The note travels in base64 as the parameter `note`, so that no relay can break its lines.
"""

from __future__ import annotations

import base64
import contextlib
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

from beadle.audit.errors import CopyFailed
from beadle.audit.places.terms import Sent

_PRIORITY = 13 * 8 + 5
"""Facility 13 (log audit), severity 5 (notice)."""

_ID = "beadle@32473"
"""Structured data need an enterprise number; this one is set aside for documents and examples (RFC 5612)."""

_PATIENCE_S = 10.0
_FAREWELL_S = 1.0


def message(sent: Sent, host: str) -> bytes:
    """One message."""
    at = sent.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    note = base64.b64encode(sent.note.encode()).decode()
    data = f'[{_ID} number="{sent.number}" note="{note}"]'
    return f"<{_PRIORITY}>1 {at} {host} beadle - checkpoint {data} checkpoint {sent.number}".encode()


class SyslogPlace:
    """`unix:/dev/log`, `udp://HOST:514` or `tcp://HOST:601`. UDP and the Unix socket cannot say whether it arrived."""

    daily = False

    def __init__(self, address: str) -> None:
        self.name = f"syslog {address}"
        self._address = address
        self._host = socket.gethostname().split(".")[0][:255] or "-"

    def send(self, checkpoints: Sequence[Sent]) -> None:
        """Send one message for each. Raises OSError or CopyFailed."""
        messages = [message(each, self._host) for each in checkpoints]
        parts = urlsplit(self._address)
        if parts.scheme == "unix" and parts.path:
            self._over_unix(parts.path, messages)
        elif parts.scheme in {"udp", "tcp"} and parts.hostname and _port(self._address):
            self._over_network(parts.scheme, (parts.hostname, _port(self._address)), messages)
        else:
            raise CopyFailed(
                f"{self._address} is no address of a syslog.",
                advice="Write unix:/dev/log, udp://HOST:514 or tcp://HOST:601 as the setting audit.syslog.",
            )

    @staticmethod
    def _over_unix(path: str, messages: Sequence[bytes]) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.settimeout(_PATIENCE_S)
            line.connect(path)
            for each in messages:
                line.send(each)

    @staticmethod
    def _over_network(scheme: str, address: tuple[str, int], messages: Sequence[bytes]) -> None:
        if scheme == "tcp":
            with socket.create_connection(address, timeout=_PATIENCE_S) as line:
                line.sendall(b"".join(b"%d %b" % (len(each), each) for each in messages))
                line.shutdown(socket.SHUT_WR)
                line.settimeout(_FAREWELL_S)
                with contextlib.suppress(TimeoutError):
                    line.recv(1)  # the other side has read to the end when it closes; a reset here is a failure
            return
        family, kind, _, _, found = socket.getaddrinfo(*address, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, kind) as line:
            for each in messages:
                line.sendto(each, found)


def _port(address: str) -> int:
    try:
        return urlsplit(address).port or 0
    except ValueError:
        return 0
