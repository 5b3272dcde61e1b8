from __future__ import annotations

import hashlib
import ssl

import pytest

from beadle.video.ingest.errors import TlsFailed
from beadle.video.ingest.spec import StreamSpec
from beadle.video.ingest.tls import build_context, check_fingerprint

URL = "rtsps://10.0.0.7/main"


def test_the_certificate_is_checked_unless_it_is_said_otherwise() -> None:
    assert build_context(StreamSpec(URL)).verify_mode is ssl.CERT_REQUIRED
    assert build_context(StreamSpec(URL)).check_hostname
    assert build_context(StreamSpec(URL, tls_verify=False)).verify_mode is ssl.CERT_NONE
    assert build_context(StreamSpec(URL, tls_fingerprint="ab" * 32)).verify_mode is ssl.CERT_NONE


def test_a_fingerprint_binds_the_certificate() -> None:
    right = StreamSpec(URL, tls_fingerprint=hashlib.sha256(b"certificate").hexdigest())
    check_fingerprint(right, b"certificate")
    for wrong in (b"another", b"", None):
        with pytest.raises(TlsFailed):
            check_fingerprint(right, wrong)
    check_fingerprint(StreamSpec(URL, tls_verify=False), None)
