"""What a passkey has to answer, and what it must not."""

from __future__ import annotations

import base64
import json
import uuid
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories.authenticator import Authenticator

from beadle.accounts.entry import passkeys
from beadle.accounts.entry.errors import WrongFactor
from beadle.accounts.entry.origin import Place
from beadle.accounts.entry.passkeys import Known, Person

HERE = Place("https://beadle.test", "beadle.test")
OLIVIA = Person(uuid.UUID(int=7), "olivia", "Olivia")
CHALLENGE = bytes(range(32))


def options(challenge: bytes = CHALLENGE, *existing: Known) -> dict[str, Any]:
    return passkeys.creation_options(HERE, "Chesterfield", OLIVIA, challenge, existing)


def made(device: Authenticator) -> Known:
    return passkeys.made(device.create(options()), CHALLENGE, HERE)


def test_a_passkey_is_made_and_used() -> None:
    device = Authenticator()
    key = made(device)
    assert key.transports == ("hybrid", "internal")
    asked = passkeys.request_options(HERE, b"x" * 32, [key])
    answer = device.get(asked)
    assert passkeys.id_of(answer) == key.credential_id
    assert passkeys.belongs_to(answer, OLIVIA.id)
    assert not passkeys.belongs_to(answer, uuid.uuid4())
    assert passkeys.used(answer, b"x" * 32, HERE, key) == 1


def test_the_person_is_verified_and_the_passkey_can_be_found_without_a_name() -> None:
    asked = options(CHALLENGE, Known(b"old", b"", 0))
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    assert asked["attestation"] == "none"
    assert [one["id"] for one in asked["excludeCredentials"]] == ["b2xk"]
    assert asked["rp"] == {"id": "beadle.test", "name": "Beadle Chesterfield"}
    assert passkeys.request_options(HERE, CHALLENGE)["userVerification"] == "required"


@pytest.mark.parametrize(
    ("device", "lie"),
    [
        (Authenticator(origin="https://evil.example"), {}),
        (Authenticator(origin="https://beadle.test.evil.example"), {}),
        (Authenticator(origin="http://beadle.test"), {}),
        (Authenticator(origin="https://beadle.test:8440"), {}),
        (Authenticator(verifies=False), {}),
        (Authenticator(cross_origin=True), {}),
        (Authenticator(), {"rp_id": "evil.example"}),
        (Authenticator(), {"challenge": "AAAA"}),
        (Authenticator(), {"challenge": base64.urlsafe_b64encode(b"y" * 32).decode().rstrip("=")}),
    ],
    ids=["site", "subdomain", "http", "port", "no PIN", "frame", "other place", "short", "other challenge"],
)
def test_what_is_not_as_it_was_asked_for_is_refused(device: Authenticator, lie: dict[str, str]) -> None:
    with pytest.raises(WrongFactor):
        passkeys.made(device.create(options(), **lie), CHALLENGE, HERE)
    honest = Authenticator()
    key = made(honest)
    device.kept = honest.kept
    with pytest.raises(WrongFactor):
        passkeys.used(device.get(passkeys.request_options(HERE, CHALLENGE), **lie), CHALLENGE, HERE, key)


def test_a_copy_is_noticed_by_its_count() -> None:
    device = Authenticator()
    key = made(device)
    answer = device.get(passkeys.request_options(HERE, CHALLENGE))
    with pytest.raises(WrongFactor):
        passkeys.used(answer, CHALLENGE, HERE, Known(key.credential_id, key.public_key, 5))
    with pytest.raises(WrongFactor):
        passkeys.used(answer, CHALLENGE, HERE, Known(key.credential_id, key.public_key, 1))


def test_a_passkey_that_does_not_count_is_as_good() -> None:
    device = Authenticator(counts=False)
    key = made(device)
    for _ in range(2):
        assert passkeys.used(device.get(passkeys.request_options(HERE, CHALLENGE)), CHALLENGE, HERE, key) == 0


def test_another_key_does_not_sign_for_this_one() -> None:
    mine, other = Authenticator(), Authenticator()
    key = made(mine)
    made(other)
    answer = other.get(passkeys.request_options(HERE, CHALLENGE))
    with pytest.raises(WrongFactor):
        passkeys.used(answer, CHALLENGE, HERE, key)


def test_a_changed_bit_anywhere_is_noticed() -> None:
    device = Authenticator()
    key = made(device)
    asked = passkeys.request_options(HERE, CHALLENGE)
    for part in ("authenticatorData", "signature", "clientDataJSON"):
        answer = device.get(asked)
        raw = bytearray(passkeys.base64url_to_bytes(answer["response"][part]))
        raw[len(raw) // 2] ^= 1
        answer["response"][part] = passkeys.bytes_to_base64url(bytes(raw))
        with pytest.raises(WrongFactor):
            passkeys.used(answer, CHALLENGE, HERE, key)


def test_an_answer_of_making_is_none_of_using() -> None:
    device = Authenticator()
    creation = device.create(options())
    key = passkeys.made(creation, CHALLENGE, HERE)
    with pytest.raises(WrongFactor):
        passkeys.used(creation, CHALLENGE, HERE, key)
    with pytest.raises(WrongFactor):
        passkeys.made(device.get(passkeys.request_options(HERE, CHALLENGE)), CHALLENGE, HERE)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.binary(max_size=20).map(repr),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(["id", "rawId", "type", "response", "x"]), JUNK), JUNK)
def test_junk_is_only_refused(credential: dict[str, Any], client: Any) -> None:
    if isinstance(credential.get("response"), dict):
        credential["response"]["clientDataJSON"] = passkeys.bytes_to_base64url(json.dumps(client).encode())
    for check in (
        lambda: passkeys.made(credential, CHALLENGE, HERE),
        lambda: passkeys.used(credential, CHALLENGE, HERE, Known(b"x", b"y", 0)),
    ):
        with pytest.raises(WrongFactor):
            check()
    passkeys.belongs_to(credential, OLIVIA.id)
