"""The claim: 500 reads a second from cameras that push, for a minute; from the push to the screen p95 500 ms.

Starts a PostgreSQL of its own (durable: every commit is on the disk), a server and a worker as `beadle up` would run
them, and cameras that push over real HTTP, each with a picture. For every message it is known when it was sent, when it
was acknowledged (then it is on the disk), when its read was committed, and when its event reached a listener as the
servers have it. The peer is the same server answering a request that keeps nothing.

    .venv/bin/python -m benchmarks.push [--rate 500] [--seconds 60] [--cameras 40] [--picture 20000] [--json FILE]
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg
from tests.factories.system import System, system

from beadle.anpr.push.models import PlateCamera
from beadle.anpr.push.tokens import new_token, token_hash
from beadle.estate.models import Camera
from beadle.platform.clock import SYSTEM
from beadle.platform.db import Database, libpq_url
from beadle.platform.events import Listener, Told
from benchmarks.report import Row, percentile, report

BOUNDARY = "beadle-benchmark"
PLATES = "ABCDEFGHKLMNPRSTUVWXY"
LISTENS_S = 20.0
CONNECTIONS = 4
"""Of each camera."""


def plate(number: int) -> str:
    """A plate of today's form for each number."""
    letters = [PLATES[number // 21**place % 21] for place in range(5)]
    return f"{letters[0]}{letters[1]}{number % 90 + 10}{letters[2]}{letters[3]}{letters[4]}"


def body(number: int, event: str, picture: bytes) -> bytes:
    """A Hikvision alert with a scene, as such cameras send it."""
    xml = (
        '<EventNotificationAlert version="2.0" xmlns="http://www.isapi.org/ver20/XMLSchema"><dateTime>'
        f"{datetime.now(UTC).isoformat()}</dateTime><eventType>ANPR</eventType><ANPR><licensePlate>{plate(number)}"
        "</licensePlate><line>1</line><direction>forward</direction><confidenceLevel>97</confidenceLevel></ANPR>"
        f"<UUID>{event}</UUID></EventNotificationAlert>"
    )
    parts = []
    for name, kind, data in (("anpr.xml", "text/xml", xml.encode()), ("detectionPicture.jpg", "image/jpeg", picture)):
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\nContent-Type: {kind}\r\n\r\n'
        parts.append(head.encode() + data + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


@dataclass
class Sent:
    """What the cameras saw. Moments are monotonic seconds, which all processes of a machine share."""

    at: dict[str, float] = field(default_factory=dict)
    acknowledged: dict[str, float] = field(default_factory=dict)
    refused: int = 0


async def cameras(addresses: list[str], rate: float, seconds: float, picture: bytes) -> Sent:
    """Cameras that push at that rate together, over connections that stay open, as cameras do.

    A message's time is when it was due, not when the connection was free for it: waiting counts.
    """
    sent = Sent()
    lines = [address for address in addresses for _ in range(CONNECTIONS)]
    begun = time.monotonic()

    async def line(place: int) -> None:
        parts = urlsplit(lines[place])
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        head = f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        head += f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: "
        for number in range(place, int(rate * seconds), len(lines)):
            due = begun + number / rate
            await asyncio.sleep(max(due - time.monotonic(), 0))
            event = str(uuid.uuid4())
            data = body(number, event, picture)
            sent.at[event] = due
            writer.write(f"{head}{len(data)}\r\n\r\n".encode() + data)
            if await answered(reader) == 200:
                sent.acknowledged[event] = time.monotonic()
            else:
                sent.refused += 1
        writer.close()

    await asyncio.gather(*(line(place) for place in range(len(lines))))
    return sent


async def answered(reader: asyncio.StreamReader) -> int:
    """The status of the next answer, whose body is read and left."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = head.partition("content-length:")[2].partition("\r\n")[0]
    await reader.readexactly(int(length))
    return int(head.split(" ", 2)[1])


def cameras_in_process(
    addresses: list[str], rate: float, seconds: float, picture: bytes, said: multiprocessing.Queue[Sent]
) -> None:
    """The cameras are other machines: they get a process of their own."""
    said.put(asyncio.run(cameras(addresses, rate, seconds, picture)))


def listen_in_process(url: str, ready: Any, ended: Any, said: multiprocessing.Queue[dict[str, float]]) -> None:
    """A server's listener: when the news of each read first reached it, by the read's identifier, until `ended`."""

    async def run() -> None:
        heard: dict[str, float] = {}
        stop = asyncio.Event()

        def hear(told: Told) -> None:
            if told.kind == "plates.reads":
                now = time.monotonic()
                for read in told.body["reads"]:
                    heard.setdefault(str(read["id"]), now)

        async with Database(url) as database:
            listener = Listener(database, SYSTEM)
            listener.subscribe(hear)
            running = asyncio.ensure_future(listener.run(stop))
            await listener.ready.wait()
            ready.put(True)
            await asyncio.to_thread(ended.get)
            stop.set()
            await running
        said.put(heard)

    asyncio.run(run())


async def set_up(town: System, url: str, count: int) -> list[str]:
    """Cameras with their tokens, entered as the page would; their push addresses."""
    addresses = []
    async with Database(url) as database, database.work() as session:
        now = SYSTEM.now()
        for number in range(1, count + 1):
            camera = Camera(id=uuid.uuid4(), number=number, key=f"bench-{number}", name=f"Camera {number}")
            camera.created_at = camera.changed_at = now
            session.add(camera)
            await session.flush()
            token = new_token()
            session.add(
                PlateCamera(
                    camera_id=camera.id,
                    mode="pushed",
                    adapter="auto",
                    zone="Europe/London",
                    fps=10.0,
                    token_hash=token_hash(token),
                    created_at=now,
                    changed_at=now,
                )
            )
            addresses.append(f"{town.address}/api/anpr/push/{token}")
    await _until_known(addresses[-1])
    return addresses


async def _until_known(address: str) -> None:
    """Until the server has the tokens; it looks every five seconds where nobody tells it."""
    async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
        while (await http.post(address, content=b"Heartbeat")).status_code != 200:  # noqa: ASYNC110 - of another process
            await asyncio.sleep(0.2)


async def all_read(url: str, wanted: int, patience: float) -> tuple[int, float]:
    """Wait until so many reads are stored; how many there are, and seconds."""
    begun = time.monotonic()
    async with await psycopg.AsyncConnection.connect(libpq_url(url), autocommit=True) as connection:
        while True:
            row = await (await connection.execute("SELECT count(*) FROM anpr_read")).fetchone()
            count = 0 if row is None else int(row[0])
            if count >= wanted or time.monotonic() - begun > patience:
                return count, time.monotonic() - begun
            await asyncio.sleep(0.1)


async def ids(url: str) -> dict[str, str]:
    """The camera's event of every read, by the read's identifier."""
    async with await psycopg.AsyncConnection.connect(libpq_url(url)) as connection:
        rows = await (await connection.execute("SELECT id::text, event_id FROM anpr_read")).fetchall()
    return {str(read): str(event) for read, event in rows}


def cpu_seconds(town: System) -> dict[str, float]:
    """Processor time that server and worker have used, their children not among it."""
    found = {}
    for name in ("server", "worker"):
        fields = Path(f"/proc/{town.running[name].pid}/stat").read_text().rpartition(")")[2].split()
        found[name] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return found


async def peer(town: System, seconds: float) -> float:
    """Requests a second that the same server answers where nothing is kept: an unknown address."""
    end, count = time.monotonic() + seconds, 0
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:

        async def ask() -> None:
            nonlocal count
            while time.monotonic() < end:
                await http.post(f"{town.address}/api/anpr/push/nobody", content=b"x")
                count += 1

        await asyncio.gather(*(ask() for _ in range(16)))
    return count / seconds


async def measure(given: argparse.Namespace) -> list[Row]:
    """Run everything."""
    picture = b"\xff\xd8\xff\xe0" + os.urandom(given.picture)
    settings = "[anpr.push]\nmessages_per_second = 1000\nburst = 10000\n"
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(dir=given.folder) as name:
        async with system(Path(name), start=("worker", "server"), durable=True, settings=settings) as town:
            url = town.database.url()
            addresses = await set_up(town, url, given.cameras)
            ready, ended, heard, sent = (context.Queue() for _ in range(4))
            listener = context.Process(target=listen_in_process, args=(url, ready, ended, heard))
            pushing = context.Process(
                target=cameras_in_process, args=(addresses, given.rate, given.seconds, picture, sent)
            )
            listener.start()
            await asyncio.to_thread(ready.get)
            spent = cpu_seconds(town)
            pushing.start()
            found: Sent = await asyncio.to_thread(sent.get)
            took = time.monotonic() - min(found.at.values())
            stored, behind = await all_read(url, len(found.acknowledged), LISTENS_S + given.seconds)
            cpu = {name: seconds - spent[name] for name, seconds in cpu_seconds(town).items()}
            ended.put(True)
            news: dict[str, float] = await asyncio.to_thread(heard.get)
            events = await ids(url)
            bare = await peer(town, 5)
            for process in (listener, pushing):
                process.join()
    on_screen = {events[read]: at for read, at in news.items() if read in events}
    return [*rows(given, found, (stored, behind, took, bare), on_screen), cost(cpu, stored)]


def cost(cpu: dict[str, float], stored: int) -> Row:
    """What a read costs, which does not depend on what else the machine does."""
    each = {name: seconds * 1000 / max(stored, 1) for name, seconds in cpu.items()}
    got = f"{each['server']:.2f} / {each['worker']:.2f}"
    return Row("processor time a read, server / worker (ms)", "<= 2 each", got, max(each.values()) <= 2)


def rows(
    given: argparse.Namespace, sent: Sent, figures: tuple[int, float, float, float], on_screen: dict[str, float]
) -> list[Row]:
    """What was found beside the goals."""
    stored, behind, took, bare = figures
    kept = [(at - sent.at[event]) * 1000 for event, at in sent.acknowledged.items()]
    seen = [(on_screen[event] - sent.at[event]) * 1000 for event in sent.acknowledged if event in on_screen]
    lost = len(sent.acknowledged) - len(seen)
    rate = stored / max(took + behind, 0.001)
    shown = " / ".join(f"{percentile(seen, share):.0f}" for share in (0.5, 0.95, 0.99)) if seen else "none"
    p95, p99 = (percentile(seen, 0.95), percentile(seen, 0.99)) if seen else (9e9, 9e9)
    return [
        Row(
            f"reads a second sustained, push to stored ({given.seconds:g} s at {given.rate:g})",
            f">= {given.rate:g}",
            f"{rate:.0f}",
            rate >= given.rate * 0.97,
        ),
        Row(
            "push to acknowledged, on disk, p50 / p95 (ms)",
            "",
            " / ".join(f"{percentile(kept, s):.0f}" for s in (0.5, 0.95)),
        ),
        Row(
            "push to its event at a server, p50 / p95 / p99 (ms)",
            "p95 500, p99 1000",
            shown,
            p95 <= 500 and p99 <= 1000,
        ),
        Row("acknowledged and not read", "0", str(len(sent.acknowledged) - stored), len(sent.acknowledged) == stored),
        Row("reads whose event did not come", "0", str(lost), lost == 0),
        Row("messages turned away", "0", str(sent.refused), sent.refused == 0),
        Row("peer: requests a second that keep nothing, same server", "", f"{bare:.0f}"),
    ]


def main() -> None:
    """Run and report."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rate", type=float, default=500)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--cameras", type=int, default=40)
    options.add_argument("--picture", type=int, default=20_000, help="bytes of the picture in each message")
    options.add_argument("--folder", type=Path, default=None, help="where the installation is made")
    options.add_argument("--json", type=Path, default=None)
    given = options.parse_args()
    found = asyncio.run(measure(given))
    note = "The cameras run on the same machine and take part of it."
    report("Plates: cameras that push", found, given.json, note)


if __name__ == "__main__":
    main()
