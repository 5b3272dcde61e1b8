"""Another place for a recorded fragment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beadle.video.mp4.fragment import Samples, fragment_header
from beadle.video.mp4.patch import HEAD_BYTES, Place, patched
from beadle.video.mp4.scan import fragments_from

UTC_US = 1_780_000_000_000_000


@pytest.mark.parametrize(("server", "camera"), [(None, None), (UTC_US, None), (UTC_US, UTC_US + 5)])
def test_only_the_place_changes(server: int | None, camera: int | None):
    old = fragment_header(3, 900, Samples([4, 2], [9, 9]), server_us=server, camera_us=camera)
    want = fragment_header(7, 1 << 40, Samples([4, 2], [9, 9]), server_us=server, camera_us=camera, description=2)
    whole = old + b"abcdef"
    head = patched(whole[:HEAD_BYTES], Place(7, 1 << 40, 2))
    assert head + whole[HEAD_BYTES:] == want + b"abcdef"
    (one,) = fragments_from(lambda at, size: (head + whole[HEAD_BYTES:])[at : at + size], len(whole), 0)
    assert (one.sequence, one.tfdt, one.server_us, one.camera_us) == (7, 1 << 40, server, camera)


@given(st.binary(max_size=HEAD_BYTES + 20))
def test_other_bytes_are_refused(junk: bytes):
    with pytest.raises(ValueError, match="fragment"):
        patched(junk, Place(1, 0, 1))


def test_a_head_that_cannot_take_a_place_is_refused():
    head = bytearray(fragment_header(1, 0, Samples([1], [1])))
    head[43] &= ~2  # tfhd without a description
    with pytest.raises(ValueError, match="no room"):
        patched(bytes(head), Place(1, 0, 1))
