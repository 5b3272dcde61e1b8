"""Reads over HTTP: the newest, one, its pictures, and a socket that tells of new ones."""

from __future__ import annotations

import asyncio
import uuid
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from beadle.accounts import guard
from beadle.accounts.guard import Ctx, SocketCtx, permit, socket_permit
from beadle.accounts.permissions import Permission
from beadle.accounts.rights.reach import reach_of
from beadle.accounts.rules import Look, Matter
from beadle.anpr.errors import NoSuchRead
from beadle.anpr.reads import queries
from beadle.anpr.reads.cards import cards
from beadle.anpr.reads.errors import NoPicture
from beadle.anpr.reads.hearing import ReadsHearing
from beadle.anpr.reads.ids import is_read_id, moment_of
from beadle.anpr.reads.looks import ReadLooks
from beadle.anpr.reads.pictures import PictureStore
from beadle.anpr.reads.queries import Stored
from beadle.anpr.reads.schemas import LatestOut, Limit, ReadOut
from beadle.anpr.reads.settings import ReadsSettings
from beadle.anpr.reads.terms import Hits, Picture
from beadle.anpr.terms import Action
from beadle.estate import service as estate
from beadle.video.browser import BrowserSocket
from beadle.video.news import NewsDesk

router = guard.router(prefix="/anpr", tags=["plates"])

PRIVATE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
Token = Annotated[str, Query(max_length=400)]
_BEFORE = timedelta(days=2)
_NOBODYS = uuid.UUID(int=0)
# Who sees a read depends on how they came to it: by watching, by a search or by a sample. So the routes of one read ask
# for no permission of their own, and `_shown` asks for the one of the look.
_One = Annotated[Ctx, permit(Permission.SESSION_OWN, Action.SEE_READ, look=Look.TOKEN)]
_Patch = Annotated[Ctx, permit(Permission.SESSION_OWN, None, look=Look.TOKEN)]


@router.get("/reads/latest")
async def latest_reads(
    ctx: Annotated[Ctx, permit(Permission.PLATES_WATCH, Action.WATCH_READS, look=True)],
    limit: Limit = 50,
    camera_id: uuid.UUID | None = None,
) -> LatestOut:
    """The newest reads of cameras in reach, of the last two days, newest first: one look in the audit log.

    Its token opens the pictures of these reads and of those that come while it is valid.
    """
    stated = ctx.actor.stated
    assert stated is not None, "the guard asked for a stated purpose"
    if camera_id is not None:
        ctx.about(object=f"camera:{camera_id}")
        await ctx.see([camera_id], purpose=stated.id)
        watched = {camera_id}
    else:
        reach = await reach_of(ctx.session, ctx.actor, Permission.PLATES_WATCH, purpose=stated.id)
        watched = {camera for camera in await estate.places(ctx.session) if reach.covers(camera)}
    settings = ctx.deps.settings.section(ReadsSettings)
    now = ctx.clock.now()
    found = await queries.latest(ctx.session, watched, now, limit)
    ctx.about(detail={"reads": len(found)})
    ends = now + timedelta(minutes=settings.look_minutes)
    look = ctx.deps.part(ReadLooks).grant(ctx, Permission.PLATES_WATCH, now - _BEFORE, ends)
    return LatestOut(reads=await shown(ctx, found), look=look)


@router.get("/reads/{read_id}")
async def one_read(read_id: uuid.UUID, ctx: _One, look: Token = "") -> ReadOut:
    """One read. Asks for the permission of the look that it was found by; without a token, for watching reads."""
    return (await shown(ctx, [await _shown(ctx, read_id, look)]))[0]


@router.get("/reads/{read_id}/patch.jpg", response_class=Response)
async def read_patch(read_id: uuid.UUID, ctx: _Patch, look: Token = "") -> Response:
    """The picture of the plate. With the token of a look the look's own line in the audit log covers it."""
    read = await _shown(ctx, read_id, look)
    if not look:
        matter = Matter(object=f"read:{read_id}", objects=ctx.matter.objects, subjects=ctx.matter.subjects)
        matter.look(ctx.actor)
        await ctx.note(Action.SEE_READ, matter)
    return await _picture(ctx, read, Picture.PATCH)


@router.get("/reads/{read_id}/overview.jpg", response_class=Response)
async def read_overview(read_id: uuid.UUID, ctx: _One, look: Token = "") -> Response:
    """The whole picture, with the vehicle and who stands beside it: a line in the audit log each time."""
    ctx.about(detail={"picture": Picture.OVERVIEW.value})
    return await _picture(ctx, await _shown(ctx, read_id, look), Picture.OVERVIEW)


async def shown(ctx: Ctx, found: list[Stored]) -> list[ReadOut]:
    """Reads as answers, with their hits."""
    hits = await ctx.deps.part(Hits).of(ctx.session, [read.id for read in found])
    maker = await cards(ctx.session, ctx.deps.settings.section(ReadsSettings), hits)
    return [maker.card(read.columns, read.text) for read in found]


async def _shown(ctx: Ctx, read_id: uuid.UUID, token: str) -> Stored:
    """The read, where the look (or watching, for the stated purpose) is a right at its camera.

    Raises LookRefused, Forbidden, PurposeNeeded or NoSuchRead. For who is limited to some cameras, a read of another
    one and a read that is not there are refused alike.
    """
    ctx.about(object=f"read:{read_id}")
    permission, purpose = _grounds(ctx, read_id, token)
    try:
        read = await queries.read(ctx.session, read_id)
    except NoSuchRead:
        await ctx.see([_NOBODYS], permission, purpose=purpose)
        raise
    ctx.about(objects=[f"camera:{read.camera_id}"], subjects=[f"plate:{read.text}"])
    await ctx.see([read.camera_id], permission, purpose=purpose)
    ctx.looked = True
    return read


def _grounds(ctx: Ctx, read_id: uuid.UUID, token: str) -> tuple[Permission, uuid.UUID]:
    if token and is_read_id(read_id):
        look = ctx.deps.part(ReadLooks).granted(ctx, token, moment_of(read_id))
        ctx.about(detail={"look_for": str(look.purpose), "by": look.permission.value})
        return look.permission, look.purpose
    stated = ctx.actor.stated
    if stated is None:
        raise NoSuchRead("There is no such read.")
    return Permission.PLATES_WATCH, stated.id


async def _picture(ctx: Ctx, read: Stored, picture: Picture) -> Response:
    data = await asyncio.to_thread(ctx.deps.part(PictureStore).read, read.id, picture)
    if data is None:
        raise NoPicture("This read came without that picture.", advice="Look at the read itself.")
    return Response(data, media_type="image/jpeg", headers=PRIVATE)


socket_router = APIRouter(tags=["plates"])


@socket_router.websocket("/anpr/live")
async def live_reads(
    ctx: Annotated[SocketCtx, socket_permit(Permission.PLATES_WATCH, Action.WATCH_READS, look=True)],
    after: Annotated[int | None, Query(ge=0, le=2**62)] = None,
) -> None:
    """New reads of cameras in reach, as they come. The look is in the audit log before the first of them."""
    stated = ctx.actor.stated
    hearing = ReadsHearing(None if stated is None else stated.id)
    async with ctx.session() as session:
        await hearing.learn(session, ctx.actor)
    ctx.follow(hearing.learn)
    await ctx.begin(detail={"live": True})
    browser = BrowserSocket(ctx.socket)
    try:
        await ctx.deps.part(NewsDesk).serve(browser, hearing.hears, ctx.still_allowed, after=after)
    finally:
        await browser.close()
