"""What every answer tells the browser."""

from __future__ import annotations

import re

import httpx
import pytest
from fastapi import FastAPI, Response

from beadle.processes.headers import SecurityHeaders, content_security_policy, new_nonce


async def headers(path: str, scheme: str = "http") -> httpx.Headers:
    app = FastAPI()

    @app.get("/api/kept")
    async def kept() -> Response:
        return Response("{}", headers={"cache-control": "private, max-age=60"})

    @app.get("/api/things")
    async def things() -> dict[str, str]:
        return {}

    app.add_middleware(SecurityHeaders)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"{scheme}://beadle.test") as http:
        return (await http.get(path)).headers


@pytest.mark.parametrize("path", ["/api/things", "/api/nothing", "/nothing"])
async def test_every_answer_has_them_also_an_error(path: str) -> None:
    found = await headers(path)
    policy = found["content-security-policy"]
    for part in (
        "default-src 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    ):
        assert part in policy
    assert "unsafe" not in policy
    assert found["x-content-type-options"] == "nosniff"
    assert found["referrer-policy"] == "no-referrer"
    assert found["cross-origin-opener-policy"] == "same-origin"
    assert found["cross-origin-resource-policy"] == "same-origin"
    assert "publickey-credentials-get=(self)" in found["permissions-policy"]
    assert "camera=()" in found["permissions-policy"]


async def test_the_api_is_never_kept_unless_a_route_allows_it() -> None:
    assert (await headers("/api/things"))["cache-control"] == "no-store"
    assert (await headers("/api/kept"))["cache-control"] == "private, max-age=60"


async def test_hsts_only_where_the_line_is_encrypted() -> None:
    assert (await headers("/api/things", "https"))["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in await headers("/api/things")


def test_a_nonce_lets_in_styles_and_scripts_of_one_answer() -> None:
    one, other = new_nonce(), new_nonce()
    assert one != other
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", one)
    policy = content_security_policy(one)
    assert f"script-src 'self' 'nonce-{one}'" in policy
    assert f"style-src 'self' 'nonce-{one}'" in policy
    assert policy.count(one) == 2
