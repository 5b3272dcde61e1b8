"""Fuzz parameter sets of both codecs."""

from __future__ import annotations

import sys

from beadle.platform.errors import BeadleError
from beadle.video.ingest import h264, h265


def TestOneInput(data: bytes) -> None:  # noqa: N802 - the name that atheris and OSS-Fuzz look for
    """One NAL unit body, as every kind of set."""
    for read, head in (
        (h264.parse_sps, b"\x67"),
        (h264.parse_pps_id, b"\x68"),
        (h265.parse_sps, b"\x42\x01"),
        (h265.parse_pps_id, b"\x44\x01"),
    ):
        try:
            read(head + data)
        except BeadleError:
            continue


if __name__ == "__main__":
    import atheris

    atheris.Setup(sys.argv, TestOneInput)
    atheris.Fuzz()
