"""Settings and secrets: clear refusals, no default secret."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import Field

from beadle.platform.errors import Invalid
from beadle.platform.settings import Secrets, Section, Settings


class Bells(Section):
    section: ClassVar[str] = "tower.bells"
    count: int = Field(default=8, ge=1, description="How many bells hang in the tower.")


def test_a_missing_file_means_defaults(tmp_path: Path) -> None:
    assert Settings.load(tmp_path / "beadle.toml").section(Bells).count == 8


def test_a_section_is_read(tmp_path: Path) -> None:
    (tmp_path / "beadle.toml").write_text("[tower.bells]\ncount = 3\n")
    assert Settings.load(tmp_path / "beadle.toml").section(Bells).count == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[tower.bells]\ncount = 0\n", "tower.bells.count"),
        ("[tower.bells]\ncuont = 3\n", "tower.bells.cuont"),
        ("[tower.bells\n", "cannot be read"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "beadle.toml").write_text(text)
    with pytest.raises(Invalid, match=said):
        Settings.load(tmp_path / "beadle.toml").section(Bells)


def test_the_first_start_makes_a_key_that_stays(tmp_path: Path) -> None:
    first = Secrets.load(tmp_path)
    assert Secrets.load(tmp_path).key == first.key
    assert (tmp_path / "secrets.toml").stat().st_mode & 0o777 == 0o600
    assert "hidden" in repr(first)
    assert Secrets.load(tmp_path / "other").key != first.key


@pytest.mark.parametrize("weak", ["changeme", "a" * 64, "short"])
def test_a_weak_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, weak: str) -> None:
    monkeypatch.setenv("BEADLE_SECRET_KEY", weak)
    with pytest.raises(Invalid, match="too weak"):
        Secrets.load(tmp_path)


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    Secrets.load(tmp_path)
    (tmp_path / "secrets.toml").chmod(0o644)
    with pytest.raises(Invalid, match="can be read by others"):
        Secrets.load(tmp_path)


def test_a_key_file_without_a_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secrets.toml").write_text("")
    (tmp_path / "secrets.toml").chmod(0o600)
    with pytest.raises(Invalid, match="holds no key"):
        Secrets.load(tmp_path)


def test_secrets_that_others_gave_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Secrets.load(tmp_path)
    assert made.named("oidc_client_secret") == ""
    with (tmp_path / "secrets.toml").open("a") as file:
        file.write('oidc_client_secret = "from the file"\n')
    again = Secrets.load(tmp_path)
    assert (again.key, again.named("oidc_client_secret")) == (made.key, "from the file")
    assert again.named("key") == ""
    assert "from the file" not in repr(again)
    monkeypatch.setenv("BEADLE_OIDC_CLIENT_SECRET", "from the environment")
    assert again.named("oidc_client_secret") == "from the environment"
    monkeypatch.setenv("BEADLE_SECRET_KEY", "x1y2z3a4b5c6d7e8f9g0" * 2)
    assert Secrets.load(tmp_path).named("oidc_client_secret") == "from the environment"
