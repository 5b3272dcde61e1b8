"""Fuzzes the scanner of boxes and the reader of init segments: python tests/fuzz/fuzz_mp4_scan.py [corpus] [options].

Only ValueError may come out of the reader of formats, and nothing out of the scanner; work is bounded by the input.
"""

from __future__ import annotations

import contextlib
import sys

from beadle.video.mp4.boxes import box
from beadle.video.mp4.describe import formats_of
from beadle.video.mp4.fragment import Samples, fragment_header
from beadle.video.mp4.init import init_segment
from beadle.video.mp4.patch import HEAD_BYTES, Place, patched
from beadle.video.mp4.scan import scan
from beadle.video.terms import Codec, StreamFormat

_FORMAT = StreamFormat(Codec.H264, (bytes.fromhex("6742c01eda0280f6"), bytes.fromhex("68ce3c80")), 640, 480)
_INIT = init_segment(_FORMAT)
_FRAGMENT = fragment_header(1, 0, Samples([5, 3], [3000, 3000]), server_us=10**15, camera_us=10**15) + b"pictures"


def one_input(data: bytes) -> None:
    """Everything that reads a recorded file, on these bytes."""
    for file in (data, _INIT + data, _INIT + _FRAGMENT + data):
        read = 0

        def at(offset: int, length: int, file: bytes = file) -> bytes:
            nonlocal read
            piece = file[offset : offset + length]
            read += len(piece)
            return piece

        seen = scan(at, len(file))
        assert seen.end <= len(file)
        assert read <= 3 * len(file) + 1024
        assert all(each.offset + each.length <= seen.end for each in seen.fragments)
    with contextlib.suppress(ValueError):
        formats_of(data)
    with contextlib.suppress(ValueError):
        formats_of(box(b"moov", data))
    with contextlib.suppress(ValueError):
        assert len(patched(data[:HEAD_BYTES], Place(1, 0, 1))) == len(data[:HEAD_BYTES])


def main() -> None:
    """Run atheris, which is no dependency of Beadle: tools/fuzz.sh installs it."""
    import atheris

    atheris.instrument_all()
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
