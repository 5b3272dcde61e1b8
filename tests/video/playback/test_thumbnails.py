from __future__ import annotations

from pathlib import Path

from beadle.video.playback.pictures import Picture
from beadle.video.playback.thumbnails import ThumbnailShelf


def picture(size: int = 100) -> Picture:
    return Picture(b"\xff\xd8" + b"x" * size + b"\xff\xd9", 5, 160, 90)


def test_what_was_put_comes_back(tmp_path: Path) -> None:
    shelf = ThumbnailShelf(tmp_path / "thumbs", 10_000)
    assert shelf.get("cam", 5) is None
    shelf.put("cam", 5, picture())
    assert shelf.get("cam", 5) == picture()
    assert shelf.get("other", 5) is None


def test_the_bound_holds(tmp_path: Path) -> None:
    shelf = ThumbnailShelf(tmp_path, 5_000)
    for moment in range(50):
        shelf.put("cam", moment, picture(500))
    held = sum(path.stat().st_size for path in tmp_path.glob("*/*"))
    assert 0 < held <= 5_000
    assert ThumbnailShelf(tmp_path, 5_000).get("cam", 49) is not None


def test_a_torn_picture_is_not_shown(tmp_path: Path) -> None:
    shelf = ThumbnailShelf(tmp_path, 10_000)
    shelf.put("cam", 5, picture())
    (kept,) = tmp_path.glob("*/*")
    kept.write_bytes(kept.read_bytes()[:-40])
    assert shelf.get("cam", 5) is None


def test_a_camera_named_like_a_path_stays_inside(tmp_path: Path) -> None:
    shelf = ThumbnailShelf(tmp_path / "thumbs", 10_000)
    shelf.put("../../etc/passwd", 5, picture())
    assert [path.name for path in tmp_path.iterdir()] == ["thumbs"]


def test_pictures_go_with_their_footage(tmp_path: Path) -> None:
    shelf = ThumbnailShelf(tmp_path, 10_000)
    for moment in (5, 10, 15):
        shelf.put("cam", moment, picture())
    assert shelf.drop_before("cam", 10) == 1
    assert shelf.get("cam", 5) is None
    assert shelf.get("cam", 10) is not None
    shelf.drop("cam")
    assert shelf.get("cam", 15) is None


def test_a_disk_that_takes_nothing_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "thumbs").write_text("a file where the folder should be")
    ThumbnailShelf(tmp_path / "thumbs", 10_000).put("cam", 5, picture())
