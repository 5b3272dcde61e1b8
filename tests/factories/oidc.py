"""A real directory for single sign-on, and a false one that says whatever a test wants."""

from __future__ import annotations

import asyncio
import json
import re
import select
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey
from tests.factories.accounts import Browser

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "tests" / "accounts" / "entry" / "oidc_server.mjs"
MODULE = ROOT / "web" / "node_modules" / "oidc-provider"
CALLBACK = "https://beadle.test/api/session/oidc/callback"
CLIENT = "beadle"
SECRET = "a-secret/with+odd:characters"


def missing() -> str:
    """Why there can be no real directory on this machine; "" where there can."""
    if shutil.which("node") is None:
        return "no node on this machine"
    return "" if MODULE.is_dir() else "the npm packages are not installed: run npm ci in web"


@contextmanager
def real_directory() -> Iterator[str]:
    """The npm package oidc-provider in a process of its own; its issuer."""
    with subprocess.Popen(
        ["node", str(SCRIPT), CALLBACK],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            assert select.select([process.stdout], [], [], 60)[0], "the directory did not start"
            issuer = process.stdout.readline().strip()
            assert issuer.startswith("http://127.0.0.1:"), issuer
            yield issuer
        finally:
            process.terminate()


async def at_directory(location: str, login: str) -> str:
    """What a person does at the directory's own pages: sign in, agree. The address that they are sent back to."""
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.get(location)
        for _ in range(12):
            if answer.is_redirect:
                target = urljoin(str(answer.url), answer.headers["location"])
                if target.startswith(CALLBACK):
                    return target
                answer = await http.get(target)
                continue
            assert answer.status_code == 200, answer.text
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
            action = re.search(r'action="([^"]+)"', answer.text)
            assert prompt is not None, answer.text
            assert action is not None, answer.text
            form = {"prompt": prompt.group(1), "login": login, "password": "any"}
            answer = await http.post(urljoin(str(answer.url), action.group(1)), data=form)
    raise AssertionError("the directory did not send anybody back")


async def set_out(person: Browser, then: str = "/") -> str:
    """Press the button; the address of the directory's page."""
    answer = await person.http.get("/api/session/oidc", params={"then": then})
    assert answer.status_code == 303, answer.text
    location: str = answer.headers["location"]
    return location


async def come_back(person: Browser, address: str) -> httpx.Response:
    """The browser follows the directory's redirect to us."""
    return await person.http.get(address.removeprefix("https://beadle.test"))


def query_of(address: str) -> dict[str, str]:
    """The query's values, each once."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


Lie = Callable[[dict[str, Any]], None]


@dataclass
class FalseDirectory:
    """Answers as a directory would, except where a test says otherwise. It counts who asked what."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first", "use": "sig"}))
    published: list[dict[str, Any]] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)
    token: Callable[[dict[str, Any]], str] | None = None
    answers: dict[str, tuple[int, bytes, dict[str, str]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    nonce: str = ""

    def signed(self, claims: dict[str, Any]) -> str:
        """An ID token that is as it should be."""
        return jwt.encode({"alg": "RS256", "kid": self.key.kid or ""}, claims, self.key)

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        """One answer."""
        self.asked.append(path)
        if path in self.answers:
            return self.answers[path]
        said: Any
        if path == "/.well-known/openid-configuration":
            said = {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/auth",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "code_challenge_methods_supported": ["S256"],
            } | self.metadata
        elif path == "/keys":
            said = {"keys": self.published or [self.key.as_dict(private=False)]}
        elif path == "/token":
            self.forms.append({name: values[0] for name, values in parse_qs(body.decode()).items()})
            claims = {"nonce": self.nonce} | self.claims
            said = {"access_token": "t", "token_type": "Bearer", "id_token": (self.token or self.signed)(claims)}
        else:
            return 404, b"{}", {}
        return 200, json.dumps(said).encode(), {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
            body = await reader.readexactly(int(length.group(1))) if length else b""
            method, path, _ = head.split(" ", 2)
            status, said, headers = self.answer(method, path.split("?")[0], body)
            more = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            start = f"HTTP/1.1 {status} x\r\ncontent-length: {len(said)}\r\nconnection: close\r\n{more}\r\n"
            writer.write(start.encode() + said)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the other side has heard enough
        finally:
            writer.close()


@asynccontextmanager
async def false_directory(**more: Any) -> AsyncIterator[FalseDirectory]:
    """The false directory on a port of this machine."""
    made = FalseDirectory(**more)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.issuer = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield made
