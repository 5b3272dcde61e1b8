"""The command line: help that reads well, parts that load only when called, errors without a stack trace."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from beadle.processes.cli import app, main

RUNNER = CliRunner()


def test_help_names_every_command() -> None:
    text = RUNNER.invoke(app, ["--help"]).output
    for name in ("up", "demo", "server", "worker", "analyser", "footage", "simulator", "users"):
        assert name in text


@pytest.mark.parametrize("part", ["footage", "simulator", "users"])
def test_a_part_has_help_of_its_own(part: str) -> None:
    answer = RUNNER.invoke(app, [part, "--help"])
    assert answer.exit_code == 0, answer.output
    assert "Usage" in answer.output


def test_the_version_is_the_packages() -> None:
    assert RUNNER.invoke(app, ["version"]).output.strip() == version("beadle")


def test_an_error_is_printed_without_a_stack_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "beadle.toml").write_text("[server]\nport = 99999999\n")
    monkeypatch.setattr(sys, "argv", ["beadle", "server", "--data", str(tmp_path)])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    said = capsys.readouterr().err
    assert "server.port" in said
    assert "Traceback" not in said


def test_help_is_quick_and_loads_no_web_framework() -> None:
    script = (
        "import sys, beadle.processes.cli as c; c.app(['--help'], standalone_mode=False); print(sorted(sys.modules))"
    )
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert "'fastapi'" not in output
    assert "'sqlalchemy'" not in output
