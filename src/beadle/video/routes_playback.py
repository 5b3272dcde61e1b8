"""Recorded footage over HTTP: time line, fragments, media bytes, playlists and pictures."""

from __future__ import annotations

import uuid
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Annotated

from fastapi import Header, Query, Response
from fastapi.responses import StreamingResponse

from beadle.accounts import guard
from beadle.accounts.admission import Standing
from beadle.accounts.guard import Ctx, permit
from beadle.accounts.permissions import Permission
from beadle.accounts.rules import Look, Matter
from beadle.platform.clock import from_us, to_us
from beadle.platform.db import after_commit
from beadle.platform.moment import Moment
from beadle.video.cameras import named, named_all
from beadle.video.errors import BadRequest, LookRefused
from beadle.video.footage.terms import CameraTimeline, Hold, Segment
from beadle.video.mp4.fragment import TIMESCALE
from beadle.video.mp4.init import mime
from beadle.video.playback import ranges, reading
from beadle.video.playback.listing import Page, loss_us
from beadle.video.playback.looks import Look as Granted
from beadle.video.playback.pictures import Picture
from beadle.video.playback.playlist import Listed, iso, playlist
from beadle.video.schemas import (
    CameraTimelineOut,
    FragmentsOut,
    GapOut,
    HeldSpanOut,
    SegmentOut,
    SpanOut,
    SpellOut,
    TimelineOut,
)
from beadle.video.terms import Action, NamedCamera
from beadle.video.viewing import Viewer, Viewing

router = guard.router(prefix="/video", tags=["playback"])

From = Annotated[Moment, Query(alias="from")]
At = Annotated[Moment, Query()]
Replay = Annotated[Ctx, permit(Permission.FOOTAGE_REPLAY, Action.REPLAY, look=True)]
_MOST_CAMERAS = 256
_SMALL = 1 << 20
_SUFFIX = ".mp4"
"""Some players refuse a playlist whose files have no name that they know."""
_PRIVATE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


@router.get("/timeline")
async def timeline(
    ctx: Annotated[Ctx, permit(Permission.FOOTAGE_REPLAY, None)],
    camera: Annotated[list[uuid.UUID], Query(min_length=1, max_length=_MOST_CAMERAS)],
    from_: From,
    to: Moment,
    buckets: Annotated[int, Query(ge=1, le=10_000)] = 600,
) -> TimelineOut:
    """Where there is footage, where not and why, what is held, and how much moved. No picture is shown."""
    await ctx.see(camera)
    cameras = await named_all(ctx.session, camera)
    span = (to_us(from_), to_us(to))
    lines = await ctx.deps.part(Viewing).timeline([each.key for each in cameras], *span, buckets)
    shown = [_line(each, line, span) for each, line in zip(cameras, lines, strict=True)]
    return TimelineOut(from_=from_, to=to, cameras=shown)


@router.get("/cameras/{camera_id}/fragments")
async def fragments(camera_id: uuid.UUID, from_: From, to: Moment, ctx: Replay) -> FragmentsOut:
    """The recorded files of a span with the places of their fragments: the one audited look that media needs."""
    camera, page, look = await _look(ctx, camera_id, to_us(from_), to_us(to))
    return FragmentsOut(
        look=look,
        segments=[_segment(camera, item, look) for item in page.listed],
        next=None if page.next_us is None else from_us(page.next_us),
    )


@router.get("/cameras/{camera_id}/playlist.m3u8", response_class=Response)
async def hls(camera_id: uuid.UUID, from_: From, to: Moment, ctx: Replay) -> Response:
    """The same as an HLS playlist over byte ranges, for players that want one."""
    camera, page, look = await _look(ctx, camera_id, to_us(from_), to_us(to))
    ended = page.next_us is not None or to <= ctx.clock.now()
    text = playlist(page.listed, lambda segment: _url(camera, segment, look), ended=ended)
    return Response(text, media_type="application/vnd.apple.mpegurl", headers=_PRIVATE)


