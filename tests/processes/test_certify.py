"""`beadle tls`: one command, and what to do next."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from beadle.platform.authority import fingerprint_of, hosts_of
from beadle.platform.errors import Invalid, NotFound
from beadle.processes.certify import app
from beadle.processes.encryption import local_authority


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_from_nothing_to_a_certificate_and_what_to_do_with_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (tmp_path / "data").mkdir()
    (data / "beadle.toml").write_text('[council]\nname = "Chesterfield Borough Council"\n[server]\nport = 443\n')
    said = run("make", "--host", "cctv.council.example", "--host", "10.2.0.5", "--data", str(data))
    local = local_authority(data)
    assert hosts_of(local.pair[0].read_bytes())[:2] == ("cctv.council.example", "10.2.0.5")
    assert fingerprint_of(local.certificate.read_bytes()) in said
    assert "https://cctv.council.example:443/authority.crt" in said
    assert "PRIVATE KEY" not in said
    assert fingerprint_of(local.certificate.read_bytes()) in run("show", "--data", str(data))
    again = run("make", "--host", "cctv.council.example", "--data", str(data))
    assert "nothing is to be installed" in again
    with pytest.raises(Invalid, match=r"not good for elsewhere\.example"):
        run("make", "--host", "elsewhere.example", "--data", str(data))
    assert "Install the authority" in run("make", "--host", "elsewhere.example", "--new-authority", "--data", str(data))


def test_there_is_nothing_to_show_before(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no authority"):
        run("show", "--data", str(tmp_path))
