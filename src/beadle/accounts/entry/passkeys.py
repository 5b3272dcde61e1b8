"""Passkeys (WebAuthn level 2): what the browser is asked, and whether its answer is good. No I/O.

The person is verified by the authenticator each time (PIN, finger, face; it stays on the device), so a passkey is two
factors in one. Attestation is not asked for: which make of key it is decides nothing here.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from beadle.accounts.entry.errors import WrongFactor
from beadle.accounts.entry.origin import Place

LONGEST_CREDENTIAL = 1023
"""Bytes of a credential's id (WebAuthn, section 4)."""
_TIMEOUT_MS = 120_000


@dataclass(frozen=True, slots=True)
class Known:
    """A passkey as it is stored."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a passkey is made for."""

    id: uuid.UUID
    name: str
    display_name: str


def _descriptors(passkeys: Sequence[Known]) -> list[PublicKeyCredentialDescriptor]:
    named = {transport.value: transport for transport in AuthenticatorTransport}
    return [
        PublicKeyCredentialDescriptor(id=key.credential_id, transports=[named[t] for t in key.transports if t in named])
        for key in passkeys
    ]


def creation_options(
    place: Place, council: str, person: Person, challenge: bytes, existing: Sequence[Known]
) -> dict[str, Any]:
    """What `navigator.credentials.create` is asked for, as JSON values (bytes in base64url)."""
    made = webauthn.generate_registration_options(
        rp_id=place.rp_id,
        rp_name=f"Beadle {council}",
        user_id=person.id.bytes,
        user_name=person.name,
        user_display_name=person.display_name,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_descriptors(existing),
    )
    return _json(made)


def request_options(place: Place, challenge: bytes, allowed: Sequence[Known] = ()) -> dict[str, Any]:
    """What `navigator.credentials.get` is asked for. allowed: none means that the browser offers what it has."""
    made = webauthn.generate_authentication_options(
        rp_id=place.rp_id,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        allow_credentials=_descriptors(allowed),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _json(made)


def _json(options: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return found


def made(credential: Mapping[str, Any], challenge: bytes, place: Place) -> Known:
    """The new passkey that the browser made. Raises WrongFactor where anything about it is not as it was asked for."""
    try:
        _from_this_page(credential)
        verified = webauthn.verify_registration_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=place.rp_id,
            expected_origin=place.origin,
            require_user_verification=True,
        )
        transports = credential["response"].get("transports") or []
    except Exception as error:
        raise _refused("The passkey was not made as asked.") from error
    if len(verified.credential_id) > LONGEST_CREDENTIAL:
        raise _refused("The passkey's name is too long.")
    known = {transport.value for transport in AuthenticatorTransport}
    kept = tuple(sorted({item for item in transports if isinstance(item, str) and item in known}))
    return Known(verified.credential_id, verified.credential_public_key, verified.sign_count, kept)


def used(credential: Mapping[str, Any], challenge: bytes, place: Place, key: Known) -> int:
    """The new count of a passkey that answered the challenge. Raises WrongFactor.

    A count that does not grow says that there is a copy of the passkey; that is refused too.
    """
    try:
        _from_this_page(credential)
        verified = webauthn.verify_authentication_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=place.rp_id,
            expected_origin=place.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    except Exception as error:
        raise _refused("The passkey does not fit.") from error
    return verified.new_sign_count


def id_of(credential: Mapping[str, Any]) -> bytes:
    """Which passkey answered. Raises WrongFactor."""
    try:
        found: bytes = base64url_to_bytes(credential["id"])
    except Exception as error:
        raise _refused("The passkey does not fit.") from error
    return found[: LONGEST_CREDENTIAL + 1]


def belongs_to(credential: Mapping[str, Any], account_id: uuid.UUID) -> bool:
    """Whether the answer's user handle, where it has one, is that user's."""
    response = credential.get("response")
    handle = response.get("userHandle") if isinstance(response, Mapping) else None
    return handle in {None, ""} or handle == bytes_to_base64url(account_id.bytes)


def _from_this_page(credential: Mapping[str, Any]) -> None:
    """Refuse what a page inside another site's frame collected; the library does not look at it."""
    client = json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"]))
    if client.get("crossOrigin") not in {None, False}:
        raise ValueError("collected inside a page of another site")


def _refused(message: str) -> WrongFactor:
    return WrongFactor(message, advice="Try again, or use another way to sign in.")
