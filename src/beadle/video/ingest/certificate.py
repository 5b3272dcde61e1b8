"""What certificate a camera shows, for the person who is to decide whether it is the right one."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
import warnings
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import NameOID

from beadle.video.ingest.address import Address
from beadle.video.ingest.settings import DEFAULTS, IngestSettings

_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Certificate:
    """A camera's certificate. The names are what it says of itself, so they prove nothing; the fingerprint does.

    fingerprint: SHA-256 of the whole certificate, 64 hex digits. begins, ends: UTC; None where it cannot be read.
    """

    fingerprint: str
    subject: str = ""
    issuer: str = ""
    begins: datetime | None = None
    ends: datetime | None = None


def describe(der: bytes) -> Certificate:
    """What a certificate (DER) says. One that is malformed still has its fingerprint."""
    fingerprint = hashlib.sha256(der).hexdigest()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # cameras' certificates break many a rule; that is no news of ours
            read = x509.load_der_x509_certificate(der)
            names = _name(read.subject), _name(read.issuer)
            return Certificate(fingerprint, *names, read.not_valid_before_utc, read.not_valid_after_utc)
    except (ValueError, OverflowError):
        return Certificate(fingerprint)


def _name(name: x509.Name) -> str:
    """Common name and organisation, bounded, without characters that hide or turn round what stands beside them."""
    kinds = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    parts = [str(each.value) for kind in kinds for each in name.get_attributes_for_oid(kind)]
    text = ", ".join(part for part in parts if part)[:_LONGEST_NAME]
    return "".join(character if character.isprintable() else "?" for character in text)


async def fetch_certificate(address: Address, settings: IngestSettings = DEFAULTS) -> Certificate | None:
    """The certificate that is shown at `address`, believed or not; None where there is no encrypted answer.

    Nothing is sent but the handshake: no password goes to whoever it may be.
    """
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        async with asyncio.timeout(settings.connect_s):
            _, writer = await asyncio.open_connection(
                address.host, address.port, ssl=context, server_hostname=address.host, limit=settings.line_bytes
            )
    except (OSError, TimeoutError):
        return None
    tls = writer.get_extra_info("ssl_object")
    writer.transport.abort()
    der = None if tls is None else tls.getpeercert(binary_form=True)
    return None if der is None else describe(der)
