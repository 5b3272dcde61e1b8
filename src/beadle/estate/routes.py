"""Routes of sites, cameras and the map."""

from __future__ import annotations

import asyncio
import uuid
from typing import Annotated

from fastapi import APIRouter, Request, Response, status
from fastapi.responses import StreamingResponse

from beadle.accounts.guard import Ctx, permit
from beadle.accounts.guard import router as guarded
from beadle.accounts.permissions import Permission
from beadle.accounts.rights import groups as camera_groups
from beadle.estate import imports, queries, service, sheet, views
from beadle.estate.basemap import BaseMap
from beadle.estate.schemas import CameraChange, CameraFields, CameraIn, CameraOut, ImportResult, SiteIn, SiteOut
from beadle.estate.settings import EstateSettings
from beadle.estate.terms import Action
from beadle.estate.viewers import viewer
from beadle.platform import table

_SHEET_BYTES = 16 * 1024 * 1024

_cameras = guarded(prefix="", tags=["cameras"])
_sites = guarded(prefix="/sites", tags=["sites"])
_map = guarded(prefix="/map", tags=["map"])
_base_map = BaseMap()

Read = Annotated[Ctx, permit(Permission.ESTATE_READ, None, while_locked=True)]


@_cameras.get("/cameras")
async def list_cameras(ctx: Read) -> list[CameraOut]:
    """Every camera in one's reach that is not retired, by number."""
    mine = await viewer(ctx.session, ctx.actor)
    return [mine.shown(view) for view in await queries.views(ctx.session, await ctx.reach())]


def _check_proof(ctx: Ctx, body: CameraFields) -> None:
    """A camera's password, also one in an address, asks for a fresh proof of who sets it."""
    addresses = body.streams.addresses().values() if body.streams else ()
    if body.password is not None or any("@" in address for address in addresses):
        ctx.need_proof()


@_cameras.post("/cameras", status_code=status.HTTP_201_CREATED)
async def create_camera(
    body: CameraIn, ctx: Annotated[Ctx, permit(Permission.ESTATE_WRITE, Action.CREATE_CAMERA)]
) -> CameraOut:
    """Add a camera. Its key is made of number and name, and never changes. A password asks for a fresh proof."""
    _check_proof(ctx, body)
    (await viewer(ctx.session, ctx.actor)).check_move((), body.group_ids or ())
    camera, notes = await service.create_camera(ctx.session, ctx.clock, ctx.deps.secrets, body)
    await camera_groups.set_groups(ctx.session, {camera.id: body.group_ids or ()})
    ctx.about(object=f"camera:{camera.id}", detail=views.for_audit(camera))
    return await _shown(ctx, camera.id, notes)


@_cameras.get("/cameras.csv", response_class=StreamingResponse, responses={200: {"content": {"text/csv": {}}}})
async def export_cameras(
    ctx: Annotated[Ctx, permit(Permission.ESTATE_READ, Action.LIST_CAMERAS)],
) -> StreamingResponse:
    """The cameras in one's reach as CSV, without passwords, with addresses of those only that one may change."""
    found = await queries.views(ctx.session, await ctx.reach())
    mine = await viewer(ctx.session, ctx.actor)
    ctx.about(detail={"cameras": len(found)})
    rows = [
        views.row(
            view,
            shows_addresses=mine.may(Permission.ESTATE_WRITE, view.camera.id),
            groups="; ".join(group.name for group in mine.group_names(view.camera.id)),
        )
        for view in found
    ]
    hidden = () if ctx.may(Permission.ESTATE_WRITE) else sheet.ADDRESS_COLUMNS
    columns = [name for name in (*sheet.COLUMNS, *sheet.READ_ONLY_COLUMNS) if name not in hidden]
    headers = {"Content-Disposition": 'attachment; filename="cameras.csv"'}
    lines = table.write(rows, columns)
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


