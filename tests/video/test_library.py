from __future__ import annotations

from pathlib import Path

from tests.factories import video
from tests.factories.town import HOUR_AGO_US

from beadle.platform.clock import FixedClock
from beadle.video.library import Library


def test_a_volume_that_comes_later_is_found(tmp_path: Path, clock: FixedClock) -> None:
    folder = tmp_path / "one"
    with Library([folder], clock) as library:
        assert library.volumes() == []
        assert "no volume" in library.missing[folder].lower()
        with video.volume_at(folder, clock) as volume:
            video.record(volume, "cam", HOUR_AGO_US, groups=1)
            assert library.volumes() == []
            clock.advance(6)
            assert [each.id for each in library.volumes()] == [volume.id]
            assert library.missing == {}
            assert library.archive().cameras() == ["cam"]
            assert library.archive() is library.archive()


def test_a_disk_that_was_swapped_is_opened_anew(tmp_path: Path, clock: FixedClock) -> None:
    folder = tmp_path / "one"
    with video.volume_at(folder, clock) as first, Library([folder], clock) as library:
        assert library.volumes()[0].id == first.id
        folder.rename(tmp_path / "away")
        library.refresh()
        assert library.volumes() == []
        assert folder in library.missing
        with video.volume_at(folder, clock) as second:
            library.refresh()
            assert [each.id for each in library.volumes()] == [second.id]


def test_closing_twice_is_harmless(tmp_path: Path, clock: FixedClock) -> None:
    library = Library([tmp_path / "none"], clock)
    library.archive()
    library.close()
    library.close()
