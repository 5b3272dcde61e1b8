"""The web app's files: its own and no others, with the headers that keep a page to its origin."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from beadle.processes import webapp


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "site" / "assets").mkdir(parents=True)
    (tmp_path / "site" / "index.html").write_text(
        '<p>start page<script type="module" src="/assets/main-abc.js"></script><style>p{}</style>'
    )
    (tmp_path / "site" / "assets" / "main-abc.js").write_text("export {}")
    (tmp_path / "secret.txt").write_text("secret")
    monkeypatch.setattr(webapp, "folder", lambda: tmp_path / "site")
    return tmp_path / "site"


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI(openapi_url=None, docs_url=None)
    webapp.install(app)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://beadle.test") as made:
        yield made


@pytest.mark.parametrize("path", ["/", "/wall", "/cameras/12/edit", "/index.html"])
async def test_every_screen_is_the_start_page_and_is_not_kept(site: Path, client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.text.startswith("<p>start page")
    assert answer.headers["cache-control"] == "no-store"


async def test_files_named_by_their_content_are_kept(site: Path, client: httpx.AsyncClient) -> None:
    answer = await client.get("/assets/main-abc.js")
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        *("/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "/assets/none.js", "/api/none"),
        *("/index.html%00.js", f"/{'a' * 5000}.js", f"/{'a/' * 3000}x.js"),
    ],
)
async def test_nothing_else_is_served(site: Path, client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 404
    assert "secret" not in answer.text


async def test_a_page_may_load_nothing_from_elsewhere(site: Path, client: httpx.AsyncClient) -> None:
    headers = (await client.get("/")).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


async def test_each_answer_has_a_nonce_of_its_own_for_its_scripts_and_styles(
    site: Path, client: httpx.AsyncClient
) -> None:
    nonces = set()
    for _ in range(3):
        answer = await client.get("/wall")
        (nonce,) = set(re.findall(r'nonce="([^"]+)"', answer.text))
        assert answer.text.count(f'nonce="{nonce}"') == 2
        assert answer.headers["content-security-policy"].count(f"'nonce-{nonce}'") == 2
        nonces.add(nonce)
    assert len(nonces) == 3


async def test_the_authority_is_given_out_where_there_is_one(site: Path, tmp_path: Path) -> None:
    app = FastAPI(openapi_url=None, docs_url=None)
    webapp.install(app, authority=tmp_path / "authority.crt")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://beadle.test") as http:
        assert (await http.get("/authority.crt")).status_code == 404
        (tmp_path / "authority.crt").write_text("-----BEGIN CERTIFICATE-----")
        answer = await http.get("/authority.crt")
        assert answer.headers["content-type"] == "application/x-x509-ca-cert"
        assert answer.text == "-----BEGIN CERTIFICATE-----"


async def test_what_is_not_built_says_so(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webapp, "folder", lambda: None)
    answer = await client.get("/")
    assert answer.status_code == 503
    assert "make web" in answer.text
