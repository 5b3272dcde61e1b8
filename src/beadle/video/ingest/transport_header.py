"""The Transport header of a SETUP answer (RFC 2326 section 12.39). No I/O."""

from __future__ import annotations

import re

from beadle.video.ingest.errors import Malformed

_PAIR = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")


def _pair(header: str, name: str) -> tuple[int, int] | None:
    """The numbers of a parameter such as `interleaved=0-1`; the second is the first plus one where it is absent."""
    for parameter in header.split(",", maxsplit=1)[0].split(";"):
        key, _, value = parameter.strip().partition("=")
        if key.lower() != name:
            continue
        match = _PAIR.fullmatch(value.strip())
        if match is None or not value.isascii():
            raise Malformed("The camera answered SETUP with channels or ports that make no sense.")
        return int(match[1]), int(match[2]) if match[2] else int(match[1]) + 1
    return None


def parse_channels(header: str) -> tuple[int, int]:
    """(RTP, RTCP) channels inside the connection; those that we asked for, 0 and 1, where none are named.

    Raises Malformed, also when the camera chose another way than ours.
    """
    if header and "TCP" not in header.upper():
        raise Malformed("The camera answered SETUP with another transport than the one asked for.")
    pair = _pair(header, "interleaved") or (0, 1)
    if pair[0] > 255 or pair[1] > 255 or pair[0] == pair[1]:
        raise Malformed("The camera answered SETUP with channels that cannot be.")
    return pair


def parse_server_ports(header: str) -> tuple[int, int] | None:
    """(RTP, RTCP) ports that the camera sends from, or None where none are named. Raises Malformed."""
    if "TCP" in header.upper():
        raise Malformed("The camera answered SETUP with another transport than the one asked for.")
    pair = _pair(header, "server_port")
    if pair is not None and not all(0 < port < 65536 for port in pair):
        raise Malformed("The camera answered SETUP with ports that cannot be.")
    return pair
