"""A passkey made of software, and the browser around it: what `navigator.credentials` would give, as JSON values."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

_UP, _UV, _AT = 0x01, 0x04, 0x40


@dataclass
class Credential:
    """One passkey in the device."""

    id: bytes
    key: ec.EllipticCurvePrivateKey
    rp_id: str
    user: bytes
    count: int = 0


@dataclass
class Authenticator:
    """A device with passkeys, in a browser that shows a page of `origin`.

    verifies: whether it asks for the PIN. counts: whether it counts its uses. cross_origin: the page is inside a frame
    of another site.
    """

    origin: str = "https://beadle.test"
    verifies: bool = True
    counts: bool = True
    cross_origin: bool = False
    kept: list[Credential] = field(default_factory=list)

    def create(self, options: dict[str, Any], *, rp_id: str = "", challenge: str = "") -> dict[str, Any]:
        """`navigator.credentials.create`; rp_id and challenge stand in for what was asked, where a test lies."""
        made = Credential(
            os.urandom(32),
            ec.generate_private_key(ec.SECP256R1()),
            rp_id or options["rp"]["id"],
            base64url_to_bytes(options["user"]["id"]),
        )
        self.kept.append(made)
        point = made.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        attested = bytes(16) + len(made.id).to_bytes(2, "big") + made.id + cbor2.dumps(cose)
        data = self._data(made, _AT) + attested
        client = self._client("webauthn.create", challenge or options["challenge"])
        return self._answer(
            made,
            {
                "clientDataJSON": bytes_to_base64url(client),
                "attestationObject": bytes_to_base64url(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
                "transports": ["internal", "hybrid"],
            },
        )

    def get(self, options: dict[str, Any], *, rp_id: str = "", challenge: str = "") -> dict[str, Any]:
        """`navigator.credentials.get`, with the last passkey that the options allow."""
        allowed = [base64url_to_bytes(one["id"]) for one in options.get("allowCredentials") or []]
        used = [one for one in self.kept if not allowed or one.id in allowed][-1]
        if self.counts:
            used.count += 1
        place = Credential(used.id, used.key, rp_id or options["rpId"], used.user, used.count)
        data = self._data(place, 0)
        client = self._client("webauthn.get", challenge or options["challenge"])
        signature = used.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            used,
            {
                "clientDataJSON": bytes_to_base64url(client),
                "authenticatorData": bytes_to_base64url(data),
                "signature": bytes_to_base64url(signature),
                "userHandle": bytes_to_base64url(used.user),
            },
        )

    def _data(self, made: Credential, flags: int) -> bytes:
        flags |= _UP | (_UV if self.verifies else 0)
        return hashlib.sha256(made.rp_id.encode()).digest() + bytes([flags]) + made.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": self.cross_origin}
        return json.dumps(said).encode()

    @staticmethod
    def _answer(made: Credential, response: dict[str, Any]) -> dict[str, Any]:
        name = bytes_to_base64url(made.id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "clientExtensionResults": {},
            "authenticatorAttachment": "platform",
            "response": response,
        }
