"""The demonstration's own files: written when missing, kept when changed. Its stories are in tests/e2e."""

from __future__ import annotations

import uuid
from pathlib import Path

from rich.console import Console

from beadle.accounts.settings import CouncilSettings
from beadle.accounts.terms import Grant, Role
from beadle.processes import demo
from beadle.processes.wiring import open_installation


def test_settings_are_written_once_and_then_belong_to_whoever_changes_them(data_dir: Path) -> None:
    demo._write_settings(data_dir)
    council = open_installation(data_dir).settings.section(CouncilSettings)
    assert (council.name, council.demo) == ("Chesterfield Borough Council", True)
    (data_dir / "beadle.toml").write_text('[council]\nname = "Mine"\n')
    demo._write_settings(data_dir)
    assert open_installation(data_dir).settings.section(CouncilSettings).name == "Mine"


def test_the_password_is_random_private_and_lasting(tmp_path: Path) -> None:
    first = open_installation(tmp_path / "one")
    password = demo._password(first)
    assert len(password) >= 16
    assert demo._password(first) == password
    assert (first.data_dir / "demo-password").stat().st_mode & 0o777 == 0o600
    assert demo._password(open_installation(tmp_path / "two")) != password


def test_whoever_is_limited_is_said_to_be() -> None:
    centre = uuid.uuid4()
    limited = {"grace": ("Grace Hollis", [Grant(Role.OPERATOR, centre, frozenset({uuid.uuid4()}))])}
    console = Console(width=120)
    with console.capture() as said:
        demo._greet(console, "http://beadle.test", ("pw", demo._table(limited, {"Town Centre": centre})), False)
    assert "Town Centre, some purposes" in said.get()
    assert "olivia" in said.get()


def test_every_role_has_somebody_to_sign_in_as() -> None:
    assert {role for _, role in demo._USERS.values()} == set(Role)
