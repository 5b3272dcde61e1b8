"""`beadle users`: for whoever administers the machine, when nobody can sign in."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from beadle.accounts import service
from beadle.accounts.terms import Role
from beadle.platform.clock import SYSTEM
from beadle.platform.db import Database
from beadle.processes.wiring import open_installation

app = typer.Typer(no_args_is_help=True)
DataDir = Annotated[Path, typer.Option("--data", help="The data folder.")]
_DEFAULT_DATA = Path("beadle-data")


@app.command()
def add(
    name: str,
    role: Annotated[list[Role], typer.Option(help="May be given more than once.")],
    data: DataDir = _DEFAULT_DATA,
) -> None:
    """Add a user; the password is made here and printed once."""
    password = secrets.token_urlsafe(15)

    async def run() -> None:
        async with Database(open_installation(data).database_url) as database, database.work() as session:
            await service.add_user_from_machine(session, SYSTEM, name=name, roles=set(role), password=password)

    asyncio.run(run())
    Console().print(f"Added [bold]{name}[/]. The password is shown only now: [bold]{password}[/]")


@app.command("reset-password")
def reset_password(name: str, data: DataDir = _DEFAULT_DATA) -> None:
    """Give a user a new password, printed once; it ends all of the user's sessions."""
    password = secrets.token_urlsafe(15)

    async def run() -> None:
        async with Database(open_installation(data).database_url) as database, database.work() as session:
            await service.reset_password_from_machine(session, SYSTEM, name=name, password=password)

    asyncio.run(run())
    Console().print(f"The password of [bold]{name}[/] is now, and is shown only now: [bold]{password}[/]")
