"""The part that seals the log: gives committed lines and segment hashes their leaves, and signs checkpoints.

One sequencer leads, in whichever worker came first; the others wait for its advisory lock, which PostgreSQL takes back
when the leader's connection ends, however it ends. A batch of leaves is one transaction, so a kill leaves nothing half
done. What waits for a leaf stands in `audit_pending`, put there by the transaction that wrote it: one that commits late
is found whenever it commits, whatever its number.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import psycopg

from beadle.audit.errors import TreeBroken
from beadle.audit.leaf import LINE_SQL, SEGMENTS_SQL
from beadle.audit.merkle import leaf_hash
from beadle.audit.note import Checkpoint, Signer
from beadle.audit.tree import Growth, Node, edges_of
from beadle.platform.clock import Clock
from beadle.platform.db import libpq_url
from beadle.platform.log import get_logger
from beadle.platform.tasks import Part, TaskSet, pause

LOCK = 0x_BEAD1E_106
"""The advisory lock of the leader."""

BATCH = 4096
"""Leaves of one transaction."""

_ROUND_S = 0.5
_FOLLOW_S = 2.0
_AGAIN_S = 5.0
_FAREWELL_S = 10.0
_log = get_logger("audit")

Connection = psycopg.AsyncConnection[tuple[Any, ...]]
While = Callable[[asyncio.Event], Coroutine[Any, Any, None]]


async def connect(url: str) -> Connection:
    """A connection whose moments read as they are hashed."""
    return await psycopg.AsyncConnection.connect(
        libpq_url(url), autocommit=True, options="-c TimeZone=UTC", application_name="beadle audit"
    )


class Signed(NamedTuple):
    """The last checkpoint; zeros before the first."""

    number: int
    size: int
    at: datetime | None


class Sequencer(Part):
    """`async with Sequencer(...) as part: await part.run(stop)`.

    key: gives the key in use; asked at each checkpoint, so that a changed one is taken up.
    leading: what else only the leader does, such as copying checkpoints; it is given an event that ends it.
    """

    def __init__(
        self,
        url: str,
        clock: Clock,
        key: Callable[[], Signer],
        *,
        checkpoint_seconds: float = 60,
        leading: While | None = None,
    ) -> None:
        self._url = url
        self._clock = clock
        self._key = key
        self._every = timedelta(seconds=checkpoint_seconds)
        self._leading = leading or _nothing
        self._growth = Growth()
        self._signed = Signed(0, 0, None)

    async def run(self, stop: asyncio.Event) -> None:
        """Lead or wait to lead until `stop` is set; then seal and sign what is there. Reconnects by itself."""
        while not stop.is_set():
            try:
                await self._take_part(stop)
            except Exception as error:  # noqa: BLE001 - whatever went wrong, the log has to be sealed again
                _log.error("the log is not being sealed", retry_in=_AGAIN_S, exc_info=error)
                await pause(stop, _AGAIN_S)

    async def _take_part(self, stop: asyncio.Event) -> None:
        async with await connect(self._url) as connection:
            while not await _leads(connection):
                await pause(stop, _FOLLOW_S)
                if stop.is_set():
                    return
            _log.info("sealing the log")
            await self._lead(connection, stop)

    async def _lead(self, connection: Connection, stop: asyncio.Event) -> None:
        over = asyncio.Event()
        async with TaskSet() as tasks:
            try:
                await self.load(connection)
                await self.seal_all(connection)
                await self.sign(connection)
                besides = tasks.spawn(self._leading(over), name="what the leader does besides")
                while not stop.is_set():
                    await self.seal_all(connection)
                    await self.sign_if_due(connection)
                    await pause(stop, _ROUND_S)
                await self.seal_all(connection)
                await self.sign(connection)
            finally:
                over.set()
            await asyncio.wait({besides}, timeout=_FAREWELL_S)

    async def load(self, connection: Connection) -> None:
        """Read where the tree stands. Raises TreeBroken where its edge is not whole."""
        (size,) = await _row(connection, 'SELECT coalesce(max("index") + 1, 0) FROM audit_leaf')
        edges = []
        for level, span in enumerate(edges_of(size)):
            table = "audit_leaf" if level == 0 else f"audit_node WHERE level = {level}"
            more = "WHERE" if level == 0 else "AND"
            found = await connection.execute(
                f'SELECT hash FROM {table} {more} "index" >= %s ORDER BY "index"',  # noqa: S608 - numbers
                (span.begin,),
            )
            edge = [bytes(hashed) for (hashed,) in await found.fetchall()]
            if len(edge) != span.end - span.begin:
                raise TreeBroken(f"Level {level} of the tree is not whole.", advice="Run: beadle audit verify.")
            edges.append(edge)
        self._growth = Growth(size, edges)
        found = await connection.execute("SELECT number, size, at FROM audit_checkpoint ORDER BY number DESC LIMIT 1")
        last = await found.fetchone()
        self._signed = Signed(last[0], last[1], last[2]) if last else Signed(0, 0, None)

    async def seal_all(self, connection: Connection) -> int:
        """Give everything that is committed its leaf; how many."""
        count = 0
        while (sealed := await self.seal(connection)) > 0:
            count += sealed
        return count

    async def seal(self, connection: Connection) -> int:
        """One batch, in one transaction: how many leaves. Where it fails, nothing has happened."""
        try:
            async with connection.transaction():
                waiting = await _waiting(connection)
                if waiting:
                    await self._append(connection, waiting)
        except BaseException:
            self._growth = Growth()  # it may be ahead of the database now; whoever goes on loads it anew
            raise
        return len(waiting)

    async def _append(self, connection: Connection, waiting: list[tuple[str, int, str | None]]) -> None:
        begin = self._growth.size
        hashes = [leaf_hash((text or "").encode()) for _, _, text in waiting]
        nodes = [node for hashed in hashes for node in self._growth.add(hashed)]
        await connection.execute(
            'INSERT INTO audit_leaf ("index", line_id, segments_id, hash) SELECT * FROM'
            " unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bytea[])",
            (
                list(range(begin, begin + len(waiting))),
                [number if kind == "line" else None for kind, number, _ in waiting],
                [number if kind == "segments" else None for kind, number, _ in waiting],
                hashes,
            ),
        )
        await _keep_nodes(connection, nodes)
        await connection.execute(
            "DELETE FROM audit_pending w USING unnest(%s::text[], %s::bigint[]) AS done (kind, id)"
            " WHERE w.kind = done.kind AND w.id = done.id",
            ([kind for kind, _, _ in waiting], [number for _, number, _ in waiting]),
        )

    async def sign_if_due(self, connection: Connection) -> bool:
        """Sign a checkpoint when the last one is old enough."""
        now, last = self._clock.now(), self._signed.at
        if last is not None and last <= now < last + self._every:
            return False
        return await self.sign(connection)

    async def sign(self, connection: Connection) -> bool:
        """Sign a checkpoint of the tree as it stands, unless the last one says the same. Raises BadKey."""
        size, number = self._growth.size, self._signed.number + 1
        if size == self._signed.size:
            return False
        signer = await asyncio.to_thread(self._key)
        at = self._clock.now().replace(microsecond=0)
        made = Checkpoint(signer.verifier.name, size, self._growth.root(), number, at)
        async with connection.transaction():
            await connection.execute(
                "INSERT INTO audit_key (key, since) VALUES (%s, %s) ON CONFLICT DO NOTHING", (signer.verifier.text, at)
            )
            await connection.execute(
                "INSERT INTO audit_checkpoint (number, size, at, root, note) VALUES (%s, %s, %s, %s, %s)",
                (number, size, at, made.root, signer.sign(made.body())),
            )
        self._signed = Signed(number, size, at)
        return True


async def _nothing(over: asyncio.Event) -> None:
    await over.wait()


async def _leads(connection: Connection) -> bool:
    (leads,) = await _row(connection, "SELECT pg_try_advisory_lock(%s)", LOCK)
    return bool(leads)


async def _row(connection: Connection, query: str, *values: object) -> tuple[Any, ...]:
    found = await (await connection.execute(query, values)).fetchone()
    assert found is not None
    return found


async def _waiting(connection: Connection) -> list[tuple[str, int, str | None]]:
    """What waits for its leaf: kind, number, and the text that is hashed, lines first, by number.

    The text is None only where somebody loosened the tables by hand; `verify` names such a line.
    """
    found: list[tuple[str, int, str | None]] = []
    for kind, table, form in (
        ("line", "audit_line l", LINE_SQL),
        ("segments", "audit_segments s", SEGMENTS_SQL),
    ):
        cursor = await connection.execute(
            f"SELECT w.kind, w.id, {form} FROM (SELECT kind, id FROM audit_pending WHERE kind = '{kind}'"  # noqa: S608
            f" ORDER BY id LIMIT {BATCH - len(found)}) w JOIN {table} ON {table[-1]}.id = w.id ORDER BY w.id"
        )
        found += await cursor.fetchall()
    return found


async def _keep_nodes(connection: Connection, nodes: list[Node]) -> None:
    if nodes:
        await connection.execute(
            'INSERT INTO audit_node (level, "index", hash) SELECT * FROM'
            " unnest(%s::smallint[], %s::bigint[], %s::bytea[])",
            ([n.level for n in nodes], [n.place for n in nodes], [n.hash for n in nodes]),
        )
