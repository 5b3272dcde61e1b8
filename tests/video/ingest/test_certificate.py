from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.video.ingest.certificates import self_signed
from tests.video.ingest.fake_camera import FakeCamera, deaf_socket, deaf_url

from beadle.video.ingest.address import parse_address
from beadle.video.ingest.certificate import describe, fetch_certificate
from beadle.video.ingest.settings import IngestSettings

START = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def made(name: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    names = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(names).issuer_name(names).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(START).not_valid_after(START + dt.timedelta(days=9))
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def test_what_a_certificate_says() -> None:
    found = describe(made("camera 7"))
    assert (found.subject, found.issuer) == ("camera 7", "camera 7")
    assert (found.begins, found.ends) == (START, START + dt.timedelta(days=9))


def test_names_are_shown_without_tricks() -> None:
    assert describe(made("camera\u202e7\n")).subject == "camera?7?"


@pytest.mark.parametrize("der", [b"", b"not a certificate", made("camera")[:-20], b"\x30\x84\xff\xff\xff\xff"])
def test_a_malformed_one_still_has_its_fingerprint(der: bytes) -> None:
    found = describe(der)
    assert len(found.fingerprint) == 64
    assert found.subject == ""
    assert found.ends is None


async def test_it_is_read_without_being_believed_and_without_a_word_said(tmp_path: Path) -> None:
    context, fingerprint = self_signed(tmp_path, expired=True)
    async with FakeCamera(tls=context) as camera:
        address, _, _ = parse_address(camera.url)
        found = await fetch_certificate(address)
        assert found is not None
        assert found.fingerprint == fingerprint.hex()
        assert camera.asked == []


async def test_where_there_is_none() -> None:
    quick = IngestSettings(connect_s=0.5)
    async with FakeCamera() as camera:
        address, _, _ = parse_address(camera.url.replace("rtsp:", "rtsps:"))
        assert await fetch_certificate(address, quick) is None
    with deaf_socket() as sock:
        address, _, _ = parse_address(deaf_url(sock).replace("rtsp:", "rtsps:"))
        assert await fetch_certificate(address, quick) is None
