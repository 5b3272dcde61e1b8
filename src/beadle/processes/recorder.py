"""The recorder's process. It needs no database and no web server, and starts from its last known configuration."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from beadle.platform.clock import SYSTEM
from beadle.platform.errors import Invalid
from beadle.platform.log import configure, get_logger
from beadle.platform.settings import Secrets, Settings
from beadle.platform.storage import runtime_dir
from beadle.video.footage.settings import FootageSettings
from beadle.video.ingest.settings import IngestSettings
from beadle.video.live.settings import SOCKET_NAME, LiveSettings, node_token
from beadle.video.live.socket import MediaSocket
from beadle.video.record.configuration import CameraConfiguration, read_cameras_file
from beadle.video.record.keeper import Opener
from beadle.video.record.known import KnownVolumes
from beadle.video.record.recorder import Recorder
from beadle.video.record.settings import RecordSettings
from beadle.video.record.vault import Vault

_log = get_logger("recorder")

_YOUNG = 50_000
"""Objects made before a collection: frames are freed by counting, so there is next to nothing for it to find."""


@dataclass(frozen=True)
class Plan:
    """What to record, where, and how to be reached."""

    folders: list[Path]
    cameras: Mapping[str, CameraConfiguration]
    version: int
    socket: Path | None
    settings: Settings
    vault: Vault | None = None
    known: KnownVolumes | None = None
    token: str = ""


def plan_by_hand(cameras: Path, volumes: list[Path], socket: Path | None) -> Plan:
    """From a file of cameras and folders on the command line. Raises Invalid."""
    if not volumes:
        raise Invalid("There is nowhere to record to.", advice="Name a folder with --volume.")
    return Plan(volumes, read_cameras_file(cameras), 0, socket, Settings())


def plan_from_data(data_dir: Path, volumes: list[Path], socket: Path | None) -> Plan:
    """From the data folder: its settings and the last configuration that the server sent. Raises Invalid, DataLoss."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    data_dir = data_dir.resolve()
    settings = Settings.load(data_dir / "beadle.toml")
    key = Secrets.load(data_dir).key
    vault = Vault(data_dir, key)
    version, cameras = vault.load()
    return Plan(
        folders=volumes or settings.section(FootageSettings).folders(data_dir),
        cameras=cameras,
        version=version,
        socket=socket or runtime_dir(data_dir) / SOCKET_NAME,
        settings=settings,
        vault=vault,
        known=KnownVolumes(data_dir),
        token=node_token(key),
    )


async def record(plan: Plan, stop: asyncio.Event) -> None:
    """Record until `stop` is set; then bring everything to disk."""
    opener = Opener(SYSTEM, plan.known)
    record_settings = plan.settings.section(RecordSettings)
    live = plan.settings.section(LiveSettings)
    async with AsyncExitStack() as stack:
        recorder = await stack.enter_async_context(
            Recorder(
                plan.folders,
                SYSTEM,
                opener=opener,
                vault=plan.vault,
                settings=record_settings,
                ingest=plan.settings.section(IngestSettings),
            )
        )
        await recorder.begin(plan.version, plan.cameras)
        if plan.socket is not None:
            await stack.enter_async_context(MediaSocket(recorder, plan.socket))
        if live.host:
            address = (live.host, live.port)
            await stack.enter_async_context(MediaSocket(recorder, address=address, tls=live.tls(), token=plan.token))
        _greet(plan)
        _quieten_collector()
        await recorder.run(stop)


def _greet(plan: Plan) -> None:
    folders = ", ".join(str(folder) for folder in plan.folders)
    sys.stdout.write(f"Recording {len(plan.cameras)} cameras to {folders}. Ctrl-C stops and closes every file.\n")
    sys.stdout.flush()


def _quieten_collector() -> None:
    """What was loaded until now lives as long as the process: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 50)


async def _run(plan: Plan) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await record(plan, stop)


def recorder(
    data: Annotated[
        Path | None,
        typer.Option("--data", help="The data folder, when the server manages this recorder.", envvar="BEADLE_DATA"),
    ] = None,
    cameras: Annotated[
        Path | None,
        typer.Option("--cameras", help="A TOML file of [[camera]] tables with name and url: record without a server."),
    ] = None,
    volume: Annotated[
        list[Path] | None, typer.Option("--volume", help="A folder for footage; may be given several times.")
    ] = None,
    socket: Annotated[
        Path | None, typer.Option("--socket", help="Where to listen for viewers and for the server.")
    ] = None,
) -> None:
    """Record cameras. Needs no database: `beadle recorder --cameras cameras.toml --volume DIR`."""
    import uvloop  # noqa: PLC0415 - only here, so that help and tests do not load it

    configure(json=True)
    if cameras is not None:
        plan = plan_by_hand(cameras, volume or [], socket)
    else:
        plan = plan_from_data(data or Path("beadle-data"), volume or [], socket)
    uvloop.run(_run(plan))
