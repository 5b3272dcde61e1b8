"""Fuzz session descriptions, down to the format that their parameter sets say."""

from __future__ import annotations

import sys

from beadle.platform.errors import BeadleError
from beadle.video.ingest.parameter_sets import ParameterSets
from beadle.video.ingest.sdp import parse_sdp


def TestOneInput(data: bytes) -> None:  # noqa: N802 - the name that atheris and OSS-Fuzz look for
    """One description."""
    try:
        track = parse_sdp(data)
    except BeadleError:
        return
    sets = ParameterSets(track.codec)
    sets.take_lenient(track.parameter_sets)
    assert sets.format is None or 0 < sets.format.width <= 16_384


if __name__ == "__main__":
    import atheris

    atheris.Setup(sys.argv, TestOneInput)
    atheris.Fuzz()
