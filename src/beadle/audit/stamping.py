"""Time stamps (RFC 3161) over checkpoints: an authority of other people's swears that the note was there by then.

What is stamped is the note itself, byte for byte; what is kept is the authority's whole answer, so that
`openssl ts -verify -data NOTE -in ANSWER -CAfile ROOTS` needs nothing of ours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from beadle.audit.errors import StampFailed
from beadle.platform.outgoing import OutgoingSettings, call_blocking

_SHA256 = "2.16.840.1.101.3.4.2.1"
_LONGEST_ANSWER = 64 << 10
_GRANTED = 0

Post = Callable[[str, bytes], bytes]


@dataclass(frozen=True)
class Stamp:
    """A stamp: the authority's answer as it came, and the moment that it swears to."""

    at: datetime
    answer: bytes


def caller(settings: OutgoingSettings) -> Post:
    """The call out of the building, to the authority that an administrator configured.

    http will do: the answer is signed by itself, and what is sent is a hash. Raises StampFailed, OutgoingRefused or
    OutgoingFailed.
    """

    def post(url: str, body: bytes) -> bytes:
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        answer = call_blocking(
            settings, "POST", url, largest=_LONGEST_ANSWER, plain=True, content=body, headers=headers
        )
        if answer.status_code != HTTPStatus.OK:
            raise StampFailed(f"The time-stamping authority answered {answer.status_code}.")
        return answer.content

    return post


def stamp(note: str, url: str, *, send: Post, roots: Path | None = None) -> Stamp:
    """Have a note stamped. Blocking. Raises StampFailed where the answer does not fit, and what `send` raises."""
    data = note.encode()
    request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    answer = send(url, request.as_bytes())
    response = _decoded(answer)
    if response.tst_info.nonce != request.nonce:
        raise StampFailed("The time-stamping authority answered another question.")
    return check(note, answer, roots=roots)


def check(note: str, answer: bytes, *, roots: Path | None = None) -> Stamp:
    """The stamp in an answer, where it is over this note. Raises StampFailed.

    roots: the authority's certificates (PEM); without them, its signature is not looked at.
    """
    response = _decoded(answer)
    imprint = response.tst_info.message_imprint
    if imprint.hash_algorithm.dotted_string != _SHA256 or imprint.message != hashlib.sha256(note.encode()).digest():
        raise StampFailed("The time stamp belongs to something else.")
    if roots is not None:
        _check_signature(response, note.encode(), roots)
    return Stamp(response.tst_info.gen_time, answer)


def _check_signature(response: TimeStampResponse, data: bytes, roots: Path) -> None:
    try:
        certificates = x509.load_pem_x509_certificates(roots.read_bytes())
    except (OSError, ValueError) as error:
        raise StampFailed(f"{roots} cannot be read ({error}).", advice="Correct audit.stamp_certificates.") from error
    own = [each for each in certificates if each.issuer == each.subject]
    others = [each for each in certificates if each.issuer != each.subject]
    try:
        VerifierBuilder(roots=own, intermediates=others).build().verify_message(response, data)
    except (VerificationError, ValueError) as error:
        raise StampFailed(
            f"The time stamp is not signed by the authority: {error}.",
            advice="Look at the certificates in audit.stamp_certificates.",
        ) from error


def _decoded(answer: bytes) -> TimeStampResponse:
    try:
        response = decode_timestamp_response(answer)
        if response.status != _GRANTED:
            raise StampFailed(f"The time-stamping authority refused: {'; '.join(response.status_string)[:300]}.")
        _ = response.tst_info
    except ValueError as error:
        raise StampFailed("The time-stamping authority's answer cannot be read.") from error
    return response
