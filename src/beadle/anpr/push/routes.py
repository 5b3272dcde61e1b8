"""Routes of cameras that read plates or push reads: set-ups, tokens, mappings, refused messages."""

from __future__ import annotations

import asyncio
import uuid
from datetime import datetime
from typing import Annotated

from fastapi import Query, Request, Response, status

from beadle.accounts.errors import Forbidden
from beadle.accounts.guard import Ctx, permit
from beadle.accounts.guard import router as guarded
from beadle.accounts.permissions import Permission
from beadle.anpr.push import queries, segments, service
from beadle.anpr.push.errors import NoSuchMessage
from beadle.anpr.push.models import RefusedMessage
from beadle.anpr.push.preview import preview
from beadle.anpr.push.schemas import (
    AgainOut,
    MappingPreviewIn,
    MappingPreviewOut,
    RefusedOut,
    SetUpChange,
    SetUpIn,
    SetUpOut,
    TokenOut,
)
from beadle.anpr.push.spool import spool_folder
from beadle.anpr.reading.state import ReadingState, read_state
from beadle.anpr.terms import Action
from beadle.estate import service as estate
from beadle.platform.text import storable

router = guarded(prefix="/anpr", tags=["plates"])

See = Annotated[Ctx, permit(Permission.PLATES_SETUP, Action.SEE_SETUP)]
Change = Annotated[Ctx, permit(Permission.PLATES_SETUP, Action.CHANGE_CAMERA)]
Prove = Annotated[Ctx, permit(Permission.PLATES_SETUP, Action.CHANGE_CAMERA, step_up=True)]
PUSH = "/api/anpr/push"


async def _one(ctx: Ctx, camera_id: uuid.UUID) -> SetUpOut:
    found = await queries.set_up(ctx.session, camera_id, service.beginning_of_day(ctx.clock))
    return (await service.shown(ctx.session, [found], await _states(ctx)))[0]


async def _states(ctx: Ctx) -> dict[uuid.UUID, ReadingState]:
    return await asyncio.to_thread(read_state, ctx.deps.data_dir, ctx.clock.now())


@router.get("/cameras")
async def plate_cameras(ctx: Annotated[Ctx, permit(Permission.PLATES_SETUP, None)]) -> list[SetUpOut]:
    """How the cameras in one's reach are set up for plates, and what they were heard of."""
    found = await queries.set_ups(ctx.session, service.beginning_of_day(ctx.clock))
    reach = await ctx.reach(Permission.ESTATE_READ)
    mine = [each for each in found if reach.covers_all([each.camera.camera_id])]
    return await service.shown(ctx.session, mine, await _states(ctx))


@router.post("/cameras", status_code=status.HTTP_201_CREATED)
async def set_up_plate_camera(body: SetUpIn, ctx: Change) -> SetUpOut:
    """Say how a camera's plates come. It gets its token by another request."""
    ctx.about(object=f"camera:{body.camera_id}", detail={"mode": body.mode, "adapter": body.adapter})
    await ctx.see([body.camera_id], Permission.ESTATE_READ)
    await service.create(ctx.session, ctx.clock, body)
    return await _one(ctx, body.camera_id)


@router.patch("/cameras/{camera_id}")
async def change_plate_camera(camera_id: uuid.UUID, body: SetUpChange, ctx: Change) -> SetUpOut:
    """Change a set-up; what is left out stays."""
    await ctx.see([camera_id], Permission.ESTATE_READ)
    ctx.about(detail=body.model_dump(mode="json", exclude_unset=True))
    await service.change(ctx.session, ctx.clock, camera_id, body)
    return await _one(ctx, camera_id)


@router.delete("/cameras/{camera_id}", status_code=status.HTTP_204_NO_CONTENT)
async def remove_plate_camera(camera_id: uuid.UUID, ctx: Change) -> None:
    """Take a set-up away, with its token. Reads and messages stay for their time."""
    await ctx.see([camera_id], Permission.ESTATE_READ)
    ctx.about(detail={"removed": True})
    await service.remove(ctx.session, ctx.clock, camera_id)


