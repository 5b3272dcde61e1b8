"""`beadle users`: for whoever administers the machine, when nobody can sign in."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from beadle.accounts.terms import Role
from beadle.platform import terminal
from beadle.platform.clock import SYSTEM

app = typer.Typer(no_args_is_help=True)
DataDir = Annotated[Path, typer.Option("--data", help="The data folder.")]
_DEFAULT_DATA = Path("beadle-data")


async def _in_one_transaction(data: Path, act: Callable[[Any, Any], Awaitable[None]]) -> None:
    """Do `act(accounts.service, session)` on the installation's database and commit."""
    # Imported here, so that `beadle --help` and the recorder's command line load no database.
    from beadle.accounts import service  # noqa: PLC0415
    from beadle.platform.db import Database  # noqa: PLC0415
    from beadle.processes.wiring import open_installation  # noqa: PLC0415

    async with Database(open_installation(data).database_url) as database, database.work() as session:
        await act(service, session)


@app.command()
def add(
    name: str,
    role: Annotated[list[Role], typer.Option(help="May be given more than once.")],
    data: DataDir = _DEFAULT_DATA,
) -> None:
    """Add a user; the password is made here and printed once."""
    password = secrets.token_urlsafe(15)

    async def act(service: Any, session: Any) -> None:
        await service.add_user_from_machine(session, SYSTEM, name=name, roles=set(role), password=password)

    asyncio.run(_in_one_transaction(data, act))
    terminal.console().print(f"Added [bold]{name}[/]. The password is shown only now: [bold]{password}[/]")


@app.command("reset-second-factors")
def reset_second_factors(name: str, data: DataDir = _DEFAULT_DATA) -> None:
    """Remove a user's passkeys, code generator and recovery codes, for somebody who lost them; it signs them out."""
    # Imported here for the same reason as above.
    from beadle.accounts.entry.machine import reset_second_factors_from_machine  # noqa: PLC0415
    from beadle.processes.wiring import open_installation  # noqa: PLC0415

    keys = open_installation(data).secrets

    async def act(_service: Any, session: Any) -> None:
        await reset_second_factors_from_machine(session, SYSTEM, keys, name=name)

    asyncio.run(_in_one_transaction(data, act))
    terminal.console().print(
        f"[bold]{name}[/] signs in with the password alone now, and should set up a second factor again."
    )


@app.command("reset-password")
def reset_password(name: str, data: DataDir = _DEFAULT_DATA) -> None:
    """Give a user a new password, printed once; it ends all of the user's sessions."""
    password = secrets.token_urlsafe(15)

    async def act(service: Any, session: Any) -> None:
        await service.reset_password_from_machine(session, SYSTEM, name=name, password=password)

    asyncio.run(_in_one_transaction(data, act))
    terminal.console().print(f"The password of [bold]{name}[/] is now, and is shown only now: [bold]{password}[/]")
