"""The signing key: made once, private, changed without forgetting the old one."""

from __future__ import annotations

from pathlib import Path

import pytest

from beadle.audit import keys
from beadle.audit.errors import BadKey, BadNote
from beadle.platform.settings import Secrets


def test_it_is_made_once_and_is_private(data_dir: Path, secrets: Secrets) -> None:
    first = keys.load(data_dir, secrets)
    assert keys.load(data_dir, secrets).verifier == first.verifier
    assert (data_dir / "audit" / "signing-key").stat().st_mode & 0o777 == 0o600
    assert keys.verifiers(data_dir) == [first.verifier]
    assert keys.load(data_dir / "another", secrets).verifier.name != first.verifier.name


def test_a_changed_key_keeps_the_name_and_the_old_one_stays_known(data_dir: Path, secrets: Secrets) -> None:
    first = keys.load(data_dir, secrets).verifier
    old, new = keys.change(data_dir, secrets)
    assert (old, new.name) == (first, first.name)
    assert new.public != old.public
    assert keys.load(data_dir, secrets).verifier == new
    assert keys.verifiers(data_dir) == [old, new]


def test_the_environment_may_give_it(data_dir: Path, secrets: Secrets, monkeypatch: pytest.MonkeyPatch) -> None:
    text, verifier = keys.generate("council/log")
    monkeypatch.setenv("BEADLE_AUDIT_KEY", text)
    assert keys.load(data_dir, secrets).verifier == verifier
    assert keys.verifiers(data_dir) == [verifier]
    assert not (data_dir / "audit" / "signing-key").exists()
    with pytest.raises(BadKey, match="environment"):
        keys.change(data_dir, secrets)
    monkeypatch.setenv("BEADLE_AUDIT_KEY", text[:-8])
    with pytest.raises(BadKey, match="BEADLE_AUDIT_KEY"):
        keys.load(data_dir, secrets)


def test_an_open_or_damaged_file_is_refused(data_dir: Path, secrets: Secrets) -> None:
    keys.load(data_dir, secrets)
    path = data_dir / "audit" / "signing-key"
    path.chmod(0o644)
    with pytest.raises(BadKey, match="read by others"):
        keys.load(data_dir, secrets)
    path.chmod(0o600)
    path.write_text("PRIVATE+KEY+beadle/x+00000000+AAAA")
    with pytest.raises(BadKey, match="no signing key"):
        keys.load(data_dir, secrets)
    (data_dir / "audit" / "verifiers").write_text("nonsense")
    with pytest.raises(BadNote):
        keys.verifiers(data_dir)