@router.post("/cameras/{camera_id}/token", status_code=status.HTTP_201_CREATED)
async def renew_push_token(camera_id: uuid.UUID, request: Request, ctx: Prove) -> TokenOut:
    """A new push address for a camera, shown this once. The old one ends. Asks for a fresh proof of who it is."""
    await ctx.see([camera_id], Permission.ESTATE_READ)
    ctx.about(detail={"token": "new"})
    token = await service.renew_token(ctx.session, ctx.clock, camera_id)
    host = request.headers.get("host", "")
    return TokenOut(token=token, address=f"{request.url.scheme}://{host}{PUSH}/{token}")


@router.post("/mappings/preview")
async def preview_mapping(body: MappingPreviewIn, ctx: See) -> MappingPreviewOut:
    """What a message would become with that mapping. Nothing is stored."""
    ctx.about(detail={"format": body.mapping.format, "bytes": len(body.sample)})
    return await asyncio.to_thread(preview, body, ctx.clock.now())


@router.get("/messages/refused")
async def refused_messages(
    ctx: See,
    camera_id: uuid.UUID | None = None,
    before: Annotated[datetime | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[RefusedOut]:
    """Messages that became no read, with the reason; the newest first, of the cameras in one's reach."""
    reach = await ctx.reach(Permission.ESTATE_READ)
    found = await queries.refused(ctx.session, camera_id, before, limit)
    names = {card.id: card.name for card in await estate.cards(ctx.session, retired=True)}
    return [_out(each, names[each.camera_id]) for each in found if reach.covers_all([each.camera_id])]


@router.get(
    "/messages/{message_id}/raw",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
async def raw_message(message_id: uuid.UUID, ctx: See) -> Response:
    """A refused message as it came: bytes that are not to be trusted, as a download."""
    message = await _message(ctx, message_id)
    folder = spool_folder(ctx.deps.data_dir)
    try:
        found = await asyncio.to_thread(segments.message_at, folder, message.segment, message.place)
    except FileNotFoundError:
        found = None
    if found is None:
        raise NoSuchMessage("The message's file is not there any more.")
    headers = {"content-disposition": f'attachment; filename="message-{message.id}.bin"'}
    return Response(found.body, media_type="application/octet-stream", headers=headers)


@router.post("/messages/{message_id}/again", status_code=status.HTTP_202_ACCEPTED)
async def try_message_again(message_id: uuid.UUID, ctx: Change) -> AgainOut:
    """Have a refused message tried again with the set-up as it is now; the worker does it within a second or two."""
    message = await _message(ctx, message_id)
    await service.again(ctx.session, ctx.clock, message)
    return AgainOut()


async def _message(ctx: Ctx, message_id: uuid.UUID) -> RefusedMessage:
    """The message. For whoever is limited, one of another group's camera and none at all are refused alike."""
    ctx.about(object=f"message:{message_id}")
    reach = await ctx.reach(Permission.ESTATE_READ)
    message = await queries.refused_message(ctx.session, message_id)
    if message is not None and reach.covers_all([message.camera_id]):
        ctx.about(objects=[f"camera:{message.camera_id}"])
        return message
    if reach.everywhere:
        raise NoSuchMessage("There is no such message, or its time is over.")
    raise Forbidden("Your rights do not cover that message.", advice="Ask whoever may set up every camera.")


def _out(message: RefusedMessage, name: str) -> RefusedOut:
    return RefusedOut(
        id=message.id,
        camera_id=message.camera_id,
        camera=name,
        received_at=message.received_at,
        reason=message.reason,
        adapter=message.adapter,
        size=message.size,
        content_type=str(storable(message.content_type)),
        again=message.again_at is not None,
    )
