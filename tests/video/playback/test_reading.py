from __future__ import annotations

import os
from pathlib import Path

import pytest

from beadle.video.errors import NoFootage, PictureBroken
from beadle.video.playback import reading
from beadle.video.playback.ranges import answer
from beadle.video.playback.reading import FileSource, stream


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "file.mp4"
    made.write_bytes(bytes(range(256)) * 10)
    return made


def asked(header: str | None, size: int = 2560) -> object:
    return answer(size=size, etag='"x"', content_type="video/mp4", range_header=header, if_range=None)


async def body(path: Path, header: str | None) -> bytes:
    return b"".join([part async for part in stream(FileSource(path), asked(header))])  # type: ignore[arg-type]


async def test_the_whole_file_in_pieces(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHUNK", 1000)
    parts = [part async for part in stream(FileSource(path), asked(None))]  # type: ignore[arg-type]
    assert [len(part) for part in parts] == [1000, 1000, 560]
    assert b"".join(parts) == path.read_bytes()


async def test_a_range(path: Path) -> None:
    assert await body(path, "bytes=10-19") == bytes(range(10, 20))


async def test_several_ranges_have_the_announced_length(path: Path) -> None:
    got = await body(path, "bytes=0-1,10-11")
    announced = asked("bytes=0-1,10-11")
    assert str(len(got)) == announced.headers["Content-Length"]  # type: ignore[attr-defined]
    assert b"\r\n\r\n\x00\x01\r\n--" in got
    assert got.endswith(b"--\r\n")


async def test_a_deleted_file_is_read_to_its_end(path: Path) -> None:
    source = FileSource(path)
    path.unlink()
    assert source.read(0, 3) == b"\x00\x01\x02"
    source.close()
    source.close()


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoFootage):
        FileSource(tmp_path / "none")


async def test_a_file_cut_short_is_an_error(path: Path) -> None:
    source = FileSource(path)
    os.truncate(path, 100)
    with pytest.raises(PictureBroken):
        async for _ in stream(source, asked(None)):  # type: ignore[arg-type]
            pass
