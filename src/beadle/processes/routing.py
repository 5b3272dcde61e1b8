"""The table of routes: what each asks for and what it leaves in the audit log. Made from the application itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.routing import APIRoute, APIWebSocketRoute, iter_route_contexts

from beadle.accounts.guard import rule_of

UNGUARDED = frozenset({"web_app"})
"""Routes without a guard: the web app's own files, which hold nothing of anybody."""


@dataclass(frozen=True)
class RouteRow:
    """One route. `permission` and `action` are None where it asks for none and leaves no line.

    look: "stated" or "token" where it shows pictures, so that there has to be a purpose; else "".
    """

    method: str
    path: str
    permission: str | None
    action: str | None
    note: str
    guarded: bool
    look: str = ""


def route_table(app: FastAPI) -> list[RouteRow]:
    """Every HTTP and WebSocket route of the application, by path and method."""
    return sorted(_rows(app), key=lambda row: (row.path, row.method))


def _rows(app: FastAPI) -> Iterator[RouteRow]:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if not isinstance(route, APIRoute | APIWebSocketRoute):
            continue
        rule = rule_of(context.dependant)
        note = " ".join((route.endpoint.__doc__ or "").strip().split("\n\n")[0].split())
        permission = None if rule is None or rule.permission is None else rule.permission.value
        action = None if rule is None or rule.action is None else str(rule.action)
        methods = sorted(route.methods or ()) if isinstance(route, APIRoute) else ["WS"]
        for method in methods:
            look = "" if rule is None else rule.look.value
            yield RouteRow(method, context.path or route.path, permission, action, note, rule is not None, look)
