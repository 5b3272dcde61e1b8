"""Users from the machine's own command line, for when nobody can sign in."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from beadle.platform.errors import BeadleError
from beadle.processes.cli import app

RUNNER = CliRunner()


@pytest.fixture
def data(database_url: str, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("DATABASE_URL", database_url)
    return str(data_dir)


def test_a_user_is_added_with_a_password_that_is_shown_once(data: str) -> None:
    answer = RUNNER.invoke(app, ["users", "add", "wilma", "--role", "operator", "--data", data])
    assert answer.exit_code == 0, answer.output
    assert re.search(r"shown only now: \S{16,}", answer.output)
    assert "good for 3 days" in answer.output
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        kept = connection.execute("SELECT password_until - now() FROM account WHERE name = 'wilma'").fetchone()
    assert kept is not None
    assert timedelta(days=2, hours=20) < kept[0] <= timedelta(days=3)
    again = RUNNER.invoke(app, ["users", "add", "wilma", "--role", "operator", "--data", data])
    assert isinstance(again.exception, BeadleError)
    assert "already" in str(again.exception)


def test_a_password_is_reset_and_differs_every_time(data: str) -> None:
    RUNNER.invoke(app, ["users", "add", "wilma", "--role", "manager", "--data", data])
    said = {RUNNER.invoke(app, ["users", "reset-password", "wilma", "--data", data]).output for _ in range(2)}
    assert len(said) == 2


def test_somebody_unknown_has_no_password(data: str) -> None:
    answer = RUNNER.invoke(app, ["users", "reset-password", "nobody-here", "--data", data])
    assert isinstance(answer.exception, BeadleError)
    assert "nobody-here" in str(answer.exception)


def test_lost_second_factors_are_removed(data: str) -> None:
    RUNNER.invoke(app, ["users", "add", "wilma", "--role", "manager", "--data", data])
    answer = RUNNER.invoke(app, ["users", "reset-second-factors", "wilma", "--data", data])
    assert answer.exit_code == 0, answer.output
    assert "password alone" in answer.output
    unknown = RUNNER.invoke(app, ["users", "reset-second-factors", "nobody-here", "--data", data])
    assert isinstance(unknown.exception, BeadleError)
