"""Whether recording works, and the "test" button of a camera."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from typing import Annotated

from beadle.accounts import guard
from beadle.accounts.guard import Ctx, permit
from beadle.accounts.permissions import Permission
from beadle.platform.clock import Clock, from_us
from beadle.video.cameras import stream_access
from beadle.video.footage.find import Archive
from beadle.video.footage.terms import DAY_US
from beadle.video.ingest.spec import StreamSpec, Transport
from beadle.video.library import Library
from beadle.video.probing import Prober
from beadle.video.recorders import RecorderView, RecorderWatch
from beadle.video.schemas import ProbeIn, ProbeOut, RecorderOut, StatusOut, VolumeOut
from beadle.video.terms import Action
from beadle.video.transcode import TranscodeSlots

router = guard.router(prefix="/video", tags=["status"])


@router.get("/status")
async def video_status(ctx: Annotated[Ctx, permit(Permission.STATUS_READ, None, while_locked=True)]) -> StatusOut:
    """The recorder, how many cameras are in which state, and the volumes."""
    view = ctx.deps.part(RecorderWatch).view
    library = ctx.deps.part(Library)
    slots = ctx.deps.part(TranscodeSlots)
    since = None if view.since_us is None else from_us(view.since_us)
    return StatusOut(
        recorder=RecorderOut(state=view.state, detail=view.detail, since=since, version=view.version),
        cameras=dict(Counter(view.cameras.values())),
        volumes=await asyncio.to_thread(_volumes, library, view, ctx.clock),
        transcodes=(slots.in_use, slots.limit),
    )


def _volumes(library: Library, view: RecorderView, clock: Clock) -> list[VolumeOut]:
    """Volumes as the recorder has them; where it is away, as this process finds them."""
    shown = {}
    for volume in library.volumes():
        with Archive([volume]) as archive:
            starts = [start for key in archive.cameras() if (start := archive.oldest_us(key)) is not None]
        oldest = min(starts, default=None)
        told = view.volumes.get(str(volume.path), {})
        shown[str(volume.path)] = VolumeOut(
            id=volume.id,
            path=str(volume.path),
            state=str(told.get("state") or volume.state),
            detail=str(told.get("detail") or volume.detail),
            total_bytes=volume.total_bytes(),
            free_bytes=volume.free_bytes(),
            oldest=None if oldest is None else from_us(oldest),
            days_kept=None if oldest is None else round((clock.now_us() - oldest) / DAY_US, 2),
        )
    for folder, reason in library.missing.items():
        shown[str(folder)] = VolumeOut(
            id="",
            path=str(folder),
            state="missing",
            detail=reason,
            total_bytes=0,
            free_bytes=0,
            oldest=None,
            days_kept=None,
        )
    return list(shown.values())


@router.post("/probe")
async def probe_address(
    wish: ProbeIn, ctx: Annotated[Ctx, permit(Permission.ESTATE_WRITE, Action.PROBE, body_limit=8192, look=True)]
) -> ProbeOut:
    """Try an address before a camera is saved."""
    spec = StreamSpec(
        wish.url,
        wish.username or "",
        wish.password or "",
        Transport(wish.transport),
        tls_verify=wish.tls_verify,
        tls_fingerprint=wish.tls_fingerprint,
    )
    ctx.about(detail={"url": spec.url, "username": wish.username or ""})
    return await ctx.deps.part(Prober).look(spec)


@router.post("/cameras/{camera_id}/probe")
async def probe_camera(
    camera_id: uuid.UUID, ctx: Annotated[Ctx, permit(Permission.ESTATE_WRITE, Action.PROBE, look=True)]
) -> ProbeOut:
    """Try a camera's main stream with the sign-in that is stored for it."""
    ctx.about(object=f"camera:{camera_id}")
    access = await stream_access(ctx.session, ctx.deps.secrets, camera_id)
    spec = StreamSpec(
        access.streams["main"],
        access.username,
        access.password,
        Transport(access.transport),
        tls_verify=access.tls_verify,
        tls_fingerprint=access.tls_fingerprint,
    )
    return await ctx.deps.part(Prober).look(spec)
