"""`beadle demo`: a pretend Chesterfield. Simulated cameras, a seeded estate, and the whole real system around them."""

from __future__ import annotations

import asyncio
import secrets
import socket
import uuid
from contextlib import AsyncExitStack
from pathlib import Path

from rich.console import Console
from rich.table import Table

from beadle.accounts import service as accounts
from beadle.accounts.terms import Grant, Role, everywhere
from beadle.platform import terminal
from beadle.platform.clock import SYSTEM
from beadle.platform.db import Database
from beadle.platform.storage import write_atomically
from beadle.platform.tasks import TaskSet
from beadle.processes import seed, seed_plates
from beadle.processes.children import Child, Keeper, beadle_command
from beadle.processes.settings import ServerSettings
from beadle.processes.up import keep_running, port_is_free, prepare
from beadle.processes.wiring import Installation, open_installation, stop_on_signal

_SETTINGS = """\
# The demonstration's settings. Change them freely; this file is written only when it is missing.
[council]
name = "Chesterfield Borough Council"
demo = true

[estate]
base_map = "base_map.geojson"
"""
_USERS = {
    "olivia": ("Olivia Marsh", Role.OPERATOR),
    "sam": ("Sam Outram", Role.SUPERVISOR),
    "maya": ("Maya Holmes", Role.MANAGER),
    "priya": ("Priya Nair", Role.POLICE_LIAISON),
    "daniel": ("Daniel Frost", Role.DATA_PROTECTION_OFFICER),
    "erin": ("Erin Slater", Role.ENFORCEMENT_OFFICER),
    "caleb": ("Caleb Wragg", Role.CASE_OFFICER),
    "alice": ("Alice Birch", Role.AUDITOR),
    "conor": ("Conor Hardy", Role.CONTRACTOR),
    "councillor": ("Cllr Jean Bower", Role.CABINET_MEMBER),
    "administrator": ("Administrator", Role.ADMINISTRATOR),
}


async def demo(data_dir: Path, *, cameras: int, port: int | None) -> None:
    """Run until SIGINT or SIGTERM; prints the address and who may sign in."""
    console = terminal.console()
    stop = stop_on_signal()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_settings(data_dir)
    settings = open_installation(data_dir).settings.section(ServerSettings)
    port_is_free(settings.host, settings.port if port is None else port)
    rtsp_port = _free_port()
    first_start = not (data_dir / "simulator").exists()
    async with AsyncExitStack() as stack:
        tasks = await stack.enter_async_context(TaskSet())
        # The simulator first: it renders its clips, which takes longest, while the database is made.
        simulator = _simulator(data_dir, cameras, rtsp_port, console)
        stop_simulator = asyncio.Event()
        simulating = tasks.spawn(simulator.run(stop_simulator), name="simulator")
        installation = await prepare(data_dir, console, stack)
        password = _password(installation)
        async with Database(installation.database_url, pool_size=1) as database, database.work() as session:
            await seed.cameras(session, SYSTEM, installation.secrets, streaming=cameras, rtsp_port=rtsp_port)
            await seed_plates.plates(session, SYSTEM)
            groups = await seed.groups(session)
            limited = await seed.limited_users(session, groups)
            people = {name: (who, list(everywhere(role))) for name, (who, role) in _USERS.items()}
            await accounts.ensure_demo_users(session, SYSTEM, people | limited, password)
        await keep_running(
            installation,
            console,
            stop,
            port=port,
            greeting=lambda address: _greet(console, address, (password, _table(limited, groups)), first_start),
        )
        stop_simulator.set()
        await simulating


def _write_settings(data_dir: Path) -> None:
    if not (data_dir / "beadle.toml").exists():
        write_atomically(data_dir / "beadle.toml", _SETTINGS.encode(), mode=0o644)
    write_atomically(data_dir / "base_map.geojson", seed.base_map(), mode=0o644)


def _simulator(data_dir: Path, cameras: int, port: int, console: Console) -> Keeper:
    logs = data_dir / "logs"
    logs.mkdir(exist_ok=True)
    command = beadle_command(
        *("simulator", "run", "--cameras", str(cameras), "--port", str(port)),
        *("--data", str(data_dir / "simulator")),
    )
    return Keeper(Child("simulator", command, seed.environment(), logs / "simulator.log"), console.print)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _password(installation: Installation) -> str:
    """The demonstration's password: random, made once, kept in the data folder (mode 0600)."""
    path = installation.data_dir / "demo-password"
    if not path.exists():
        write_atomically(path, secrets.token_urlsafe(12).encode())
    return path.read_text("ascii")


def _table(limited: dict[str, tuple[str, list[Grant]]], groups: dict[str, uuid.UUID]) -> Table:
    """Who may sign in: everybody's name, role, and where their rights end."""
    table = Table(show_edge=False, pad_edge=False)
    for heading in ("sign in as", "who", "role", "limited to"):
        table.add_column(heading)
    for name, (display_name, role) in _USERS.items():
        table.add_row(f"[bold]{name}[/]", display_name, role.value.replace("_", " "), "")
    names = {group: name for name, group in groups.items()}
    for name, (display_name, grants) in limited.items():
        places = [names[grant.group] for grant in grants if grant.group is not None]
        limits = [*places, *(["some purposes"] if any(grant.purposes is not None for grant in grants) else [])]
        table.add_row(f"[bold]{name}[/]", display_name, grants[0].role.value.replace("_", " "), ", ".join(limits))
    return table


def _greet(console: Console, address: str, said: tuple[str, Table], first_start: bool) -> None:
    password, table = said
    console.print()
    console.print(table)
    if first_start:
        console.print("\nThe town is being drawn: its cameras come to life one by one, within two minutes or so.")
    console.print(f"\nEverybody's password here is [bold]{password}[/]")
    console.print(f"The pretend Chesterfield is at [bold]{address}[/]  (Ctrl-C stops it)\n")
