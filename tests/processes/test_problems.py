"""Errors as answers: one form, no inner workings."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError

from beadle.platform.errors import Conflict, Full
from beadle.processes import problems


def make_app() -> FastAPI:
    app = FastAPI()

    @app.get("/conflict")
    async def conflict() -> None:
        raise Conflict("The number 12 is taken.", advice="Choose another.", number=12, secret=object())

    @app.get("/full")
    async def full() -> None:
        raise Full("The disk is full.")

    @app.get("/fault")
    async def fault() -> None:
        raise KeyError("rtsp://admin:hunter2@10.0.0.1")

    @app.get("/database")
    async def database() -> None:
        raise OperationalError("SELECT secret", {}, Exception("gone"))

    @app.get("/count/{number}")
    async def count(number: int) -> int:
        return number

    problems.install(app)
    return app


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(make_app(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://beadle.test") as made:
        yield made


async def test_an_error_says_what_happened_and_what_to_do(client: httpx.AsyncClient) -> None:
    answer = await client.get("/conflict")
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "detail": "The number 12 is taken.",
        "advice": "Choose another.",
        "number": 12,
    }


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/full", 507, "The disk is full."),
        ("/fault", 500, "Beadle met a fault of its own."),
        ("/database", 503, "The database is not answering."),
        ("/count/many", 422, "path.number"),
        ("/nowhere", 404, "Not Found"),
    ],
)
async def test_every_kind_of_failure_has_the_same_form(
    client: httpx.AsyncClient, path: str, status: int, said: str
) -> None:
    answer = await client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]
    assert "hunter2" not in answer.text
    assert "SELECT" not in answer.text


async def test_a_method_that_is_not_there_keeps_its_headers(client: httpx.AsyncClient) -> None:
    answer = await client.put("/full")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
