"""The web app's files: its own and no others, with the headers that keep a page to its origin."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from beadle.processes import webapp


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "site" / "assets").mkdir(parents=True)
    (tmp_path / "site" / "index.html").write_text("<p>start page")
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


@pytest.mark.parametrize("path", ["/", "/wall", "/cameras/12/edit"])
async def test_every_screen_is_the_start_page_and_is_not_kept(site: Path, client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.text == "<p>start page"
    assert answer.headers["cache-control"] == "no-cache"


async def test_files_named_by_their_content_are_kept(site: Path, client: httpx.AsyncClient) -> None:
    answer = await client.get("/assets/main-abc.js")
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "/assets/none.js", "/api/none"]
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


async def test_what_is_not_built_says_so(client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webapp, "folder", lambda: None)
    answer = await client.get("/")
    assert answer.status_code == 503
    assert "make web" in answer.text
