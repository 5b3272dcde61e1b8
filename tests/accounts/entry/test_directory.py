"""Talking to a directory that lies, dawdles, or is somewhere else."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.factories.oidc import FalseDirectory, false_directory, query_of

from beadle.accounts.entry.directory import Directory, Journey, _towards, permitted
from beadle.accounts.entry.errors import DirectoryAway, DirectoryRefused
from beadle.accounts.entry.settings import OidcSettings
from beadle.platform.clock import FixedClock
from beadle.platform.errors import Invalid
from beadle.platform.outgoing import OutgoingRefused, OutgoingSettings
from beadle.platform.settings import Settings

JOURNEY = Journey("the-state", "the-nonce", "the-verifier-the-verifier-the-verifier-the-verifier")
BACK = "https://beadle.test/api/session/oidc/callback"


@pytest.fixture
async def false() -> AsyncIterator[FalseDirectory]:
    """A directory that is honest until a test says otherwise."""
    async with false_directory(nonce="the-nonce") as made:
        yield made


@pytest.fixture
def directory(false: FalseDirectory, clock: FixedClock) -> Directory:
    """Our side of it."""
    at = int(clock.now().timestamp())
    false.claims = {"iss": false.issuer, "aud": "beadle", "sub": "olivia", "iat": at, "exp": at + 60, "groups": ["x"]}
    return Directory(OidcSettings(issuer=false.issuer, client_id="beadle"), "the-secret", clock)


def _challenge(verifier: str) -> str:
    """RFC 7636, section 4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


async def redeem(directory: Directory) -> dict[str, Any]:
    return await directory.redeem("the-code", JOURNEY, BACK, fresh=False)


async def test_a_code_is_redeemed_with_its_verifier(directory: Directory, false: FalseDirectory) -> None:
    assert (await redeem(directory))["sub"] == "olivia"
    assert false.forms == [
        {
            "grant_type": "authorization_code",
            "code": "the-code",
            "redirect_uri": BACK,
            "code_verifier": JOURNEY.verifier,
        }
    ]
    asked = query_of(await directory.entrance(JOURNEY, BACK, fresh=False))
    assert asked["code_challenge"] == _challenge(JOURNEY.verifier)
    assert JOURNEY.verifier not in str(asked)


async def test_without_a_secret_the_client_only_says_who_it_is(false: FalseDirectory, clock: FixedClock) -> None:
    at = int(clock.now().timestamp())
    false.claims = {"iss": false.issuer, "aud": "beadle", "sub": "olivia", "iat": at, "exp": at + 60, "groups": []}
    await redeem(Directory(OidcSettings(issuer=false.issuer, client_id="beadle"), "", clock))
    false.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    await redeem(Directory(OidcSettings(issuer=false.issuer, client_id="beadle"), "the-secret", clock))
    assert [(form.get("client_id"), form.get("client_secret")) for form in false.forms] == [
        ("beadle", None),
        ("beadle", "the-secret"),
    ]


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"},
        {"aud": "somebody-else"},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"iat": 1},
        {"sub": ""},
        {"azp": "somebody-else"},
    ],
    ids=lambda lie: next(iter(lie)),
)
async def test_lies_in_the_token(directory: Directory, false: FalseDirectory, lie: dict[str, Any]) -> None:
    false.claims |= lie
    with pytest.raises(DirectoryRefused):
        await redeem(directory)


async def test_a_token_signed_by_nobody(directory: Directory, false: FalseDirectory) -> None:
    def unsigned(claims: dict[str, Any]) -> str:
        head = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
        return f"{head}.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}."

    false.token = unsigned
    with pytest.raises(DirectoryRefused):
        await redeem(directory)


async def test_changed_keys_are_fetched_once_a_minute(
    directory: Directory, false: FalseDirectory, clock: FixedClock
) -> None:
    await redeem(directory)
    other = FalseDirectory()
    other.key = type(other.key).import_key(other.key.as_dict(private=True) | {"kid": "second"})
    false.token = other.signed
    for _ in range(3):
        with pytest.raises(DirectoryRefused):
            await redeem(directory)
    assert false.asked.count("/keys") == 1
    clock.advance(61)
    with pytest.raises(DirectoryRefused):
        await redeem(directory)
    assert false.asked.count("/keys") == 2
    false.key = other.key
    clock.advance(61)
    at = int(clock.now().timestamp())
    false.claims |= {"iat": at, "exp": at + 60}
    assert (await redeem(directory))["sub"] == "olivia"
    assert false.asked.count("/keys") == 3


async def test_a_key_swapped_under_the_same_name_is_noticed(directory: Directory, false: FalseDirectory) -> None:
    await redeem(directory)
    false.token = FalseDirectory().signed
    with pytest.raises(DirectoryRefused):
        await redeem(directory)


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"token_endpoint": "http://169.254.169.254/latest/meta-data"},
        {"token_endpoint": "http://10.0.0.1/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "ftp://127.0.0.1/keys"},
        {"jwks_uri": ""},
        {"jwks_uri": 7},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"userinfo_endpoint": "http://metadata.google.internal/"},
        {"token_endpoint": "http://user:pass@127.0.0.1/token"},
        {"code_challenge_methods_supported": ["plain"]},
    ],
)
async def test_metadata_that_lead_elsewhere(
    directory: Directory, false: FalseDirectory, metadata: dict[str, Any]
) -> None:
    false.metadata = metadata
    with pytest.raises(DirectoryAway):
        await redeem(directory)
    assert false.asked == ["/.well-known/openid-configuration"]


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (302, b"", {"location": "http://169.254.169.254/"}),
        (307, b"", {"location": "/elsewhere"}),
        (500, b"{}", {}),
        (200, b"[]", {}),
        (200, b"null", {}),
        (200, b"<html>", {}),
        (200, b"[" * 50_000, {}),
        (200, b"\xff\xfe", {}),
        (200, b'{"a":"' + b"x" * (1 << 20) + b'"}', {}),
        (204, b"", {}),
    ],
    ids=["redirect", "own redirect", "fault", "list", "null", "page", "deep", "bytes", "long", "nothing"],
)
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
async def test_answers_that_are_none(
    directory: Directory, false: FalseDirectory, path: str, status: int, body: bytes, headers: dict[str, str]
) -> None:
    false.answers[path] = (status, body, headers)
    with pytest.raises((DirectoryAway, DirectoryRefused)):
        await redeem(directory)
    assert "/elsewhere" not in false.asked


