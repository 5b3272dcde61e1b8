"""`beadle plates read` as somebody uses it who has photographs and nothing else."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from rich.console import Console
from tests.anpr.test_files import huge_png, video
from tests.anpr.test_reading_files import Sees
from typer.testing import CliRunner, Result

from beadle.anpr import second_opinion
from beadle.anpr.reading_files import FileReader
from beadle.processes import plates
from beadle.processes.cli import app

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def sees(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """An engine that sees AB12CDE everywhere; with what it was loaded."""
    given: dict[str, Any] = {}

    def load(threads: int, region: object, **other: Any) -> FileReader:
        given.update(threads=threads, region=region, **other)
        if other["second_opinion"]:
            second_opinion.SecondOpinion.load(threads)
        return FileReader(Sees("AB12CDE"), least=other["least"])

    monkeypatch.setattr(FileReader, "load", load)
    return given


def photograph(path: Path) -> Path:
    cv2.imwrite(str(path), np.zeros((300, 300, 3), np.uint8))
    return path


def run(*words: object) -> Result:
    return RUNNER.invoke(app, ["plates", "read", *map(str, words)])


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_one_line_of_json_for_each_file(tmp_path: Path) -> None:
    names = [photograph(tmp_path / name) for name in ("b.png", "a.png")]
    result = run(*names, "--json")
    assert result.exit_code == 0
    found = lines(result)
    assert [line["file"] for line in found] == [str(name) for name in names]
    assert set(found[0]) == {"file", "plates", "ms"}
    assert {"text", "confidence", "box", "candidates", "grammar"} <= set(found[0]["plates"][0])


def test_folders_and_video(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    photograph(tmp_path / "inner" / "a.png")
    video(tmp_path / "b.mp4", frames=10)
    found = lines(run(tmp_path, "--json"))
    assert [Path(line["file"]).name for line in found] == ["b.mp4", "a.png"]
    assert [plate["text"] for plate in found[0]["plates"]] == ["AB12CDE"]


def test_what_is_broken_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "words.jpg").write_text("hello")
    huge_png(tmp_path / "huge.png")
    good = photograph(tmp_path / "z.png")
    result = run(*sorted(tmp_path.iterdir()), tmp_path / "none.jpg", "--json")
    assert result.exit_code == 1
    found = {Path(line["file"]).name: line for line in lines(result)}
    assert len(found) == 5
    for name in ("empty.jpg", "words.jpg", "huge.png", "none.jpg"):
        assert found[name]["error"]
        assert found[name]["plates"] == []
    assert "error" not in found[good.name]


def test_for_people(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    photograph(tmp_path / "a.png")
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "AB12CDE" in result.stdout
    assert "gb.current" in result.stdout
    assert "empty.jpg: The file is empty." in result.stdout


def test_no_plate_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FileReader, "load", lambda *_a, **_o: FileReader(Sees("")))
    result = run(photograph(tmp_path / "a.png"))
    assert result.exit_code == 0
    assert "no plate" in result.stdout


def test_options_reach_the_engine(tmp_path: Path, sees: dict[str, Any]) -> None:
    result = run(photograph(tmp_path / "a.png"), "--threads", 2, "--region", "eu", "--min-confidence", 0.9, "--json")
    assert result.exit_code == 0
    assert sees["threads"] == 2
    assert sees["region"] == "eu"
    assert sees["least"] == 0.9
    assert run(tmp_path / "a.png", "--region", "xx").exit_code == 2


def test_without_rapidocr_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_opinion, "find_spec", lambda _name: None)
    result = run(photograph(tmp_path / "a.png"), "--second-opinion")
    assert result.exit_code == 1
    assert "pip install --no-deps rapidocr-onnxruntime" in " ".join(result.stderr.split())


def test_an_empty_folder(tmp_path: Path) -> None:
    result = run(tmp_path, "--json")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "No photograph" in result.stderr


def test_a_picture_that_does_not_fit_into_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> dict[str, Any]:
        raise MemoryError

    monkeypatch.setattr(FileReader, "read", full)
    result = run(photograph(tmp_path / "a.png"), "--json")
    assert result.exit_code == 1
    assert "memory" in lines(result)[0]["error"]


def test_a_bar_only_for_what_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([0.0, 1.0, 3.0, 3.1, 3.2, 3.3])
    monkeypatch.setattr(plates, "perf_counter", lambda: next(moments))
    shown = io.StringIO()
    with plates._Bar(3, Console(file=shown, force_terminal=True, width=80)) as bar:
        bar.done()
        assert shown.getvalue() == ""
        bar.within(0.5)
        assert "Reading plates" in shown.getvalue()


def test_no_bar_where_no_terminal_is() -> None:
    shown = io.StringIO()
    with plates._Bar(1, Console(file=shown)) as bar:
        bar.done()
    assert shown.getvalue() == ""


def test_starting_needs_neither_the_database_nor_the_web_nor_video() -> None:
    heavy = "sqlalchemy fastapi psycopg av pandas scipy rapidocr_onnxruntime"
    code = f"import sys, beadle.processes.plates; print([n for n in '{heavy}'.split() if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