@_cameras.post("/cameras/import")
async def import_cameras(
    request: Request,
    ctx: Annotated[Ctx, permit(Permission.ESTATE_WRITE, Action.IMPORT_CAMERAS, body_limit=_SHEET_BYTES)],
    *,
    apply: bool = False,
) -> ImportResult:
    """What every row of a CSV file would do; with `apply=true`, do it in one transaction.

    A file with passwords asks for a fresh proof.
    """
    data = await request.body()
    if apply and sheet.names_passwords(data):
        ctx.need_proof()
    mine = await viewer(ctx.session, ctx.actor)
    result = await imports.take_in(ctx.session, ctx.clock, ctx.deps.secrets, data, viewer=mine, apply_it=apply)
    counts = {"created": result.created, "updated": result.updated, "refused": result.refused}
    ctx.about(detail={"applied": apply, "bytes": len(data), **counts})
    return result


@_cameras.get("/cameras/{camera_id}")
async def read_camera(camera_id: uuid.UUID, ctx: Read) -> CameraOut:
    """One camera, retired or not."""
    return await _shown(ctx, camera_id)


@_cameras.patch("/cameras/{camera_id}")
async def change_camera(
    camera_id: uuid.UUID,
    body: CameraChange,
    ctx: Annotated[Ctx, permit(Permission.ESTATE_WRITE, Action.CHANGE_CAMERA)],
) -> CameraOut:
    """Change a camera. What is absent stays; an empty password removes it. A password asks for a fresh proof."""
    _check_proof(ctx, body)
    _, changed, notes = await service.change_camera(ctx.session, ctx.clock, ctx.deps.secrets, camera_id, body)
    ctx.about(detail=changed)
    if body.group_ids is not None:
        mine = await viewer(ctx.session, ctx.actor)
        before = mine.groups_of(camera_id)
        mine.check_move(before, body.group_ids)
        await camera_groups.set_groups(ctx.session, {camera_id: body.group_ids})
        if before != set(body.group_ids):
            ctx.about(detail={"groups": [sorted(map(str, each)) for each in (before, set(body.group_ids))]})
    return await _shown(ctx, camera_id, notes)


@_cameras.post("/cameras/{camera_id}/retire")
async def retire_camera(
    camera_id: uuid.UUID, ctx: Annotated[Ctx, permit(Permission.ESTATE_WRITE, Action.RETIRE_CAMERA)]
) -> CameraOut:
    """Take a camera out of use. Its footage and its history stay; its number is free again."""
    camera = await service.retire_camera(ctx.session, ctx.clock, camera_id)
    ctx.about(detail={"number": camera.number, "name": camera.name})
    return await _shown(ctx, camera_id)


async def _shown(ctx: Ctx, camera_id: uuid.UUID, notes: tuple[str, ...] = ()) -> CameraOut:
    return (await viewer(ctx.session, ctx.actor)).shown(await queries.view(ctx.session, camera_id), notes)


@_sites.get("")
async def list_sites(ctx: Read) -> list[SiteOut]:
    """Every site, by name; for whoever is limited to camera groups, those of cameras in reach."""
    found = await queries.sites(ctx.session, await ctx.reach())
    return [SiteOut.model_validate(site, from_attributes=True) for site in found]


@_sites.post("", status_code=status.HTTP_201_CREATED)
async def create_site(
    body: SiteIn, ctx: Annotated[Ctx, permit(Permission.ESTATE_WRITE, Action.CREATE_SITE)]
) -> SiteOut:
    """Add a site."""
    (await viewer(ctx.session, ctx.actor)).check_everywhere()
    site = await service.create_site(ctx.session, body)
    ctx.about(object=f"site:{site.id}", detail={"name": site.name})
    return SiteOut.model_validate(site, from_attributes=True)


@_map.get("", response_class=Response, responses={200: {"content": {"application/geo+json": {}}}})
async def base_map(ctx: Read) -> Response:
    """The base map as a GeoJSON FeatureCollection; an empty one where none is set."""
    settings = ctx.deps.settings.section(EstateSettings)
    data = await asyncio.to_thread(_base_map.read, ctx.deps.data_dir, settings)
    return Response(data, media_type="application/geo+json")


router = APIRouter()
for part in (_cameras, _sites, _map):
    router.include_router(part)
