"""Fuzz the RTSP side: messages, challenges, transport headers and addresses.

Run with `python tests/fuzz/fuzz_ingest_rtsp.py [corpus]` where atheris is installed.
"""

from __future__ import annotations

import sys

from beadle.platform.errors import BeadleError
from beadle.video.ingest.address import Address, follow_redirect, resolve_control
from beadle.video.ingest.message import take_message
from beadle.video.ingest.sign_in import SignIn
from beadle.video.ingest.transport_header import parse_channels, parse_server_ports

CAMERA = Address("rtsp", "10.0.0.7", 554, "/main")


def headers(text: str) -> None:
    """Everything that reads a header's text."""
    for read in (
        lambda: parse_channels(text),
        lambda: parse_server_ports(text),
        lambda: follow_redirect(CAMERA, text).host == CAMERA.host or sys.exit("left the host by a redirect"),
        lambda: resolve_control(CAMERA, "", text).startswith("rtsp://10.0.0.7/") or sys.exit("left the host"),
    ):
        try:
            read()
        except BeadleError:
            continue
    signer = SignIn("user", "password")
    signer.begin()
    try:
        signer.take_up([text])
        signer.header("DESCRIBE", "rtsp://10.0.0.7/main")
    except BeadleError:
        return


def TestOneInput(data: bytes) -> None:  # noqa: N802 - the name that atheris and OSS-Fuzz look for
    """One input: as a message, and as the text of each header."""
    headers(data.decode("utf-8", "replace"))
    try:
        taken = take_message(data, 0)
    except BeadleError:
        return
    assert taken is None or 0 < taken[1] <= len(data)


if __name__ == "__main__":
    import atheris

    atheris.Setup(sys.argv, TestOneInput)
    atheris.Fuzz()
