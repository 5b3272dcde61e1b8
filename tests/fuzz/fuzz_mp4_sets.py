"""Fuzzes what is made of a camera's parameter sets: python tests/fuzz/fuzz_mp4_sets.py [corpus] [options]."""

from __future__ import annotations

import contextlib
import sys

from beadle.video.mp4.init import init_segment, mime
from beadle.video.terms import Codec, StreamFormat


def one_input(data: bytes) -> None:
    """The bytes as sets of either codec; only ValueError may come out."""
    cut = data[0] if data else 0
    rest = data[1:]
    sets = (rest[:cut], rest[cut:])
    for fmt in (
        StreamFormat(Codec.H264, (b"\x67" + sets[0], b"\x68" + sets[1]), 640, 480),
        StreamFormat(Codec.H265, (b"\x40\x01\x0c", b"\x42\x01" + sets[0], b"\x44\x01" + sets[1]), 640, 480),
    ):
        with contextlib.suppress(ValueError):
            assert init_segment(fmt).startswith(b"\0\0\0")
        with contextlib.suppress(ValueError):
            assert mime(fmt).isascii()


def main() -> None:
    """Run atheris, which is no dependency of Beadle: tools/fuzz.sh installs it."""
    import atheris

    atheris.instrument_all()
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
