from __future__ import annotations

from pathlib import Path

from beadle.video.footage.terms import SECOND_US, Fragment, Segment
from beadle.video.playback.playlist import Listed, iso, playlist
from beadle.video.terms import Codec, StreamFormat

START = 1_780_315_200_000_000
FORMAT = StreamFormat(Codec.H264, (), 320, 180)


def listed(start_us: int, groups: int) -> Listed:
    fragments = [
        Fragment(1000 + n * 500, 500, start_us + n * 2 * SECOND_US, start_us + (n + 1) * 2 * SECOND_US, n, 180_000, 0)
        for n in range(groups)
    ]
    end = fragments[-1].end_us if fragments else start_us
    return Listed(Segment("v", "cam", start_us, end, Path("x"), 5000, 1000, FORMAT), fragments)


def text(*items: Listed, ended: bool = True) -> list[str]:
    return playlist(items, lambda segment: f"/media/{segment.start_us}?look=a", ended=ended).splitlines()


def test_one_file() -> None:
    lines = text(listed(START, 2))
    assert lines[0] == "#EXTM3U"
    assert "#EXT-X-TARGETDURATION:2" in lines
    assert f'#EXT-X-MAP:URI="/media/{START}?look=a",BYTERANGE="1000@0"' in lines
    assert lines.count("#EXTINF:2.000000,") == 2
    assert "#EXT-X-BYTERANGE:500@1500" in lines
    assert "#EXT-X-PROGRAM-DATE-TIME:2026-06-01T12:00:02.000Z" in lines
    assert "#EXT-X-DISCONTINUITY" not in lines
    assert lines[-1] == "#EXT-X-ENDLIST"


def test_files_that_follow_at_once_have_no_gap() -> None:
    lines = text(listed(START, 1), listed(START + 2 * SECOND_US, 1))
    assert lines.count("#EXT-X-DISCONTINUITY") == 1
    assert "#EXT-X-GAP" not in lines
    assert sum(line.startswith("#EXT-X-MAP") for line in lines) == 2


def test_a_hole_is_a_gap_and_never_thousands() -> None:
    lines = text(listed(START, 1), listed(START + 86_400 * SECOND_US, 1))
    assert lines.count("#EXT-X-GAP") == 1
    assert lines.count("#EXT-X-DISCONTINUITY") == 2


def test_no_footage_and_no_end() -> None:
    lines = text(ended=False)
    assert "#EXT-X-ENDLIST" not in lines
    assert "#EXT-X-PLAYLIST-TYPE:EVENT" in lines


def test_iso() -> None:
    assert iso(START + 1500) == "2026-06-01T12:00:00.001Z"
