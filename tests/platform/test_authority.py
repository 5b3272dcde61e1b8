"""The site's own authority: what it issues is accepted by its names, and by no others."""

from __future__ import annotations

import ssl
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from beadle.platform.authority import (
    AUTHORITY_DAYS,
    Issued,
    checked_hosts,
    ends_at,
    fingerprint_of,
    hosts_of,
    issue,
    make_authority,
)
from beadle.platform.clock import SYSTEM, FixedClock
from beadle.platform.errors import Invalid

HOSTS = checked_hosts(["CCTV.council.example.", "10.2.0.5"])


def shake_hands(server: ssl.SSLContext, client: ssl.SSLContext, name: str) -> None:
    """A TLS handshake in memory. Raises what either side finds wrong."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = client.wrap_bio(to_client, to_server, server_hostname=name)
    theirs = server.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(6):
        for side in (ours, theirs):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue


def contexts(folder: Path, above: Issued, issued: Issued) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    (folder / "pair.pem").write_bytes(issued.key + issued.certificate)
    server.load_cert_chain(folder / "pair.pem")
    client = ssl.create_default_context(cadata=above.certificate.decode())
    return server, client


def test_a_client_that_has_the_authority_accepts_the_site_by_its_names(tmp_path: Path) -> None:
    above = make_authority("Chesterfield Borough Council", HOSTS, SYSTEM.now())
    server, client = contexts(tmp_path, above, issue(above, HOSTS, SYSTEM.now()))
    for name in ("cctv.council.example", "10.2.0.5", "localhost", "127.0.0.1", "::1"):
        shake_hands(server, client, name)
    for name in ("other.example", "10.2.0.6"):
        with pytest.raises(ssl.SSLCertVerificationError):
            shake_hands(server, client, name)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(server, ssl.create_default_context(), "localhost")


def test_a_stolen_authority_cannot_vouch_for_a_bank(tmp_path: Path) -> None:
    ours = make_authority("Council", HOSTS, SYSTEM.now())
    bank = checked_hosts(["bank.example", "192.0.2.7"])
    with pytest.raises(Invalid, match=r"192\.0\.2\.7, bank\.example"):
        issue(ours, bank, SYSTEM.now())
    # The thief does not use our code, which would refuse: the same key under an authority without limits.
    loose = make_authority("Council", (*HOSTS, *bank), SYSTEM.now())
    forged = issue(Issued(loose.certificate, ours.key), bank, SYSTEM.now())
    server, client = contexts(tmp_path, ours, forged)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(server, client, "bank.example")


def test_a_certificate_lasts_no_longer_than_browsers_accept_and_no_longer_than_its_authority(clock: FixedClock) -> None:
    above = make_authority("Council", HOSTS, clock.now())
    read = x509.load_pem_x509_certificate(issue(above, HOSTS, clock.now()).certificate)
    assert read.not_valid_after_utc - read.not_valid_before_utc <= timedelta(days=398)
    clock.advance((AUTHORITY_DAYS - 100) * 86400)
    assert ends_at(issue(above, HOSTS, clock.now()).certificate) == ends_at(above.certificate)
    clock.advance(101 * 86400)
    with pytest.raises(Invalid, match="has ended"):
        issue(above, HOSTS, clock.now())


def test_two_certificates_share_neither_key_nor_number(clock: FixedClock) -> None:
    above = make_authority("Council", HOSTS, clock.now())
    first, second = (issue(above, HOSTS, clock.now()) for _ in range(2))
    assert first.key != second.key
    assert fingerprint_of(first.certificate) != fingerprint_of(second.certificate)
    assert first.certificate.endswith(above.certificate)
    assert hosts_of(first.certificate) == HOSTS
    assert set(hosts_of(above.certificate)) == set(HOSTS)


@pytest.mark.parametrize(
    "host", ["", "a b", "-x.example", "*.example", "https://cctv.example", "x" * 64, "10.2.0", "10.2.0.256"]
)
def test_what_is_no_host(host: str) -> None:
    with pytest.raises(Invalid, match="neither a name nor an address"):
        checked_hosts([host])
