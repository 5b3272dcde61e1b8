"""Writes the generated pages of docs/what from the code: settings, routes, permissions, errors, events, commands.

`python tools/generate.py` writes them; with `--check` it only says which are stale, and fails when any is.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import beadle

ROOT = Path(__file__).parent.parent
WHAT = ROOT / "docs" / "what"
NOTE = "<!-- Written by `make generate` from the code. Do not edit. -->\n"


def import_everything() -> None:
    """Import every module of the package, so that every subclass is known."""
    for module in pkgutil.walk_packages(beadle.__path__, "beadle."):
        if ".migrations." not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def subclasses(kind: type) -> Iterator[type]:
    """All classes of Beadle below `kind`, however deep."""
    for child in kind.__subclasses__():
        if child.__module__.startswith("beadle."):
            yield child
            yield from subclasses(child)


def table(headings: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; bars in cells are escaped."""
    lines = [headings, ["---"] * len(headings), *rows]
    cells = [[cell.replace("|", "\\|").replace("\n", " ") for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def first_line(thing: Any) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join((thing.__doc__ or "").strip().split("\n\n")[0].split())


def settings_page() -> str:
    """Every setting of every section."""
    from beadle.platform.settings import Section

    parts = [
        "# Settings\n",
        "They stand in `beadle.toml` in the data folder. Every one has a default; the file may be missing.",
        "Secrets are apart: `BEADLE_SECRET_KEY` and `DATABASE_URL` in the environment, or `secrets.toml`.\n",
    ]
    for kind in sorted(set(subclasses(Section)), key=lambda k: k.section):
        parts.append(f"## [{kind.section}]\n\n{first_line(kind)}\n")
        rows = []
        for name, field in kind.model_fields.items():
            default = "(none)" if field.default is None else f"`{_plain(field.get_default(call_default_factory=True))}`"
            rows.append([f"`{name}`", default, field.description or ""])
        parts.append(table(["setting", "default", "meaning"], rows) + "\n")
    return "\n".join(parts)


def _plain(value: Any) -> str:
    if isinstance(value, (tuple, list)):
        return "[" + ", ".join(_plain(item) for item in value) + "]"
    if isinstance(value, (bool, str, Path)):
        return json.dumps(value if isinstance(value, bool) else str(value))
    return str(value)


def errors_page() -> str:
    """Every error, with its kind and status."""
    from beadle.platform.errors import BeadleError

    rows = []
    for kind in sorted(set(subclasses(BeadleError)), key=lambda k: (k.__module__, k.__name__)):
        base = kind.__mro__[1].__name__
        rows.append([f"`{kind.__name__}`", f"`{kind.__module__}`", base, str(kind.status), first_line(kind)])
    text = "# Errors\n\nWhat the API answers as a problem document (RFC 9457), and what the command line prints.\n\n"
    return text + table(["error", "where", "kind of", "status", "meaning"], rows) + "\n"


def events_page() -> str:
    """Every event."""
    from beadle.platform.events import Event

    rows = []
    for kind in sorted(set(subclasses(Event)), key=lambda k: k.kind):
        fields = ", ".join(f"`{name}`" for name in kind.model_fields)
        rows.append([f"`{kind.kind}`", f"`{kind.__module__}`", fields, first_line(kind)])
    text = "# Events\n\nNews that the rooms publish; `/api/events` hands on those that the viewer may see.\n\n"
    return text + table(["event", "where", "fields", "meaning"], rows) + "\n"


def permissions_page() -> str:
    """Roles and what each may do."""
    from beadle.accounts.permissions import GRANTS, LIFTED, MEANING, PURPOSED, SCOPED, Permission
    from beadle.accounts.terms import Role

    text = "# Roles and permissions\n\n" + table(
        ["permission", "meaning"], [[f"`{p.value}`", MEANING[p]] for p in Permission]
    )
    text += (
        "\n\nA grant gives a role on one camera group or every camera, for some purposes or every one. Its group limits"
        f" {_named(SCOPED)}; its purposes limit {_named(PURPOSED)}. Breaking the glass lifts both for {_named(LIFTED)}."
        " See [rights, groups and purposes](../how/rights.md)."
    )
    rows = [[role.value.replace("_", " "), *("yes" if p in GRANTS[role] else "" for p in Permission)] for role in Role]
    return text + "\n\n" + table(["role", *(f"`{p.value}`" for p in Permission)], rows) + "\n"


def _named(permissions: frozenset[Any]) -> str:
    words = [f"`{permission.value}`" for permission in sorted(permissions)]
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _app() -> Any:
    from beadle.accounts.deps import Deps
    from beadle.platform.clock import SYSTEM
    from beadle.platform.db import Database
    from beadle.platform.events import Listener
    from beadle.platform.jobs import Jobs
    from beadle.platform.settings import Secrets, Settings
    from beadle.processes.server import create_app

    url = "postgresql://nobody@localhost/nothing"  # never connected to
    database = Database(url)
    return create_app(
        Deps(
            database=database,
            clock=SYSTEM,
            settings=Settings(),
            secrets=Secrets(b"generate" * 8),
            data_dir=Path(tempfile.gettempdir()),
            jobs=Jobs(url),
            listener=Listener(database, SYSTEM),
        )
    )


def routes_page() -> str:
    """Every route, the permission it asks for and what it leaves in the audit log."""
    from beadle.processes.routing import route_table

    rows = [
        [
            *(row.method, f"`{row.path}`", row.permission or "open", f"`{row.action}`" if row.action else ""),
            *("yes" if row.look else "", row.note),
        ]
        for row in route_table(_app())
    ]
    text = (
        "# Routes\n\nEvery route asks for a permission; those that show or change something leave a row in the audit"
        " log, committed before the first byte of the answer. The few that are open without sign-in say so. A route"
        " that shows pictures asks for a stated purpose too, or for the token of a look that was granted for one.\n\n"
    )
    return text + table(["method", "path", "permission", "audit action", "purpose", "what it does"], rows) + "\n"


def openapi_file() -> str:
    """The OpenAPI description, from which the web app's types are made."""
    return json.dumps(_app().openapi(), indent=1, sort_keys=True) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "errors.md": errors_page,
    "events.md": events_page,
    "permissions.md": permissions_page,
    "routes.md": routes_page,
    "openapi.json": openapi_file,
}


def main() -> int:
    """Write or check; the exit code is 1 where a page is stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    import_everything()
    stale = []
    for name, make in PAGES.items():
        text = make() if name.endswith(".json") else NOTE + make()
        path = WHAT / name
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.write_text(text, "utf-8")
    if check and stale:
        print(f"Stale in docs/what: {', '.join(stale)}. Run: make generate", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
