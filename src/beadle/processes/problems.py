"""Errors as answers: RFC 9457 problem documents, in one place."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from beadle.accounts.guard import path_said
from beadle.platform.errors import BeadleError, Unavailable
from beadle.platform.log import get_logger

_log = get_logger("server")


_SCHEMA = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status", "detail", "advice"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "advice": {"type": "string"},
    },
}
_CONTENT = {"application/problem+json": {"schema": _SCHEMA}}
RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "It was refused: what is wrong, and what to do.", "content": _CONTENT},
    "5XX": {"description": "It could not be done now: what is wrong, and what to do.", "content": _CONTENT},
}
"""Every route's answers to what fails, for the description of the API."""


class ProblemResponse(JSONResponse):
    """An `application/problem+json` answer."""

    media_type = "application/problem+json"


def problem(status: int, title: str, detail: str, advice: str = "", **facts: Any) -> ProblemResponse:
    """A problem document: `detail` says what happened, `advice` what to do; `type` may stand among the facts."""
    said = {"title": title, "status": status, "detail": detail, "advice": advice}
    body = {"type": "about:blank", **facts, **said}
    return ProblemResponse(body, status_code=status)


async def _on_beadle_error(_request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, BeadleError)
    if error.status >= 500:
        _log.error("request failed", kind=type(error).__name__, detail=error.message)
    facts = {key: value for key, value in error.facts.items() if isinstance(value, (str, int, float, bool))}
    return problem(error.status, error.title, error.message, error.advice, **facts | {"type": error.type})


async def _on_invalid(_request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, RequestValidationError)
    found = [{"where": ".".join(str(part) for part in e["loc"]), "what": e["msg"]} for e in error.errors()[:20]]
    first = f"{found[0]['where']}: {found[0]['what']}" if found else "The request could not be read."
    return problem(422, "Not valid", first, errors=found)


async def _on_http(_request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, HTTPException)
    answer = problem(error.status_code, "Not found" if error.status_code == 404 else "Refused", str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


async def _on_database(_request: Request, error: Exception) -> ProblemResponse:
    _log.error("database failed", exc_info=error)
    away = Unavailable("The database is not answering.", advice="Recording goes on. Try again in a moment.")
    return problem(away.status, away.title, away.message, away.advice)


async def _on_fault(request: Request, error: Exception) -> ProblemResponse:
    _log.error("unexpected fault", path=path_said(request), exc_info=error)
    return problem(500, "Something went wrong", "Beadle met a fault of its own.", "The server's log has the details.")


def install(app: FastAPI) -> None:
    """Make `app` answer every error in this form."""
    app.add_exception_handler(BeadleError, _on_beadle_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(OperationalError, _on_database)
    app.add_exception_handler(Exception, _on_fault)
