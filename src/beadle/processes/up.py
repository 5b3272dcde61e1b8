"""`beadle up`: the whole system on one machine. Starts the database and keeps the four processes running."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from rich.console import Console

from beadle.accounts.service import ensure_first_administrator
from beadle.accounts.settings import AccountsSettings
from beadle.migrations import upgrade
from beadle.platform import terminal
from beadle.platform.clock import SYSTEM
from beadle.platform.db import Database
from beadle.platform.errors import Unavailable
from beadle.platform.postgres import EmbeddedPostgres
from beadle.platform.tasks import TaskSet
from beadle.processes.children import Child, Keeper, beadle_command
from beadle.processes.settings import ServerSettings
from beadle.processes.wiring import Installation, open_installation, stop_on_signal

_START_PATIENCE_S = 60.0


async def up(data_dir: Path, *, port: int | None = None) -> None:
    """Run until SIGINT or SIGTERM. Prints the address once the server answers."""
    console = terminal.console()
    stop = stop_on_signal()
    async with AsyncExitStack() as stack:
        installation = await prepare(data_dir, console, stack)
        await _first_administrator(installation, console)
        await keep_running(installation, console, stop, port=port)


async def prepare(data_dir: Path, console: Console, stack: AsyncExitStack) -> Installation:
    """Open the installation, start the embedded database unless DATABASE_URL names another, and bring it up to date."""
    installation = open_installation(data_dir)
    if installation.embedded:
        console.print("Starting the database ...")
        server = EmbeddedPostgres(installation.data_dir, say=console.print)
        await stack.enter_async_context(server)
        tasks = await stack.enter_async_context(TaskSet())
        tasks.spawn(server.watch(), name="database")
    await asyncio.to_thread(upgrade, installation.database_url)
    return installation


async def _first_administrator(installation: Installation, console: Console) -> None:
    async with Database(installation.database_url, pool_size=1) as database, database.work() as session:
        days = installation.settings.section(AccountsSettings).first_password_days
        secret = await ensure_first_administrator(session, SYSTEM, days=days)
    if secret is not None:
        console.print("\nThe first administrator was made. The password is shown only now:")
        console.print(f"  name      [bold]administrator[/]\n  password  [bold]{secret.password}[/]")
        console.print(f"It is good for {days} days; you choose your own when you sign in.\n")


async def keep_running(
    installation: Installation,
    console: Console,
    stop: asyncio.Event,
    *,
    port: int | None = None,
    greeting: Callable[[str], None] | None = None,
) -> None:
    """Keep the processes running until `stop`; then stop server and worker first, and the recorder last."""
    settings = installation.settings.section(ServerSettings)
    port = settings.port if port is None else port
    names = _names(installation, settings)
    logs = installation.data_dir / "logs"
    logs.mkdir(exist_ok=True)
    environment = {**os.environ, "DATABASE_URL": installation.database_url}  # noqa: TID251 - handed on, not read

    def child(name: str, *extra: str) -> Child:
        command = beadle_command(name, "--data", str(installation.data_dir), *extra)
        return Child(name, command, environment, logs / f"{name}.log")

    recorder = Keeper(child("recorder"), console.print)
    edges = [
        Keeper(child("worker"), console.print),
        Keeper(child("analyser"), console.print),
        Keeper(child("server", "--port", str(port)), console.print),
    ]
    stop_recorder = asyncio.Event()
    async with TaskSet() as tasks:
        recording = tasks.spawn(recorder.run(stop_recorder), name="recorder")
        serving = [tasks.spawn(keeper.run(stop), name="child") for keeper in edges]
        address = _address(settings, port, names)
        if await _answers(settings, port, stop):
            (greeting or (lambda a: console.print(f"Beadle is at [bold]{a}[/]  (Ctrl-C stops it)")))(address)
        elif not stop.is_set():
            console.print(f"[bold red]The server does not answer yet.[/] Its log is {logs / 'server.log'}")
        await stop.wait()
        console.print("Stopping ...")
        await asyncio.gather(*serving)
        stop_recorder.set()
        await recording


def _names(installation: Installation, settings: ServerSettings) -> tuple[str, ...] | None:
    """What the server's certificate is good for; None without one. Raises what would keep the server from starting."""
    from beadle.platform.authority import hosts_of  # noqa: PLC0415 - only for a moment: this process stays small
    from beadle.processes.encryption import local_authority, open_tls  # noqa: PLC0415

    if open_tls(settings, installation.data_dir, SYSTEM) is None:
        return None
    chain = settings.certificate or local_authority(installation.data_dir).pair[0]
    return hosts_of(chain.read_bytes())


def _address(settings: ServerSettings, port: int, names: tuple[str, ...] | None) -> str:
    scheme = "http" if names is None else "https"
    host = "localhost" if settings.host in {"127.0.0.1", "0.0.0.0", "::1", "::"} else settings.host  # noqa: S104
    if names and host not in names:
        host = names[0]
    return f"{scheme}://{host}:{port}/"


async def _answers(settings: ServerSettings, port: int, stop: asyncio.Event) -> bool:
    """Wait until the server's port accepts, at most a minute. False when it does not, or when told to stop."""
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104
    deadline = SYSTEM.monotonic() + _START_PATIENCE_S
    while SYSTEM.monotonic() < deadline and not stop.is_set():
        try:
            _, writer = await asyncio.open_connection(host, port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return True
    return False


def port_is_free(host: str, port: int) -> None:
    """Raise Unavailable when somebody else already listens there."""
    import socket  # noqa: PLC0415

    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Unavailable(
                f"Port {port} of {host} cannot be used: {error.strerror}.",
                advice="Stop what listens there, or choose another with --port.",
            ) from error
