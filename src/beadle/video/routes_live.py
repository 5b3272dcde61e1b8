"""Live pictures and news over WebSockets."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from beadle.accounts.guard import SocketCtx, socket_permit
from beadle.accounts.permissions import Permission
from beadle.platform.errors import BeadleError
from beadle.video.browser import BrowserSocket
from beadle.video.cameras import named
from beadle.video.live.link import RecorderLink
from beadle.video.news import Hearing, NewsDesk
from beadle.video.relay import Feed, Tally, part, relay
from beadle.video.settings import RelaySettings
from beadle.video.terms import Action, NamedCamera, StreamName
from beadle.video.transcode import TranscodeSlots

router = APIRouter(tags=["live"])

_PARTING_S = 5.0


@router.websocket("/video/cameras/{camera_id}/live")
async def live(
    camera_id: uuid.UUID,
    ctx: Annotated[SocketCtx, socket_permit(Permission.LIVE_WATCH, Action.WATCH_LIVE, while_locked=True, look=True)],
    stream: StreamName = StreamName.MAIN,
    codec: Literal["h264"] | None = None,
) -> None:
    """A camera's live picture. The look is in the audit log before the first byte, and so is its end."""
    camera = await _camera(ctx, camera_id)
    await ctx.begin(object=f"camera:{camera_id}", detail={"stream": stream.value, "codec": codec or "as recorded"})
    browser, tally = BrowserSocket(ctx.socket), Tally()
    began = ctx.clock.monotonic()
    try:
        async with _feed(ctx, camera, stream, codec) as feed:
            settings = ctx.deps.settings.section(RelaySettings)
            await relay(feed, browser, ctx.still_allowed, check_s=settings.right_check_seconds, tally=tally)
    except BeadleError as error:
        tally.reason = str(error)
        await part(browser, tally.reason)
    finally:
        seconds = round(ctx.clock.monotonic() - began, 1)
        detail = {"seconds": seconds, "bytes": tally.bytes, "reason": tally.reason or "The server stopped."}
        async with asyncio.timeout(_PARTING_S):
            await ctx.note(Action.STOP_LIVE, detail=detail)
        await browser.close()


async def _camera(ctx: SocketCtx, camera_id: uuid.UUID) -> NamedCamera:
    try:
        async with ctx.session() as session:
            return await named(session, camera_id)
    except BeadleError as error:
        ctx.about(object=f"camera:{camera_id}")
        await ctx.refuse(error)
        raise


@asynccontextmanager
async def _feed(
    ctx: SocketCtx, camera: NamedCamera, stream: StreamName, codec: Literal["h264"] | None
) -> AsyncIterator[Feed]:
    async with ctx.deps.part(RecorderLink).live(camera.key, stream.value) as feed:
        if codec is None or "avc1." in str(feed.header.get("mime")):
            yield feed
            return
        async with ctx.deps.part(TranscodeSlots).transcoded(feed) as converted:
            yield converted


@router.websocket("/events")
async def events(
    ctx: Annotated[SocketCtx, socket_permit(Permission.ESTATE_READ, None, while_locked=True)],
    after: Annotated[int | None, Query(ge=0, le=2**62)] = None,
) -> None:
    """News for one browser: health, exports, volumes, alarms. `after` is the last identifier that it has seen.

    What is about cameras is told to whom rights reach them, and these are looked up anew every two seconds.
    """
    hearing = Hearing()
    async with ctx.session() as session:
        await hearing.learn(session, ctx.actor)
    ctx.follow(hearing.learn)
    await ctx.begin()
    browser = BrowserSocket(ctx.socket)
    try:
        await ctx.deps.part(NewsDesk).serve(browser, hearing.hears, ctx.still_allowed, after=after)
    finally:
        await browser.close()
