"""One export in the worker: plan, copy, check, transcode, and say how far it is. It may be killed at any moment.

Exactly one process makes an export at a time: it holds a PostgreSQL lock that goes away with its connection, so that
nothing has to be cleaned up after a kill. What is on disk then is checked and gone on with.
"""

from __future__ import annotations

import asyncio
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import text

from beadle.accounts.terms import SYSTEM
from beadle.audit import service as audit
from beadle.audit.terms import Entry, Outcome
from beadle.platform.clock import Clock, to_us
from beadle.platform.db import Database
from beadle.platform.errors import BeadleError, Unavailable
from beadle.platform.log import get_logger
from beadle.platform.storage import free_bytes
from beadle.video import holding, queries, service
from beadle.video.errors import DiskFull
from beadle.video.export import stored
from beadle.video.export.build import MasterBuild
from beadle.video.export.naming import master_name, working_name
from beadle.video.export.plan import ClipPlan, plan_clips
from beadle.video.export.working import WorkingCopy, sha256_of
from beadle.video.library import Library
from beadle.video.models import ExportFileRow, ExportRow
from beadle.video.settings import ExportSettings
from beadle.video.terms import Action, ExportStatus, FileKind

_TELL_EVERY_S = 0.5
_LOCK_SPACE = 0x_BEAD
_log = get_logger("export")


class StoppedError(Exception):
    """The export was cancelled while it was being made."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """What making an export needs. `folder` holds one folder for each export."""

    database: Database
    clock: Clock
    library: Library
    settings: ExportSettings
    folder: Path

    @property
    def reserve_bytes(self) -> int:
        """Room that an export never uses up."""
        return self.settings.reserve_megabytes << 20

    def place(self, export_id: uuid.UUID) -> Path:
        """The folder of one export."""
        return self.folder / str(export_id)

    def plans(self, row: ExportRow, camera_key: str) -> dict[str, ClipPlan]:
        """The plans of a camera's master files by their names, in order; made once. Blocking. Raises NoFootage."""
        span = to_us(row.from_at), to_us(row.to_at)

        def make() -> list[ClipPlan]:
            return plan_clips(self.library.archive().recorded(camera_key, *span), *span)

        made = stored.ensure(self.place(row.id), master_name(camera_key, *span), make)
        return {master_name(camera_key, *span, part): plan for part, plan in enumerate(made, 1)}


def folder_of(settings: ExportSettings, data_dir: Path) -> Path:
    """Where exports lie."""
    return settings.folder or data_dir / "exports"


@asynccontextmanager
async def alone(database: Database, export_id: uuid.UUID) -> AsyncIterator[bool]:
    """Whether this process is the one that may work on the export, for as long as the block lasts."""
    key = int.from_bytes(export_id.bytes[:4], "big", signed=True)
    async with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        question = text("SELECT pg_try_advisory_lock(:space, :key)")
        mine = bool((await connection.execute(question, {"space": _LOCK_SPACE, "key": key})).scalar())
        try:
            yield mine
        finally:
            if mine:
                answer = text("SELECT pg_advisory_unlock(:space, :key)")
                await connection.execute(answer, {"space": _LOCK_SPACE, "key": key})


async def is_abandoned(database: Database, export_id: uuid.UUID) -> bool:
    """Whether nobody works on the export just now."""
    async with alone(database, export_id) as mine:
        return mine


async def make(shop: Workshop, export_id: uuid.UUID) -> None:
    """Make the export, or go on with it. Errors that a retry cannot mend end it with a reason; others are raised."""
    async with alone(shop.database, export_id) as mine:
        if not mine:
            return
        async with shop.database.session() as session:
            row = await queries.export(session, export_id)
        if row.status not in {ExportStatus.QUEUED.value, ExportStatus.RUNNING.value}:
            return
        run = _Run(shop, row)
        try:
            await run.all()
        except StoppedError:
            await asyncio.to_thread(shutil.rmtree, shop.place(export_id), ignore_errors=True)
        except Unavailable:
            raise  # the database or a disk is away: tried again
        except BeadleError as error:
            await run.end(ExportStatus.FAILED, str(error))
            await asyncio.to_thread(shutil.rmtree, shop.place(export_id), ignore_errors=True)


