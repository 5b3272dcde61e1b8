"""`beadle simulator`: run the pretend town, list its cameras, make them go wrong."""

from __future__ import annotations

import asyncio
import json
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from beadle.platform import terminal
from beadle.platform.clock import SYSTEM
from beadle.platform.errors import Invalid
from beadle.platform.tasks import TaskSet
from beadle.simulator import control, town, truth
from beadle.simulator.clip_store import FULL_HD, LoopFormat
from beadle.simulator.clips import ClipFormat
from beadle.simulator.faults import Fault
from beadle.simulator.rtsp_messages import SignIn
from beadle.simulator.simulator import Simulator, SimulatorOptions

app = typer.Typer(help="A pretend town whose cameras stream over RTSP.", no_args_is_help=True)

Data = Annotated[Path, typer.Option("--data", help="Folder for the loops and the control socket.")]
_DATA = Path("data/simulator")


def form_of(size: str) -> LoopFormat:
    """The sizes and rates for `--size`, e.g. 1280x720. Raises Invalid."""
    try:
        width, height = (int(part) for part in size.lower().split("x"))
    except ValueError as error:
        raise Invalid(f"{size} is not a size.", advice="Write it as 1280x720.") from error
    if width % 16 or height % 2 or not 320 <= width <= 3840 or not 160 <= height <= 2160:
        raise Invalid(f"{size} cannot be streamed.", advice="The width is a multiple of 16 from 320 to 3840.")
    if (width, height) == (1920, 1080):
        return FULL_HD
    return LoopFormat(main=ClipFormat(width, height, max(300, width * height * 3000 // (1280 * 720))))


@app.command()
def run(
    cameras: Annotated[int, typer.Option(min=1, max=80, help="How many of the 80 cameras stream.")] = 16,
    port: Annotated[int, typer.Option(min=0, max=65535, help="TCP port for RTSP; 0 for any.")] = 8554,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    size: Annotated[str, typer.Option(help="Size of the main streams in pixels.")] = "1280x720",
    password: Annotated[
        str, typer.Option(envvar="BEADLE_SIMULATOR_PASSWORD", help="Password of the cameras, for the name beadle.")
    ] = "",
    data: Data = _DATA,
) -> None:
    """Stream until interrupted."""
    console = terminal.console()
    sign_in = SignIn("beadle", password) if password else None
    with terminal.plain_errors():
        options = SimulatorOptions(data / "clips", form_of(size), host=host, port=port, sign_in=sign_in)
        uvloop.run(stream(town.streaming_order()[:cameras], options, control.socket_path(data), console))


async def stream(numbers: tuple[int, ...], options: SimulatorOptions, path: Path, console: Console) -> None:
    """Stream those cameras, show how their loops are made, and stop at an interrupt or a termination signal."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    columns = (TextColumn("Making the town"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("loops", total=len(numbers))
        simulator = Simulator(
            numbers, options, progress=lambda done, total: bar.update(task, completed=done, total=total)
        )
        async with simulator, control.ControlSocket(simulator, path):
            await until_ready(simulator, stop)
            bar.stop()
            if not stop.is_set():
                console.print(f"{len(numbers)} cameras stream: rtsp://{options.host}:{simulator.port}/cam/NUMBER/main")
                await simulator.run(stop)


async def until_ready(simulator: Simulator, stop: asyncio.Event) -> None:
    """Wait until every camera streams, or until `stop` is set."""
    async with TaskSet() as tasks:
        waits = [tasks.spawn(simulator.ready(), name="simulator ready"), tasks.spawn(stop.wait(), name="stop")]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        if waits[0].done():
            waits[0].result()


@app.command(name="list")
def list_cameras(data: Data = _DATA) -> None:
    """List the cameras of the running simulator, or of the town where none runs."""
    console = terminal.console()
    try:
        running = control.send_order(control.socket_path(data), {"op": "list"})["cameras"]
    except control.NotRunning:
        table = Table("Number", "Name", "Site", title="The town's cameras; none streams")
        for camera in town.cameras():
            table.add_row(str(camera.number), camera.name, camera.site)
    else:
        table = Table("Number", "Name", "Address", "Viewers", "Faults", title="Streaming cameras")
        for one in running:
            row = (str(one["number"]), one["name"], one["url"], str(one["viewers"]), " ".join(one["faults"]))
            table.add_row(*row)
    console.print(table)


@app.command()
def fault(
    number: Annotated[int, typer.Argument(help="The camera's number.")],
    kind: Annotated[Fault, typer.Argument(help="What goes wrong.")],
    seconds: Annotated[float | None, typer.Option(help="For how long; without it until `mend`.")] = None,
    data: Data = _DATA,
) -> None:
    """Make a camera of the running simulator go wrong."""
    _order(data, {"op": "fault", "camera": number, "kind": kind, "seconds": seconds})


@app.command()
def mend(number: Annotated[int, typer.Argument(help="The camera's number.")], data: Data = _DATA) -> None:
    """End all faults of a camera."""
    _order(data, {"op": "mend", "camera": number})


@app.command(name="truth")
def tell_truth(
    since: Annotated[datetime | None, typer.Option(help="From then on, UTC; without it, ten minutes ago.")] = None,
    until: Annotated[datetime | None, typer.Option(help="Up to then, UTC; without it, now.")] = None,
    camera: Annotated[list[int] | None, typer.Option(help="Only this plate camera; may be given again.")] = None,
) -> None:
    """Say which vehicles pass the plate cameras, one line of JSON each: past or to come, at the usual size."""
    last = SYSTEM.now() if until is None else until.replace(tzinfo=UTC)
    first = last - timedelta(minutes=10) if since is None else since.replace(tzinfo=UTC)
    unknown = sorted(set(camera or ()) - set(truth.CAMERAS))
    if unknown:
        terminal.console(stderr=True).print(f"[red]Camera {unknown[0]} does not read plates.[/red]")
        raise typer.Exit(1)
    for one in truth.passed(camera or truth.CAMERAS, first, last):
        typer.echo(json.dumps(one.as_json()))


def _order(data: Path, order: dict[str, object]) -> None:
    with terminal.plain_errors():
        control.send_order(control.socket_path(data), order)
