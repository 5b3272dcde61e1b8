"""`beadle audit`: verify the log, prove a line, show or change the signing key. Works with or without a running server.

Exit status of `verify`: 0 the log is whole; 1 it could not be checked; 3 something is wrong with it.
"""

from __future__ import annotations

import asyncio
import json as jsonlib
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import psycopg
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from beadle.audit import copier, copies, keys, service, telling
from beadle.audit.judging import Report
from beadle.audit.note import Verifier
from beadle.audit.settings import AuditSettings
from beadle.audit.terms import Action, Entry
from beadle.audit.verifying import Demand
from beadle.audit.verifying import Progress as Tell
from beadle.audit.verifying import verify as verify_log
from beadle.platform import terminal
from beadle.platform.clock import SYSTEM
from beadle.platform.db import Database
from beadle.platform.errors import Invalid, Unavailable
from beadle.platform.postgres import EmbeddedPostgres
from beadle.platform.storage import write_atomically
from beadle.processes.wiring import Installation, open_installation

app = typer.Typer(help="Verify the audit log, prove a line, show the verifier key.", no_args_is_help=True)
WRONG = 3
"""Exit status where the log is not what it should be."""

_QUIET_S = 2.0
DataDir = Annotated[Path, typer.Option("--data", help="The data folder.", envvar="BEADLE_DATA")]
_DEFAULT_DATA = Path("beadle-data")


@asynccontextmanager
async def running(installation: Installation) -> AsyncIterator[str]:
    """The database's address; the embedded one is started where nobody runs it, and stopped again."""
    if not installation.embedded:
        yield installation.database_url
        return
    server = EmbeddedPostgres(installation.data_dir, say=terminal.console(stderr=True).print)
    if server.is_running():
        yield installation.database_url
        return
    async with server:
        yield installation.database_url


def _existing(data: Path) -> Installation:
    if not data.is_dir():
        raise Invalid(f"{data} is not there.", advice="Name the data folder with --data.")
    return open_installation(data)


@app.command()
def verify(
    data: DataDir = _DEFAULT_DATA,
    since: Annotated[str | None, typer.Option(help="ISO 8601: only what was sealed from then on.")] = None,
    checkpoints: Annotated[
        list[Path] | None,
        typer.Option(help="Copies of checkpoints from a second place: a file, a folder, a saved mail, a syslog."),
    ] = None,
    key: Annotated[list[str] | None, typer.Option(help="Trust this verifier key instead of those kept here.")] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check every line, the tree, the signed checkpoints and their copies. Exit status 3: something is wrong."""
    installation = _existing(data)
    settings = installation.settings.section(AuditSettings)
    known = [Verifier.parse(each) for each in key or ()] or keys.verifiers(installation.data_dir)
    places = [copier.folder(settings, installation.data_dir), *(checkpoints or ())]
    demand = Demand(
        url=installation.database_url,
        known=known,
        copies=[note for place in places for note in copies.read(place, needed=place in (checkpoints or ()))],
        since=_moment(since) if since else None,
        processes=len(os.sched_getaffinity(0)),
    )
    report = asyncio.run(_verified(installation, demand))
    _print(report, json=json)
    if not report.sound:
        raise typer.Exit(WRONG)


@app.command()
def prove(
    line: Annotated[int, typer.Argument(min=1, help="The line's number.")],
    out: Annotated[Path, typer.Option(help="The file to write. It must not exist yet.")],
    data: DataDir = _DEFAULT_DATA,
) -> None:
    """Write a line's proof as one JSON file that a stranger can check (docs/how/verify-the-log.md)."""
    installation = _existing(data)
    if out.exists():
        raise Invalid(f"{out} is there already.", advice="Name another file: none is ever written over.")
    proof = asyncio.run(_proof(installation, line))
    write_atomically(out, (jsonlib.dumps(proof, indent=1, ensure_ascii=False) + "\n").encode(), mode=0o644)
    terminal.console().print(f"Line {line}: {out}")


@app.command("key")
def show_key(
    data: DataDir = _DEFAULT_DATA,
    *,
    change: Annotated[bool, typer.Option("--change", help="Make a new key; the old one stays known.")] = False,
    generate: Annotated[str, typer.Option(help="Print a new key of that name, for BEADLE_AUDIT_KEY.")] = "",
) -> None:
    """Print the verifier key of this log. Note it outside: with it, anybody can check what the log signed."""
    if generate:
        private, verifier = keys.generate(generate)
        typer.echo(f"BEADLE_AUDIT_KEY={private}\n{verifier.text}")
        return
    installation = _existing(data)
    if change:
        asyncio.run(_changed(installation))
    keys.load(installation.data_dir, installation.secrets)
    for known in keys.verifiers(installation.data_dir):
        typer.echo(known.text)


async def _verified(installation: Installation, demand: Demand) -> Report:
    async with running(installation):
        with _bar() as tell:
            try:
                return await asyncio.to_thread(verify_log, demand, tell)
            except psycopg.Error as error:
                raise Unavailable(
                    f"The log could not be read: {str(error).strip()[:400]}",
                    advice="Look at the database; beadle migrate brings its tables up to date.",
                ) from error


async def _proof(installation: Installation, line: int) -> dict[str, Any]:
    async with (
        running(installation) as url,
        Database(url) as database,
        database.session() as session,
    ):
        return telling.proof(await service.prove(session, line))


async def _changed(installation: Installation) -> None:
    """Change the key, and write down that it was changed: the line names both."""
    async with running(installation) as url, Database(url) as database, database.work() as session:
        old, new = keys.change(installation.data_dir, installation.secrets)
        named = f"key:{old.key_id.hex()}-{new.key_id.hex()}"
        await service.record(session, SYSTEM, Entry(action=Action.NEW_KEY, actor="system", object=named))


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(f"{text!r} is not a time.", advice="Write it as 2026-06-01T14:30:00Z.") from error
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def _print(report: Report, *, json: bool) -> None:
    if json:
        typer.echo(jsonlib.dumps(telling.report(report), indent=1))
        return
    out = terminal.console()
    for text, style in telling.lines(report):
        out.print(text, style=style, soft_wrap=True, markup=False)


@contextmanager
def _bar() -> Iterator[Tell]:
    """A bar for what takes longer than two seconds."""
    progress = Progress(
        *(TextColumn("Verifying"), BarColumn(), MofNCompleteColumn(), TextColumn("lines"), TimeRemainingColumn()),
        console=terminal.console(stderr=True),
        transient=True,
    )
    task = progress.add_task("Verifying", total=None)
    begun = SYSTEM.monotonic()

    def tell(done: int, total: int) -> None:
        progress.update(task, completed=done, total=total)
        if not progress.live.is_started and SYSTEM.monotonic() - begun > _QUIET_S:
            progress.start()

    try:
        yield tell
    finally:
        progress.stop()
