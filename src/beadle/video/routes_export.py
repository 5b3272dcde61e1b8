"""Exports over HTTP: ask for one, see how far it is, stop it, fetch its files while they are being made."""

from __future__ import annotations

import asyncio
import uuid
from typing import Annotated

from fastapi import Header, Response

from beadle.accounts import guard
from beadle.accounts.guard import Ctx, permit
from beadle.accounts.permissions import Permission
from beadle.accounts.rights.purposes import grounds
from beadle.platform.clock import to_us
from beadle.platform.db import after_commit
from beadle.video import holding, queries, service
from beadle.video.cameras import named_all
from beadle.video.errors import ExportOver, NoFootage, NoSuchThing, NotMadeYet
from beadle.video.export.stored import PlanSource
from beadle.video.exporting import Workshop
from beadle.video.models import ExportFileRow, ExportRow
from beadle.video.news import OVERSEES
from beadle.video.playback import ranges
from beadle.video.playback.reading import FileSource, Source
from beadle.video.routes_playback import send
from beadle.video.schemas import ExportFileOut, ExportIn, ExportOut
from beadle.video.terms import Action, ExportStatus, FileKind, NamedCamera

router = guard.router(prefix="/video/exports", tags=["exports"])

_GONE = {ExportStatus.CANCELLED.value, ExportStatus.FAILED.value}


def _reader(ctx: Ctx) -> uuid.UUID | None:
    """Whose exports the actor sees: their own, or (None) everybody's."""
    return None if ctx.may(OVERSEES) else ctx.actor.id


@router.post("", status_code=201)
async def request_export(
    wish: ExportIn, ctx: Annotated[Ctx, permit(Permission.FOOTAGE_EXPORT, Action.REQUEST_EXPORT, step_up=True)]
) -> ExportOut:
    """Ask for an export. Its footage is held from now on until it is made."""
    shop = ctx.deps.part(Workshop)
    ctx.about(
        case_reference=wish.reference or "",
        objects=[f"camera:{camera}" for camera in wish.cameras],
        detail={
            "reason": wish.reason,
            "cameras": [str(camera) for camera in wish.cameras],
            "from": wish.from_.isoformat(),
            "to": wish.to.isoformat(),
            "working_copy": wish.working_copy,
        },
    )
    why = await grounds(ctx.session, ctx.actor, wish.purpose, wish.reference)
    ctx.matter.look(ctx.actor, why)
    await ctx.see(wish.cameras, purpose=why.id)
    cameras = await named_all(ctx.session, wish.cameras)
    matter = service.Matter(cameras, why)
    row, hold = await service.request_export(ctx.session, ctx.clock, ctx.actor, wish, matter, settings=shop.settings)
    ctx.about(object=f"export:{row.id}")
    lock = holding.wanted(hold)
    # The lock comes before the look: from here on neither retention nor a full disk takes this footage away.
    await asyncio.to_thread(lambda: holding.place(shop.library.volumes(), lock))
    try:
        await asyncio.to_thread(_check_footage, shop, row, cameras)
    except BaseException:
        await asyncio.shield(asyncio.to_thread(lambda: holding.withdraw(shop.library.volumes(), lock)))
        raise
    ctx.deps.jobs.defer_after(ctx.session, "video.export", export_id=str(row.id))
    return _out(row)


def _check_footage(shop: Workshop, row: ExportRow, cameras: list[NamedCamera]) -> None:
    span = to_us(row.from_at), to_us(row.to_at)
    lines = shop.library.archive().timeline([camera.key for camera in cameras], *span, buckets=1)
    empty = [camera.name for camera, line in zip(cameras, lines, strict=True) if not line.spans]
    if empty:
        raise NoFootage(
            f"Nothing was recorded between these times by: {', '.join(empty)}.",
            advice="Leave these cameras out, or choose another time.",
        )


@router.get("")
async def exports(ctx: Annotated[Ctx, permit(Permission.FOOTAGE_EXPORT, None)]) -> list[ExportOut]:
    """The newest exports of cameras in one's reach: one's own, or everybody's for whoever oversees them."""
    return [_out(row) for row in await queries.exports(ctx.session, _reader(ctx), await ctx.reach())]


@router.get("/{export_id}")
async def export(export_id: uuid.UUID, ctx: Annotated[Ctx, permit(Permission.FOOTAGE_EXPORT, None)]) -> ExportOut:
    """One export."""
    return _out(await _found(ctx, export_id))


