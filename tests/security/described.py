"""The routes of the application with the requests that fit them, read from the router and its OpenAPI description."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from beadle.processes.routing import RouteRow, route_table

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
A_MOMENT = "2026-06-01T11:00:00Z"


@dataclass(frozen=True)
class Door:
    """One HTTP route of the API with a request that it would take. `body` is None where it takes none."""

    row: RouteRow
    path: str
    query: dict[str, str]
    body: dict[str, Any] | None

    @property
    def method(self) -> str:
        return self.row.method

    @property
    def name(self) -> str:
        return f"{self.row.method} {self.row.path}"


def rows(app: FastAPI, *methods: str) -> list[RouteRow]:
    """Routes of the API with one of these methods."""
    return [row for row in route_table(app) if row.path.startswith("/api/") and row.method in methods]


def doors(app: FastAPI, *methods: str) -> Iterator[Door]:
    """Every HTTP route of the API, or those with one of these methods."""
    description = app.openapi()
    wanted = methods or ("GET", "HEAD", *UNSAFE)
    for row in rows(app, *wanted):
        operation = description["paths"][described_path(row.path)][row.method.lower()]
        asked = [each for each in operation.get("parameters", ()) if each.get("required")]
        query = {each["name"]: sample(each["schema"], description) for each in asked if each["in"] == "query"}
        yield Door(row, filled(row.path), query, _body(operation, description))


def described_path(path: str) -> str:
    """A route's path as the description has it: without the kinds of its parameters."""
    return path.replace(":path}", "}")


def filled(path: str) -> str:
    """The path with something that nobody has put in place of its parameters."""
    return re.sub(
        r"\{(\w+)(?::path)?\}", lambda found: str(uuid.UUID(int=7)) if found[1].endswith("_id") else "7", path
    )


def json_schema(operation: dict[str, Any], description: dict[str, Any]) -> dict[str, Any] | None:
    """The schema of an operation's JSON body; None where it takes none."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    return None if content is None else resolved(content["schema"], description)


def _body(operation: dict[str, Any], description: dict[str, Any]) -> dict[str, Any] | None:
    schema = json_schema(operation, description)
    return None if schema is None else sample(schema, description)


def resolved(schema: dict[str, Any], description: dict[str, Any]) -> dict[str, Any]:
    """The schema behind a reference."""
    name = schema.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = description["components"]["schemas"][name] if name else schema
    return found


def sample(schema: dict[str, Any], description: dict[str, Any]) -> Any:
    """A value that fits a schema, made of what it requires and nothing more."""
    schema = resolved(schema, description)
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return sample(schema[key][0], description)
    return _MAKERS[schema.get("type", "object")](schema, description)


def _object(schema: dict[str, Any], description: dict[str, Any]) -> dict[str, Any]:
    fields = schema.get("properties", {})
    return {name: sample(fields[name], description) for name in schema.get("required", ())}


def _array(schema: dict[str, Any], description: dict[str, Any]) -> list[Any]:
    return [sample(schema["items"], description)] * schema.get("minItems", 0)


def _text(schema: dict[str, Any], _: dict[str, Any]) -> str:
    formats = {"uuid": str(uuid.UUID(int=7)), "date-time": A_MOMENT, "date": A_MOMENT[:10]}
    return formats.get(schema.get("format", ""), "x" * max(3, schema.get("minLength", 0)))


_MAKERS = {
    "object": _object,
    "array": _array,
    "string": _text,
    "integer": lambda schema, _: int(schema.get("minimum", 1)),
    "number": lambda schema, _: float(schema.get("minimum", 1)),
    "boolean": lambda _schema, _description: False,
    "null": lambda _schema, _description: None,
}
