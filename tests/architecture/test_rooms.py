"""Rooms keep their tables, queries and routes to themselves."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "beadle"
ROOMS = {"anpr", "video", "estate", "accounts", "audit", "simulator"}
PRIVATE = ("models", "queries", "routes")
# The web server mounts every room's routes; that is what it is for.
MAY_MOUNT = {"processes/server.py"}
# In the platform an environment variable, the clock and a bare task each have one place.


def imports(path: Path) -> list[str]:
    """Full names of what a file imports from beadle."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return [name for name in found if name.startswith("beadle.")]


def test_no_room_uses_another_rooms_models_queries_or_routes() -> None:
    found = []
    for path in SOURCE.rglob("*.py"):
        inside = path.relative_to(SOURCE)
        own = inside.parts[0]
        if str(inside) in MAY_MOUNT:
            continue
        for name in imports(path):
            _, room, *rest = name.split(".")
            if room in ROOMS and room != own and rest and rest[0].startswith(PRIVATE):
                found.append(f"{inside} imports {name}")
    assert not found


def test_the_platform_knows_no_domain_noun() -> None:
    found = [
        f"{path.name}:{number}"
        for path in (SOURCE / "platform").glob("*.py")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if any(word in line.lower() for word in ("camera", "footage", "plate ", "incident"))
    ]
    assert not found, "the platform is plumbing"


def test_every_room_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("__init__.py")
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert not silent


def test_processes_are_short() -> None:
    long = {
        path.name: len(path.read_text("utf-8").splitlines())
        for path in (SOURCE / "processes").glob("*.py")
        if len(path.read_text("utf-8").splitlines()) > 200
    }
    assert not long, "a process builds, wires and runs; rules live in rooms"
