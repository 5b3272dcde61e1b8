"""The command `beadle`. Each command imports its process only when it runs, so that the recorder stays small."""

from __future__ import annotations

import asyncio
import importlib
import sys
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from beadle.platform import terminal
from beadle.platform.errors import BeadleError

DataDir = Annotated[
    Path, typer.Option("--data", help="The data folder: database, footage, settings and secrets.", envvar="BEADLE_DATA")
]
_DEFAULT_DATA = Path("beadle-data")

_PARTS = {
    "audit": ("beadle.processes.audit", "Verify the audit log, prove a line, show the verifier key."),
    "footage": ("beadle.video.footage.commands", "List, export and check footage on a volume. Needs no database."),
    "plates": ("beadle.processes.plates", "Read number plates in photographs and video. Needs no database."),
    "simulator": ("beadle.simulator.commands", "A pretend town: RTSP cameras on this machine, with faults on demand."),
    "tls": ("beadle.processes.certify", "A certificate for a small site, from an authority of its own."),
    "users": ("beadle.processes.users", "Add a user or reset a password from the machine itself."),
}


class _Part(TyperCommand):
    """Stands in the help for a part's commands, which are imported only when one of them is called."""

    def __init__(self, name: str, module: str, text: str) -> None:
        super().__init__(name, help=text, short_help=text)
        self._module = module

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """The real command's context, which is the one that is then run."""
        command = get_command(importlib.import_module(self._module).app)
        command.name, command.help = self.name, self.help
        return command.make_context(info_name, args, parent, **extra)


class _LazyGroup(TyperGroup):
    """Shows every command in the help, the parts' too."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted([*super().list_commands(ctx), *_PARTS])

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in _PARTS:
            return super().get_command(ctx, cmd_name)
        return _Part(cmd_name, *_PARTS[cmd_name])


app = typer.Typer(
    name="beadle",
    cls=_LazyGroup,
    help="Beadle: the system that a town council runs its public-space CCTV on.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    add_completion=False,
)


@app.command()
def up(
    data: DataDir = _DEFAULT_DATA,
    port: Annotated[int | None, typer.Option(help="Port of the web server; the setting server.port otherwise.")] = None,
) -> None:
    """Run everything on this machine: database, recorder, worker and web server."""
    from beadle.processes import up as process  # noqa: PLC0415

    asyncio.run(process.up(data, port=port))


@app.command()
def demo(
    data: DataDir = Path("demo-data"),
    cameras: Annotated[int, typer.Option(min=1, max=80, help="How many of the 80 cameras stream.")] = 16,
    port: Annotated[int | None, typer.Option(help="Port of the web server.")] = None,
) -> None:
    """Start the pretend Chesterfield: simulated cameras, and the whole system around them."""
    from beadle.processes import demo as process  # noqa: PLC0415

    asyncio.run(process.demo(data, cameras=cameras, port=port))


@app.command()
def server(data: DataDir = _DEFAULT_DATA, port: Annotated[int | None, typer.Option(help="Port.")] = None) -> None:
    """Run the web server alone. Needs DATABASE_URL or the database of a running `beadle up`."""
    from beadle.processes import server as process  # noqa: PLC0415

    process.serve(data, port=port)


@app.command()
def worker(data: DataDir = _DEFAULT_DATA) -> None:
    """Run jobs (exports and clean-up) alone. Needs DATABASE_URL or the database of a running `beadle up`."""
    from beadle.processes import worker as process  # noqa: PLC0415

    asyncio.run(process.work(data))


@app.command()
def analyser(
    data: DataDir = _DEFAULT_DATA,
    socket: Annotated[
        Path | None, typer.Option("--socket", help="The recorder's media socket, where not its own.")
    ] = None,
) -> None:
    """Watch pictures alone: covered, moved or blurred views, and motion. Needs a running recorder, and no database."""
    from beadle.processes import analyser as process  # noqa: PLC0415

    asyncio.run(process.analyse(data, socket))


@app.command()
def migrate(data: DataDir = _DEFAULT_DATA) -> None:
    """Bring the database to this version's tables. `beadle up` does it by itself."""
    from beadle.migrations import upgrade  # noqa: PLC0415
    from beadle.processes.wiring import installation_url  # noqa: PLC0415

    upgrade(installation_url(data))


@app.command()
def version() -> None:
    """Print the version."""
    terminal.console().print(package_version("beadle"))


def _mount_recorder() -> None:
    from beadle.processes.recorder import recorder  # noqa: PLC0415

    app.command(name="recorder")(recorder)


def main() -> None:
    """Run the command line; an error that a person can act on is printed without a stack trace, and the code is 1."""
    _mount_recorder()
    try:
        app()
    except BeadleError as error:
        terminal.say(error)
        sys.exit(1)