class _Run:
    def __init__(self, shop: Workshop, row: ExportRow) -> None:
        self._shop = shop
        self._row = row
        self._folder = shop.place(row.id)
        self._masters: list[ExportFileRow] = []
        self._copies: dict[str, ExportFileRow] = {}
        self._plans: dict[str, ClipPlan] = {}
        self._done: dict[str, int] = {}
        self._share: dict[str, float] = {}
        self._told = shop.clock.monotonic() - _TELL_EVERY_S

    async def all(self) -> None:
        await asyncio.to_thread(self._folder.mkdir, mode=0o700, parents=True, exist_ok=True)
        await self._plan()
        await self._check_room()
        await self._tell(sizes=True)
        for file in self._masters:
            if not await self._is_there(file):
                await self._master(file)
        for file in self._masters:
            copy = self._copies.get(working_name(file.name))
            if copy is not None and not await self._is_there(copy):
                await self._copy(file, copy)
        await self.end(ExportStatus.DONE, None)

    async def _plan(self) -> None:
        """Plan every camera, and list the further files that a change of codec makes necessary."""
        cameras = {service.Subject(file.camera_id, file.camera_key, file.camera_name) for file in self._row.files}
        made = {each: await asyncio.to_thread(self._shop.plans, self._row, each.camera_key) for each in cameras}
        async with self._shop.database.work() as session:
            row = await queries.export(session, self._row.id, lock=True)
            for camera, plans in made.items():
                self._plans |= plans
                service.list_files(row, camera, plans)
        self._masters = [file for file in row.files if file.kind == FileKind.MASTER.value]
        self._copies = {file.name: file for file in row.files if file.kind == FileKind.WORKING.value}

    async def _is_there(self, file: ExportFileRow) -> bool:
        """Whether an earlier attempt finished this file and noted its hash."""
        path = self._folder / file.name
        whole = bool(file.sha256) and await asyncio.to_thread(path.exists)
        if whole:
            self._done[file.name], self._share[file.name] = file.bytes, 1.0
        return whole

    async def _check_room(self) -> None:
        wanted = sum(plan.size for plan in self._plans.values())
        there = await asyncio.to_thread(_bytes_in, self._folder)
        if await asyncio.to_thread(free_bytes, self._folder) + there < wanted + self._shop.reserve_bytes:
            raise DiskFull(
                f"The export needs {wanted / 1e9:.1f} GB, and the disk for exports has no room for it.",
                advice="Remove old exports, choose a shorter time, or make room.",
            )

    async def _master(self, file: ExportFileRow) -> None:
        plan = self._plans[file.name]
        build = MasterBuild(plan, self._folder / file.name, reserve_bytes=self._shop.reserve_bytes)
        try:
            complete = False
            while not complete:
                complete = await asyncio.to_thread(build.advance)
                self._done[file.name], self._share[file.name] = build.done_bytes, build.done_bytes / plan.size
                await self._tell()
            digest = await asyncio.to_thread(build.finish)
        finally:
            build.close()
        await self._note(file, plan.size, digest)

    async def _copy(self, master: ExportFileRow, file: ExportFileRow) -> None:
        zone = ZoneInfo(self._shop.settings.time_zone)
        path = self._folder / file.name
        plan = self._plans[master.name]
        copy = WorkingCopy(plan, self._folder / master.name, path, camera=file.camera_name, zone=zone)
        steps = copy.steps(reserve_bytes=self._shop.reserve_bytes)
        try:
            while (share := await asyncio.to_thread(_next, steps)) is not None:
                self._share[file.name] = share
                await self._tell()
        finally:
            await asyncio.to_thread(steps.close)  # type: ignore[attr-defined]  # a generator
            await asyncio.to_thread(copy.discard)
        digest = await asyncio.to_thread(sha256_of, path)
        await self._note(file, path.stat().st_size, digest)

    async def _note(self, file: ExportFileRow, size: int, digest: str) -> None:
        self._done[file.name], self._share[file.name] = size, 1.0
        async with self._shop.database.work() as session:
            row = await queries.export_file(session, self._row.id, file.name)
            row.bytes, row.bytes_done, row.sha256 = size, size, digest
        file.bytes, file.sha256 = size, digest

    async def _tell(self, *, sizes: bool = False) -> None:
        """Note progress, at most twice a second. Raises StoppedError when the export was cancelled."""
        now = self._shop.clock.monotonic()
        if now - self._told < _TELL_EVERY_S and not sizes:
            return
        self._told = now
        async with self._shop.database.work() as session:
            row = await queries.export(session, self._row.id, lock=True)
            if row.status not in {ExportStatus.QUEUED.value, ExportStatus.RUNNING.value}:
                raise StoppedError
            row.status = ExportStatus.RUNNING.value
            for file in row.files:
                if file.name in self._plans:
                    file.bytes = self._plans[file.name].size
                file.bytes_done = self._done.get(file.name, 0)
            row.progress = sum(self._share.values()) / max(1, len(row.files))
            await service.tell_progress(session, self._shop.clock, row)

    async def end(self, status: ExportStatus, error: str | None) -> None:
        """Note the end, release the footage, and write it all down. A cancelled export stays cancelled."""
        async with self._shop.database.work() as session:
            row = await queries.export(session, self._row.id, lock=True)
            if row.status not in {ExportStatus.QUEUED.value, ExportStatus.RUNNING.value}:
                raise StoppedError
            row.status, row.error, row.finished_at = status.value, error, self._shop.clock.now()
            row.progress = 1.0 if status is ExportStatus.DONE else row.progress
            hold = await queries.hold(session, row.hold_id, lock=True)
            if hold.released_at is None:
                service.end_hold(hold, self._shop.clock, SYSTEM, "The export has ended.")
            await audit.record(session, self._shop.clock, self._entry(row))
            await service.tell_progress(session, self._shop.clock, row)
            lock = holding.wanted(hold)
        try:
            await asyncio.to_thread(lambda: holding.release(self._shop.library.volumes(), lock))
        except BeadleError as trouble:
            _log.warning("an export's hold stays until the next check", export=str(self._row.id), reason=str(trouble))

    def _entry(self, row: ExportRow) -> Entry:
        files = [{"name": file.name, "bytes": file.bytes, "sha256": file.sha256} for file in row.files]
        return Entry(
            action=Action.FINISH_EXPORT,
            actor=SYSTEM.name,
            object=f"export:{row.id}",
            purpose=row.purpose,
            case_reference=row.reference or "",
            outcome=Outcome.OK if row.status == ExportStatus.DONE.value else Outcome.FAILED,
            detail={"requested_by": row.requested_by_name, "error": row.error, "files": files},
        )


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())


def _next(steps: Iterator[float]) -> float | None:
    return next(steps, None)


async def sweep(shop: Workshop, keep_days: int) -> Sequence[uuid.UUID]:
    """Remove the files of exports that ended badly, at once, and of finished ones at their age; what was removed."""
    async with shop.database.session() as session:
        ended = await queries.ended_exports(session, shop.clock.now(), keep_days)
    removed = []
    for row in ended:
        async with alone(shop.database, row.id) as mine:
            if not mine:
                continue
            await asyncio.to_thread(shutil.rmtree, shop.place(row.id), ignore_errors=True)
            if await asyncio.to_thread(shop.place(row.id).exists):
                _log.error("the files of an export cannot be removed", export=str(row.id))
                continue
            async with shop.database.work() as session:
                await service.note_removed(session, shop.clock, row.id)
            removed.append(row.id)
    return removed
