"""Encrypted connections: by a trusted certificate, by a known fingerprint, or unchecked where that is set."""

from __future__ import annotations

import functools
import hashlib
import hmac
import ssl

from beadle.video.ingest.errors import TlsFailed
from beadle.video.ingest.spec import StreamSpec


def build_context(spec: StreamSpec) -> ssl.SSLContext:
    """A client context as `spec` asks for. With a fingerprint the check is `check_fingerprint`, after the handshake."""
    return _context(bool(spec.tls_verify and not spec.tls_fingerprint))


@functools.cache
def _context(verify: bool) -> ssl.SSLContext:
    """Made once: reading the machine's authorities takes long enough to hold 80 cameras up."""
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def check_fingerprint(spec: StreamSpec, certificate: bytes | None) -> None:
    """Compare the camera's certificate (DER) with the one that is expected. Raises TlsFailed."""
    if not spec.tls_fingerprint:
        return
    found = hashlib.sha256(certificate or b"").hexdigest()
    if not hmac.compare_digest(found, spec.tls_fingerprint):
        raise TlsFailed(
            "The camera shows another certificate than the one that is entered.",
            advice="If the camera was replaced or renewed its certificate, enter the new fingerprint.",
        )
