"""`beadle users`: for whoever administers the machine, when nobody can sign in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from beadle.accounts.terms import Role
from beadle.platform import terminal
from beadle.platform.clock import SYSTEM

if TYPE_CHECKING:
    from beadle.accounts.first_password import Secret

app = typer.Typer(no_args_is_help=True)
DataDir = Annotated[Path, typer.Option("--data", help="The data folder.")]
_DEFAULT_DATA = Path("beadle-data")
_HOW_LONG = "It is good for {days} days; whoever signs in with it chooses their own."


def _made_up(data: Path) -> tuple[Secret, int]:
    """A first password, and for how many days it is good."""
    # Imported here, so that `beadle --help` and the recorder's command line load no database.
    from beadle.accounts import first_password  # noqa: PLC0415
    from beadle.accounts.settings import AccountsSettings  # noqa: PLC0415
    from beadle.processes.wiring import open_installation  # noqa: PLC0415

    days = open_installation(data).settings.section(AccountsSettings).first_password_days
    return first_password.made_up(SYSTEM.now(), days), days


async def _in_one_transaction(data: Path, act: Callable[[Any, Any], Awaitable[None]]) -> None:
    """Do `act(accounts.service, session)` on the installation's database and commit."""
    # Imported here for the same reason as above.
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
    """Add a user; the first password is made here and printed once. They choose their own when they sign in."""
    secret, days = _made_up(data)

    async def act(service: Any, session: Any) -> None:
        await service.add_user_from_machine(session, SYSTEM, name=name, roles=set(role), secret=secret)

    asyncio.run(_in_one_transaction(data, act))
    console = terminal.console()
    console.print(f"Added [bold]{name}[/]. The password is shown only now: [bold]{secret.password}[/]")
    console.print(_HOW_LONG.format(days=days))


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
    """Give a user another first password, printed once; it ends all of the user's sessions."""
    secret, days = _made_up(data)

    async def act(service: Any, session: Any) -> None:
        await service.reset_password_from_machine(session, SYSTEM, name=name, secret=secret)

    asyncio.run(_in_one_transaction(data, act))
    console = terminal.console()
    console.print(f"The password of [bold]{name}[/] is now, and is shown only now: [bold]{secret.password}[/]")
    console.print(_HOW_LONG.format(days=days))