@router.get("/media/{camera_id}/{segment_id}", response_class=Response)
async def media(
    camera_id: uuid.UUID,
    segment_id: str,
    look: Annotated[str, Query(max_length=400)],
    ctx: Annotated[Ctx, permit(Permission.FOOTAGE_REPLAY, None, look=Look.TOKEN)],
    range_: Annotated[str | None, Header(alias="range")] = None,
    if_range: Annotated[str | None, Header()] = None,
) -> Response:
    """Bytes of a recorded file, for a look that was audited when it was granted and that still is a right."""
    viewing = ctx.deps.part(Viewing)
    granted = await _granted(ctx, look, camera_id)
    camera = await named(ctx.session, camera_id)
    segment, source = await viewing.opened(camera.key, segment_id.removesuffix(_SUFFIX), granted)
    answer = ranges.answer(
        size=min(segment.size, source.size),
        etag=f'"{segment.key}.{segment.size}"',
        content_type="video/mp4",
        range_header=range_,
        if_range=if_range,
    )
    standing = ctx.standing([camera_id], purpose=granted.purpose, until=from_us(granted.until_us))
    return await send(source, answer, standing)


@router.get("/cameras/{camera_id}/still.jpg", response_class=Response)
async def still(
    camera_id: uuid.UUID,
    at: At,
    ctx: Annotated[Ctx, permit(Permission.FOOTAGE_REPLAY, Action.STILL, look=True)],
    width: Annotated[int | None, Query(ge=16, le=8192)] = None,
) -> Response:
    """The frame that was shown at a moment, exact, at its recorded size unless a width is given."""
    camera = await named(ctx.session, camera_id)
    ctx.about(object=f"camera:{camera_id}", detail={"at": iso(to_us(at))})
    return _jpeg(await ctx.deps.part(Viewing).still(camera.key, to_us(at), width))


@router.get("/cameras/{camera_id}/thumbnail.jpg", response_class=Response)
async def thumbnail(
    camera_id: uuid.UUID,
    at: At,
    ctx: Annotated[Ctx, permit(Permission.FOOTAGE_REPLAY, None, look=Look.TOKEN)],
    look: Annotated[str, Query(max_length=400)] = "",
) -> Response:
    """The nearest key frame, 160 pixels wide. Without a look, scrubbing through an hour is one line in the log."""
    camera = await named(ctx.session, camera_id)
    viewing = ctx.deps.part(Viewing)
    moment = to_us(at)
    if look:
        granted = await _granted(ctx, look, camera_id)
        if not granted.from_us <= moment <= granted.to_us:
            raise BadRequest("This link covers another time.", advice="Open the footage again.")
    elif not viewing.already_scrubbing(scrubber := _scrubber(ctx), camera_id, moment):
        matter = Matter(object=f"camera:{camera_id}", detail={"at": iso(moment)})
        matter.look(ctx.actor)
        await ctx.note(Action.THUMBNAIL, matter)

        async def remember() -> None:
            viewing.scrubs(scrubber, camera_id, moment)

        after_commit(ctx.session, remember)
    return _jpeg(await viewing.thumbnail(camera.key, moment))


async def send(
    source: reading.Source, answer: ranges.Answer, standing: Standing, headers: dict[str, str] | None = None
) -> Response:
    """The response for an answer: small ones in one piece, large ones as a stream that reads as fast as it is taken.

    A stream is broken off within seconds once its reader may not have it any more.
    """
    kept = {**_PRIVATE, **answer.headers, **(headers or {})}
    body = reading.stream(source, answer)
    if int(answer.headers["Content-Length"]) <= _SMALL:
        return Response(b"".join([part async for part in body]), status_code=answer.status, headers=kept)
    return StreamingResponse(_while_allowed(body, standing), status_code=answer.status, headers=kept)


async def _while_allowed(body: AsyncGenerator[bytes], standing: Standing) -> AsyncGenerator[bytes]:
    async with aclosing(body):
        async for part in body:
            if not await standing.holds():
                raise LookRefused("The right to this footage was withdrawn.", advice="It was broken off.")
            yield part


