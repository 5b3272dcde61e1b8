"""Kills of server, worker and database at random moments while cameras push: `python -m tests.prove.push_kill`.

Cameras send as real ones do: again and again until they are answered 200, and then the next one. Server, worker and
database are killed with SIGKILL in turn, at random moments, and started again. In the end every message that was
acknowledged has to be exactly one read, and every read one that a camera sent. Exit code 1 where that is not so.

    .venv/bin/python -m tests.prove.push_kill [--kills 20] [--cameras 12] [--seed 1]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg
from rich.console import Console
from tests.factories.system import System, system
from tests.factories.waiting import until

from beadle.anpr.push.models import PlateCamera
from beadle.anpr.push.tokens import new_token, token_hash
from beadle.estate.models import Camera
from beadle.platform.clock import SYSTEM
from beadle.platform.db import Database, libpq_url

VICTIMS = ("server", "worker", "database")
SETTINGS = "[anpr.push]\nmessages_per_second = 1000\nburst = 10000\n"
PATIENCE_S = 180.0


@dataclass
class Findings:
    """What the cameras were told, and what there is."""

    acknowledged: set[str] = field(default_factory=set)
    tries: int = 0
    kills: Counter[str] = field(default_factory=Counter)


def body(event: str) -> bytes:
    """A Hikvision alert; the plate is made of the event, so that a read says which it is of."""
    plate = f"K{int(event[:8], 16) % 10**8:08d}"
    return (
        '<EventNotificationAlert version="2.0" xmlns="http://www.isapi.org/ver20/XMLSchema"><dateTime>'
        f"{SYSTEM.now().isoformat()}</dateTime><eventType>ANPR</eventType><ANPR><licensePlate>{plate}</licensePlate>"
        f"<confidenceLevel>97</confidenceLevel></ANPR><UUID>{event}</UUID></EventNotificationAlert>"
    ).encode()


async def camera(address: str, stop: asyncio.Event, found: Findings) -> None:
    """One camera: the same message until it is acknowledged, then the next. It is never told that it stops midway."""
    async with httpx.AsyncClient(timeout=10, trust_env=False) as http:
        while not stop.is_set():
            event = str(uuid.uuid4())
            data = body(event)
            while event not in found.acknowledged:
                found.tries += 1
                try:
                    answer = await http.post(address, content=data)
                except httpx.HTTPError:
                    await asyncio.sleep(0.05)
                    continue
                if answer.status_code == 200:
                    found.acknowledged.add(event)
                else:
                    await asyncio.sleep(0.05)
            await asyncio.sleep(0.02)


async def set_up(town: System, count: int) -> list[str]:
    """Cameras with their tokens; their push addresses."""
    addresses = []
    async with Database(town.database.url()) as database, database.work() as session:
        now = SYSTEM.now()
        for number in range(1, count + 1):
            row = Camera(id=uuid.uuid4(), number=number, key=f"push-{number}", name=f"Camera {number}")
            row.created_at = row.changed_at = now
            session.add(row)
            await session.flush()
            token = new_token()
            made = PlateCamera(camera_id=row.id, mode="pushed", adapter="auto", zone="Europe/London", fps=10.0)
            made.token_hash, made.created_at, made.changed_at = token_hash(token), now, now
            session.add(made)
            addresses.append(f"{town.address}/api/anpr/push/{token}")
    return addresses


async def kill(town: System, victim: str, dice: random.Random) -> None:
    """Kill one, leave it away for a moment, and start it again."""
    if victim == "database":
        await town.kill_database()
        await asyncio.sleep(dice.uniform(0, 2))
        await town.database.start()
        return
    await town.kill(victim)
    await asyncio.sleep(dice.uniform(0, 1))
    await town.start(victim)


def stored(url: str) -> list[str]:
    """The camera's event of every read; none while the database is away."""
    with psycopg.connect(libpq_url(url), connect_timeout=10) as connection:
        return [str(event) for (event,) in connection.execute("SELECT event_id FROM anpr_read").fetchall()]


async def prove(folder: Path, cameras: int, kills: int, dice: random.Random) -> tuple[Findings, list[str]]:
    """Push and kill, then wait until everything is read; what was acknowledged, and the events of all reads."""
    found = Findings()
    async with system(folder, start=("worker", "server"), durable=True, settings=SETTINGS) as town:
        addresses = await set_up(town, cameras)
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for address in addresses:
                group.create_task(camera(address, stop, found))
            for number in range(kills):
                await asyncio.sleep(dice.uniform(0.3, 3.0))
                victim = VICTIMS[number % len(VICTIMS)]
                await kill(town, victim, dice)
                found.kills[victim] += 1
                Console().print(f"kill {number + 1} of {kills}: {victim}; {len(found.acknowledged)} acknowledged")
            for name in ("server", "worker"):
                if town.running[name].poll() is not None:
                    await town.start(name)
            stop.set()
        url = town.database.url()

        async def look() -> bool:
            return found.acknowledged <= set(await asyncio.to_thread(stored, url))

        try:
            await until(look, seconds=PATIENCE_S, what="every read")
        except AssertionError as error:
            Console().print(str(error))
        return found, await asyncio.to_thread(stored, url)


def verdict(found: Findings, reads: list[str]) -> int:
    """Say it; 0 where every acknowledged message is exactly one read."""
    counts = Counter(reads)
    lost = found.acknowledged - counts.keys()
    twice = {event for event, count in counts.items() if count > 1}
    strange = counts.keys() - found.acknowledged
    Console().print(
        f"{sum(found.kills.values())} kills ({dict(found.kills)}), {found.tries} tries, "
        f"{len(found.acknowledged)} acknowledged, {len(reads)} reads: "
        f"{len(lost)} lost, {len(twice)} twice, {len(strange)} that nobody sent"
    )
    good = bool(found.acknowledged) and not lost and not twice and not strange
    return 0 if good else 1


async def main() -> int:
    """Run; 0 when nothing was lost and nothing came twice."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=20)
    options.add_argument("--cameras", type=int, default=12)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        found, reads = await prove(Path(name), given.cameras, given.kills, random.Random(given.seed))
    return verdict(found, reads)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
