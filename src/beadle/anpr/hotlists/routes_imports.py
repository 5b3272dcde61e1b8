"""Imports of hotlists over HTTP: send a file, see what it would do, start it, see how it went."""

from __future__ import annotations

import asyncio
import uuid
from typing import Annotated

from fastapi import APIRouter, Request, status
from fastapi.responses import FileResponse

from beadle.accounts.guard import Ctx, permit
from beadle.accounts.guard import router as guarded
from beadle.accounts.permissions import Permission
from beadle.anpr.hotlists import importing, queries
from beadle.anpr.hotlists.errors import BadFile, NoSuchImport
from beadle.anpr.hotlists.files import guessed
from beadle.anpr.hotlists.guessing import Guess
from beadle.anpr.hotlists.importing import Imports
from beadle.anpr.hotlists.models import ImportRow
from beadle.anpr.hotlists.schemas import ImportOut, ImportPreviewIn, ImportPreviewOut, StartIn
from beadle.anpr.hotlists.settings import HotlistSettings
from beadle.anpr.hotlists.staging import mapping_of
from beadle.anpr.hotlists.terms import ImportStatus
from beadle.anpr.terms import Action

MOST_BYTES = 1 << 30
_lists = guarded(prefix="/anpr/hotlists", tags=["hotlists"])
_imports = guarded(prefix="/anpr/imports", tags=["hotlists"])
Keep = Permission.PLATES_HOTLISTS


@_lists.post("/{list_id}/imports", status_code=status.HTTP_201_CREATED)
async def send_file(
    list_id: uuid.UUID,
    request: Request,
    ctx: Annotated[Ctx, permit(Keep, Action.IMPORT_HOTLIST, body_limit=MOST_BYTES, step_up=True)],
) -> ImportOut:
    """Send a CSV file, as the request's body. Nothing is taken in yet."""
    ctx.about(object=f"hotlist:{list_id}")
    list_ = await queries.hotlist(ctx.session, list_id)
    imports = _of(ctx)
    row = await importing.receive(ctx.session, ctx.clock, imports, list_, ctx.actor, request.stream())
    ctx.about(detail={"list": list_.name, "import": str(row.id), "bytes": row.bytes})
    return await _shown(imports, row)


@_imports.post("/{import_id}/preview")
async def preview_import(
    import_id: uuid.UUID, body: ImportPreviewIn, ctx: Annotated[Ctx, permit(Keep, Action.IMPORT_HOTLIST)]
) -> ImportPreviewOut:
    """What the file would do if its columns were that. Nothing is changed."""
    row = await _row(ctx, import_id)
    ctx.about(detail={"preview": True})
    list_ = await queries.hotlist(ctx.session, row.list_id)
    plan = await importing.plan_of(_of(ctx), row, body, ctx.clock.now())
    return await importing.preview(ctx.session, _of(ctx), list_, plan)


@_imports.post("/{import_id}/start", status_code=status.HTTP_202_ACCEPTED)
async def start_import(
    import_id: uuid.UUID, body: StartIn, ctx: Annotated[Ctx, permit(Keep, Action.IMPORT_HOTLIST, step_up=True)]
) -> ImportOut:
    """Take the file in, in the background: as the whole list from then on, or added to it."""
    row = await _row(ctx, import_id, lock=True)
    list_ = await queries.hotlist(ctx.session, row.list_id)
    ctx.about(detail={"list": list_.name, "replace": body.replace, "started": True})
    await importing.start(ctx.session, _of(ctx), row, body, ctx.clock.now())
    ctx.deps.jobs.defer_after(ctx.session, "anpr.import_hotlist", import_id=str(row.id))
    return await _shown(_of(ctx), row)


@_imports.get("/{import_id}")
async def show_import(import_id: uuid.UUID, ctx: Annotated[Ctx, permit(Keep, Action.SEE_HOTLIST)]) -> ImportOut:
    """How an import stands."""
    return await _shown(_of(ctx), await _row(ctx, import_id))


@_imports.get("/{import_id}/refused.csv", response_class=FileResponse, responses={200: {"content": {"text/csv": {}}}})
async def refused_rows(import_id: uuid.UUID, ctx: Annotated[Ctx, permit(Keep, Action.SEE_HOTLIST)]) -> FileResponse:
    """Every row that was refused, with its reason."""
    row = await _row(ctx, import_id)
    path = _of(ctx).shelf.refused(row.id)
    if row.status != ImportStatus.DONE.value or not await asyncio.to_thread(path.exists):
        raise NoSuchImport("There is no report of that import.", advice="It is there once the import is done.")
    ctx.about(detail={"refused": row.counts.get("refused", 0)})
    return FileResponse(path, media_type="text/csv; charset=utf-8", filename="refused.csv")


async def _row(ctx: Ctx, import_id: uuid.UUID, *, lock: bool = False) -> ImportRow:
    row = await queries.import_row(ctx.session, import_id, lock=lock)
    ctx.about(object=f"hotlist:{row.list_id}", detail={"import": str(row.id)})
    return row


def _of(ctx: Ctx) -> Imports:
    return Imports.at(ctx.deps.data_dir, ctx.deps.settings.section(HotlistSettings))


async def _shown(imports: Imports, row: ImportRow) -> ImportOut:
    guess = await asyncio.to_thread(_guess, imports, row)
    return ImportOut(
        id=row.id,
        list_id=row.list_id,
        status=ImportStatus(row.status),
        columns=row.columns,
        sample=[] if guess is None else guess.sample,
        guessed={} if guess is None else guess.mapping,
        encoding=row.encoding,
        delimiter=row.delimiter,
        bytes=row.bytes,
        mapping=mapping_of(row.mapping),
        replace=row.replace,
        progress=row.progress,
        counts=row.counts,
        failure=row.failure,
        asked_by=row.asked_by_name,
        asked_at=row.asked_at,
        finished_at=row.finished_at,
    )


def _guess(imports: Imports, row: ImportRow) -> Guess | None:
    """What the file is, as long as it is there."""
    try:
        return guessed(imports.shelf.sent(row.id), row.encoding, row.delimiter)
    except (FileNotFoundError, BadFile):
        return None


router = APIRouter()
for part in (_lists, _imports):
    router.include_router(part)