async def _granted(ctx: Ctx, token: str, camera_id: uuid.UUID) -> Granted:
    """The look behind the token, where it is still a right. Raises LookRefused, Forbidden or PurposeNeeded."""
    signer = ctx.deps.part(Viewing).signer
    granted = signer.verify(token, session=_session_of(ctx), camera=camera_id, now_us=ctx.clock.now_us())
    await ctx.look_again(camera_id, granted.purpose)
    return granted


def _session_of(ctx: Ctx) -> str:
    """A word for the session that stays while its token changes."""
    return "" if ctx.signed is None else str(ctx.signed.id)


def _scrubber(ctx: Ctx) -> str:
    """Whose scrubbing one line of the log covers: one session's, for one purpose."""
    stated, glass = ctx.actor.stated, ctx.actor.glass
    return f"{_session_of(ctx)} {stated and (stated.id, stated.case_reference)} {glass and glass.id}"


async def _look(ctx: Ctx, camera_id: uuid.UUID, start_us: int, end_us: int) -> tuple[NamedCamera, Page, str]:
    viewing = ctx.deps.part(Viewing)
    camera = await named(ctx.session, camera_id)
    ctx.about(object=f"camera:{camera_id}", detail={"from": iso(start_us), "to": iso(end_us)})
    page = await viewing.page(camera.key, start_us, end_us)
    stated = ctx.actor.stated
    viewer = Viewer(_session_of(ctx))
    if stated is not None:
        viewer = Viewer(viewer.session, stated.id, stated.until)
    return camera, page, viewing.look(viewer, camera_id, start_us, end_us)


def _url(camera: NamedCamera, segment: Segment, look: str) -> str:
    return f"/api/video/media/{camera.id}/{segment.key}{_SUFFIX}?look={look}"


def _segment(camera: NamedCamera, item: Listed, look: str) -> SegmentOut:
    segment = item.segment
    return SegmentOut(
        id=segment.key,
        url=_url(camera, segment, look),
        from_=from_us(segment.start_us),
        to=from_us(segment.end_us),
        mime=mime(segment.format),
        width=segment.format.width,
        height=segment.format.height,
        init=(0, segment.init_bytes),
        timescale=TIMESCALE,
        fragments=[
            (each.offset, each.length, each.start_us, each.end_us - each.start_us, each.tfdt) for each in item.fragments
        ],
    )


def _line(camera: NamedCamera, line: CameraTimeline, span: tuple[int, int]) -> CameraTimelineOut:
    lost = loss_us(line, camera.retention_days)
    return CameraTimelineOut(
        camera=camera.id,
        spans=[SpanOut(from_=from_us(each.start_us), to=from_us(each.end_us)) for each in line.spans],
        gaps=[GapOut(from_=from_us(each.start_us), to=from_us(each.end_us), reason=each.reason) for each in line.gaps],
        holds=_held(line.holds, span),
        activity=list(line.activity),
        motion=list(line.motion) if any(line.motion) else [],
        spells=[
            SpellOut(from_=from_us(each.start_us), to=from_us(each.end_us), state=each.state) for each in line.spells
        ],
        oldest=None if line.oldest_us is None else from_us(line.oldest_us),
        newest=None if line.newest_us is None else from_us(line.newest_us),
        loss_date=None if lost is None else from_us(lost),
    )


def _held(holds: Sequence[Hold], span: tuple[int, int]) -> list[HeldSpanOut]:
    shown = []
    for hold in holds:
        end = span[1] if hold.to_us is None else min(hold.to_us, span[1])
        shown.append(HeldSpanOut(from_=from_us(max(hold.from_us, span[0])), to=from_us(end), id=hold.id))
    return shown


def _jpeg(picture: Picture) -> Response:
    headers = {**_PRIVATE, "X-Frame-Time": iso(picture.at_us)}
    return Response(picture.jpeg, media_type="image/jpeg", headers=headers)