async def test_a_body_that_is_packed_is_not_unpacked(directory: Directory, false: FalseDirectory) -> None:
    packed = gzip.compress(b'{"a":"' + b"x" * (20 << 20) + b'"}', 9)
    assert len(packed) < 1 << 20
    false.answers["/keys"] = (200, packed, {"content-encoding": "gzip"})
    with pytest.raises(DirectoryAway):
        await redeem(directory)


async def test_a_code_that_the_directory_does_not_know(directory: Directory, false: FalseDirectory) -> None:
    false.answers["/token"] = (400, b'{"error":"invalid_grant"}', {})
    with pytest.raises(DirectoryRefused):
        await redeem(directory)


async def test_a_directory_that_is_not_there(clock: FixedClock) -> None:
    async with false_directory() as gone:
        issuer = gone.issuer
    with pytest.raises(DirectoryAway):
        await redeem(Directory(OidcSettings(issuer=issuer, client_id="beadle"), "", clock))


async def test_a_directory_that_never_answers(false: FalseDirectory, clock: FixedClock) -> None:
    settings = OidcSettings(issuer=false.issuer, client_id="beadle")
    impatient = Directory(settings, "", clock, OutgoingSettings(seconds=1))
    never = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await never.wait()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        false.metadata = {"token_endpoint": f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/token"}
        with pytest.raises(DirectoryAway):
            await redeem(impatient)
        never.set()
    assert false.asked == ["/.well-known/openid-configuration"]


async def test_who_the_directory_says_more_about_elsewhere(directory: Directory, false: FalseDirectory) -> None:
    del false.claims["groups"]
    false.metadata = {"userinfo_endpoint": f"{false.issuer}/userinfo"}
    false.answers["/userinfo"] = (200, b'{"sub":"olivia","groups":["cctv"],"iss":"evil"}', {})
    claims = await redeem(directory)
    assert claims["groups"] == ["cctv"]
    assert claims["iss"] == false.issuer
    false.answers["/userinfo"] = (200, b'{"sub":"root","groups":["cctv"]}', {})
    with pytest.raises(DirectoryRefused):
        await redeem(directory)


@pytest.mark.parametrize(
    ("url", "issuer", "may"),
    [
        ("https://keys.example/x", "https://login.example", True),
        ("http://login.example/x", "https://login.example", False),
        ("http://127.0.0.1/x", "https://login.example", False),
        ("https://localhost/x", "https://login.example", False),
        ("https://127.0.0.1/x", "https://login.example", False),
        ("http://127.0.0.1:1/x", "http://127.0.0.1:2", True),
        ("http://localhost:1/x", "http://127.0.0.1:2", True),
        ("http://10.0.0.1/x", "http://127.0.0.1:2", False),
        ("https://a@login.example/x", "https://login.example", False),
        ("https://login.example/x#y", "https://login.example", False),
        ("https:///x", "https://login.example", False),
        ("https://[::1", "https://login.example", False),
        ("//login.example", "https://login.example", False),
        ("", "https://login.example", False),
    ],
)
def test_where_we_may_ask(url: str, issuer: str, may: bool) -> None:
    assert permitted(url, issuer) is may


@pytest.mark.parametrize(
    "issuer",
    ["http://login.example", "ftp://login.example", "login.example", "https://a:b@login.example", "https://x/?y=1"],
)
def test_an_issuer_is_https(issuer: str) -> None:
    with pytest.raises(Invalid, match=r"accounts\.oidc\.issuer"):
        Settings({"accounts": {"oidc": {"issuer": issuer}}}).section(OidcSettings)


@pytest.mark.parametrize("issuer", ["https://169.254.169.254", "https://[fd00:ec2::254]", "https://224.0.0.1"])
async def test_a_directory_that_leads_inside_is_not_asked(issuer: str, clock: FixedClock) -> None:
    with pytest.raises(DirectoryAway) as caught:
        await Directory(OidcSettings(issuer=issuer, client_id="beadle"), "", clock).provider()
    assert isinstance(caught.value.__cause__, OutgoingRefused)


def test_what_an_administrator_said_of_the_directory_counts_for_its_calls(tmp_path: Path) -> None:
    outside = OidcSettings(issuer="https://login.example", client_id="b", certificate_authority=tmp_path / "ca.pem")
    made = _towards(outside, OutgoingSettings(seconds=5, proxy="http://proxy.example:3128"))
    assert (made.loopback, made.ca_file, made.seconds) == (False, str(tmp_path / "ca.pem"), 5)
    assert made.proxy == "http://proxy.example:3128"
    assert _towards(OidcSettings(issuer="http://127.0.0.1:1", client_id="b"), OutgoingSettings()).loopback