@router.delete("/{export_id}")
async def cancel_export(
    export_id: uuid.UUID, ctx: Annotated[Ctx, permit(Permission.FOOTAGE_EXPORT, Action.CANCEL_EXPORT)]
) -> ExportOut:
    """Stop an export that is not finished. What was made of it is removed."""
    ctx.about(object=f"export:{export_id}")
    shop = ctx.deps.part(Workshop)
    await _found(ctx, export_id)
    row, hold = await service.cancel_export(ctx.session, ctx.clock, ctx.actor, export_id, reader=_reader(ctx))
    lock = holding.wanted(hold)

    async def let_go() -> None:
        await asyncio.to_thread(lambda: holding.release_quietly(shop.library.volumes(), lock))

    after_commit(ctx.session, let_go)
    ctx.deps.jobs.defer_after(ctx.session, "video.export_sweep")
    return _out(row)


@router.get("/{export_id}/files/{name}", response_class=Response)
async def export_file(
    export_id: uuid.UUID,
    name: str,
    ctx: Annotated[Ctx, permit(Permission.FOOTAGE_EXPORT, Action.DOWNLOAD_EXPORT)],
    range_: Annotated[str | None, Header(alias="range")] = None,
    if_range: Annotated[str | None, Header()] = None,
) -> Response:
    """A file of an export, also while it is being made: a master's every byte is known beforehand."""
    ctx.about(object=f"export:{export_id}", detail={"file": name[:120], "range": (range_ or "")[:60]})
    row = await _found(ctx, export_id)
    ctx.about(purpose=row.purpose, case_reference=row.reference or "")
    await ctx.see(row.camera_ids, purpose=row.purpose_id)
    file = await queries.export_file(ctx.session, export_id, name)
    ctx.about(objects=[f"camera:{file.camera_id}"])
    if row.status in _GONE or row.removed_at is not None:
        raise ExportOver("The files of this export are gone.", advice="Ask for the export again.")
    source, size = await asyncio.to_thread(_source, ctx.deps.part(Workshop), row, file)
    answer = ranges.answer(
        size=size,
        # The plan of a file is made once, so that its bytes are the same before, while and after it is made.
        etag=f'"{export_id}.{file.name}.{size}"',
        content_type="video/mp4",
        range_header=range_,
        if_range=if_range,
    )
    standing = ctx.standing(row.camera_ids, purpose=row.purpose_id)
    return await send(source, answer, standing, {"Content-Disposition": f'attachment; filename="{file.name}"'})


async def _found(ctx: Ctx, export_id: uuid.UUID) -> ExportRow:
    """The export, where it is the reader's to see and all its cameras are in reach. Raises NoSuchThing or Forbidden."""
    try:
        row = await queries.export(ctx.session, export_id, reader=_reader(ctx))
    except NoSuchThing as error:
        raise ctx.missing(error) from error
    await ctx.see(row.camera_ids)
    return row


def _source(shop: Workshop, row: ExportRow, file: ExportFileRow) -> tuple[Source, int]:
    if file.sha256:
        whole = FileSource(shop.place(row.id) / file.name)
        return whole, whole.size
    if file.kind == FileKind.WORKING.value:
        raise NotMadeYet("The working copy is still being made.", advice="Try again when the export is done.")
    planned = PlanSource(shop.plans(row, file.camera_key)[file.name])
    return planned, planned.size


def _out(row: ExportRow) -> ExportOut:
    files = [
        ExportFileOut(
            name=file.name,
            camera=file.camera_id,
            kind=FileKind(file.kind),
            bytes=file.bytes,
            sha256=file.sha256,
            url=f"/api/video/exports/{row.id}/files/{file.name}",
        )
        for file in row.files
    ]
    return ExportOut(
        id=row.id,
        status=ExportStatus(row.status),
        progress=row.progress,
        bytes_done=sum(file.bytes_done for file in row.files),
        bytes_total=sum(file.bytes for file in row.files),
        error=row.error,
        from_=row.from_at,
        to=row.to_at,
        purpose=row.purpose,
        purpose_id=row.purpose_id,
        reason=row.reason,
        reference=row.reference,
        working_copy=row.working_copy,
        requested_by=row.requested_by_name,
        requested_at=row.requested_at,
        finished_at=row.finished_at,
        removed_at=row.removed_at,
        files=files,
    )
