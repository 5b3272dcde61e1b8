"""A certificate authority for one small site: made once, kept on the server, good for that site's names and no others.

Its certificate goes onto the council's PCs by hand. If its key were stolen, it could still vouch for nothing but the
names that it was made for (RFC 5280 name constraints).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from beadle.platform.errors import Invalid

AUTHORITY_DAYS = 3650
SERVER_DAYS = 397
"""With the hour that it begins early, below the 398 days that browsers accept (CA/Browser Forum)."""
RENEW_BEFORE = timedelta(days=30)
_EARLY = timedelta(hours=1)
"""Certificates begin an hour ago: the clock of a PC may be a little slow."""
_OWN = ("localhost", "127.0.0.1", "::1")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate and its key, both PEM."""

    certificate: bytes
    key: bytes


def checked_hosts(hosts: Iterable[str]) -> tuple[str, ...]:
    """The names and addresses, small letters, this machine's own ones added. Raises Invalid for one that is neither."""
    found: dict[str, None] = {}
    for host in hosts:
        text = host.strip().lower().rstrip(".")
        if not _is_address(text) and not _is_name(text):
            raise Invalid(
                f"{host[:80]!r} is neither a name nor an address.", advice="Write cctv.council.example or 10.2.0.5."
            )
        found[text] = None
    return tuple(dict.fromkeys((*found, *_OWN)))


def _is_name(text: str) -> bool:
    labels = text.split(".")
    return len(text) <= 253 and all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdigit()


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def make_authority(council: str, hosts: Sequence[str], now: datetime) -> Issued:
    """A new authority, for these hosts only. now: aware."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, council[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Beadle authority {now:%Y-%m-%d}"),
        ]
    )
    builder = (
        _builder(name, name, key.public_key(), now, timedelta(days=AUTHORITY_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints([_permitted(host) for host in hosts], None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return _issued(builder, key, key)


def issue(authority: Issued, hosts: Sequence[str], now: datetime) -> Issued:
    """A server's certificate with a new key. Raises Invalid where the authority is not good for a host or has ended."""
    above = x509.load_pem_x509_certificate(authority.certificate)
    signer = load_pem_private_key(authority.key, None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    if missing := set(hosts) - set(hosts_of(authority.certificate)):
        raise Invalid(
            f"This site's authority is not good for {', '.join(sorted(missing))}.",
            advice="Make a new one with --new-authority, and install its certificate on the PCs.",
        )
    lasts = min(timedelta(days=SERVER_DAYS), above.not_valid_after_utc - now)
    if lasts <= timedelta(0):
        raise Invalid("This site's authority has ended.", advice="Make a new one with --new-authority.")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0][:64])])
    builder = (
        _builder(name, above.subject, key.public_key(), now, lasts)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general(host) for host in hosts]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    made = _issued(builder, key, signer)
    return Issued(made.certificate + authority.certificate, made.key)


def hosts_of(certificate: bytes) -> tuple[str, ...]:
    """The hosts that a certificate (PEM, the first of a chain) is good for: a server's names, an authority's limits."""
    read = x509.load_pem_x509_certificate(certificate)
    try:
        names: Iterable[x509.GeneralName] = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        try:
            names = read.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
        except x509.ExtensionNotFound:
            names = []
    return tuple(str(getattr(name.value, "network_address", name.value)) for name in names)


def ends_at(certificate: bytes) -> datetime:
    """When a certificate (PEM, the first of a chain) ends, UTC."""
    return x509.load_pem_x509_certificate(certificate).not_valid_after_utc


def fingerprint_of(certificate: bytes) -> str:
    """Its SHA-256 fingerprint as browsers show it: AB:CD:..."""
    return x509.load_pem_x509_certificate(certificate).fingerprint(SHA256()).hex(":").upper()


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, lasts: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLY)
        .not_valid_after(now + lasts)
    )


def _issued(
    builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey, signer: ec.EllipticCurvePrivateKey
) -> Issued:
    certificate = builder.sign(signer, SHA256())
    return Issued(
        certificate.public_bytes(Encoding.PEM), key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _general(host: str) -> x509.GeneralName:
    return x509.IPAddress(ipaddress.ip_address(host)) if _is_address(host) else x509.DNSName(host)


def _permitted(host: str) -> x509.GeneralName:
    return x509.IPAddress(ipaddress.ip_network(host)) if _is_address(host) else x509.DNSName(host)
