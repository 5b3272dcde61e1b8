"""No sign-in over a line that others can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from beadle.platform.authority import SERVER_DAYS, checked_hosts, ends_at
from beadle.platform.certificates import ServerTls
from beadle.platform.clock import FixedClock
from beadle.platform.errors import Invalid
from beadle.platform.settings import Settings
from beadle.processes.encryption import CertificateCare, is_here, local_authority, open_tls
from beadle.processes.settings import ServerSettings

HOSTS = checked_hosts(["cctv.council.example"])


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.2.0.5", "cctv.council.example"])
def test_beyond_this_machine_only_encrypted(data_dir: Path, clock: FixedClock, host: str) -> None:
    with pytest.raises(Invalid, match="without encryption") as caught:
        open_tls(ServerSettings(host=host), data_dir, clock)
    for way in ("tls make", "server.certificate", "tls_by_proxy"):
        assert way in caught.value.advice
    behind = ServerSettings(host=host, tls_by_proxy=True, trusted_proxies=("10.2.0.9",))
    assert open_tls(behind, data_dir, clock) is None
    local_authority(data_dir).make("Council", HOSTS, clock)
    assert isinstance(open_tls(ServerSettings(host=host), data_dir, clock), ServerTls)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machine_may_do_without(data_dir: Path, clock: FixedClock, host: str) -> None:
    assert is_here(host)
    assert open_tls(ServerSettings(host=host), data_dir, clock) is None


def test_an_own_certificate_goes_before_the_sites(data_dir: Path, clock: FixedClock) -> None:
    local = local_authority(data_dir)
    local.make("Council", HOSTS, clock)
    own = data_dir / "own.pem"
    own.write_bytes(b"".join(path.read_bytes() for path in local.pair))
    assert open_tls(ServerSettings(certificate=own), data_dir, clock) is not None
    with pytest.raises(Invalid, match=r"none\.pem"):
        open_tls(ServerSettings(certificate=data_dir / "none.pem"), data_dir, clock)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("tls_by_proxy = true", "trusted_proxies"),
        ('private_key = "key.pem"', "needs certificate"),
        ('trusted_proxies = ["proxy.example"]', "no network"),
    ],
)
def test_settings_that_cannot_be_meant(tmp_path: Path, said: str, fault: str) -> None:
    (tmp_path / "beadle.toml").write_text(f"[server]\n{said}\n")
    with pytest.raises(Invalid, match=fault):
        Settings.load(tmp_path / "beadle.toml").section(ServerSettings)


def test_the_certificate_is_renewed_and_taken_up(data_dir: Path, clock: FixedClock) -> None:
    local = local_authority(data_dir)
    local.make("Council", HOSTS, clock)
    tls = ServerTls(*local.pair)
    care = CertificateCare(tls, local, clock)
    before = tls.ends_at
    care.look()
    assert tls.ends_at == before
    clock.advance((SERVER_DAYS - 20) * 86400)
    care.look()
    assert ends_at(local.pair[0].read_bytes()) > before
    assert not tls.reload()  # it was taken up already
    clock.advance(SERVER_DAYS * 86400)
    (local.folder / "authority.key").unlink()
    care.look()  # said in the log; the server goes on
