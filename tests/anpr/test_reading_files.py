"""A file in, its line out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.anpr.test_files import video
from tests.factories.plate_reads import read

from beadle.anpr.engine.engine import Engine
from beadle.anpr.engine.terms import Picture, PlateRead
from beadle.anpr.errors import NotAPicture
from beadle.anpr.reading_files import FileReader, told
from beadle.anpr.second_opinion import SecondOpinion
from beadle.anpr.terms import Box


class Sees(Engine):
    """An engine that sees the same plate in every picture, or in those that it is told to."""

    def __init__(self, *texts: str, sure: float = 0.98) -> None:
        self._texts, self._sure = list(texts), sure
        self.asked: list[float] = []

    def read(
        self,
        picture: Picture,
        regions: Sequence[Box] | None = None,
        least: float = 0.3,
        *,
        thorough: bool = True,
    ) -> list[PlateRead]:
        text = self._texts[min(len(self.asked), len(self._texts) - 1)]
        self.asked.append(least)
        return [each for each in [read(text, sure=self._sure)] if text and each.confidence >= least]


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    path = tmp_path / "a.png"
    cv2.imwrite(str(path), np.zeros((300, 300, 3), np.uint8))
    return path


def test_a_photographs_line(photograph: Path) -> None:
    line = FileReader(Sees("AB12CDE")).read(photograph)
    assert line["file"] == str(photograph)
    assert line["ms"] >= 0
    assert "error" not in line
    (plate,) = line["plates"]
    assert plate["text"] == "AB12CDE"
    assert plate["box"] == [100, 100, 80, 20]
    assert plate["grammar"] == "gb.current"
    assert plate["candidates"][0]["text"] == "AB12CDE"
    assert 0 < plate["confidence"] <= 1


def test_least_confidence_is_the_callers(photograph: Path) -> None:
    engine = Sees("AB12CDE", sure=0.8)
    assert FileReader(engine, least=0.99).read(photograph)["plates"] == []
    assert engine.asked == [0.99]


def test_a_videos_line_has_each_vehicle_once(tmp_path: Path) -> None:
    shares: list[float] = []
    engine = Sees("AB12CDE", "AB12CDE", "AB12CDF", "AB12CDE", "AB12CDE", "")
    line = FileReader(engine).read(video(tmp_path / "a.mp4", frames=60), shares.append)
    (plate,) = line["plates"]
    assert plate["text"] == "AB12CDE"
    assert plate["looks"] == 5
    assert plate["first_s"] == 0.0
    assert plate["direction"] == "unknown"
    assert line["frames"] == len(engine.asked) == 30
    assert shares == sorted(shares)
    assert 0.9 < shares[-1] <= 1.01


def test_single_looks_of_a_video_may_be_less_certain(tmp_path: Path) -> None:
    engine = Sees("AB12CDE")
    FileReader(engine, least=0.5).read(video(tmp_path / "a.mp4", frames=4))
    assert max(engine.asked) < 0.2


def test_a_second_opinion_is_asked(photograph: Path) -> None:
    class Other(SecondOpinion):
        def __init__(self) -> None:
            pass

        def weigh(self, picture: Picture, reads: Sequence[PlateRead]) -> list[PlateRead]:
            assert picture.shape == (300, 300, 3)
            return [read("XY99ZZZ") for _ in reads]

    line = FileReader(Sees("AB12CDE"), second=Other()).read(photograph)
    assert [plate["text"] for plate in line["plates"]] == ["XY99ZZZ"]


def test_what_is_no_picture(tmp_path: Path) -> None:
    with pytest.raises(NotAPicture):
        FileReader(Sees("AB12CDE")).read(tmp_path / "none.jpg")


def test_what_is_told_is_plain_json() -> None:
    plate = told(read("AB12CDE"))
    assert len(plate["characters"]) == 7
    assert plate["corners"][0] == [100.0, 100.0]
    assert all(type(value) is int for value in plate["box"])
