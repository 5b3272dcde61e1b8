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
from beadle.estate import imports, queries, service, sheet, views
from beadle.estate.basemap import BaseMap
from beadle.estate.schemas import CameraChange, CameraIn, CameraOut, ImportResult, SiteIn, SiteOut
from beadle.estate.settings import EstateSettings
from beadle.estate.terms import Action

_SHEET_BYTES = 16 * 1024 * 1024

_cameras = guarded(prefix="", tags=["cameras"])
_sites = guarded(prefix="/sites", tags=["sites"])
_map = guarded(prefix="/map", tags=["map"])
_base_map = BaseMap()

Read = Annotated[Ctx, permit(Permission.ESTATE_READ, None)]


@_cameras.get("/cameras")
async def list_cameras(ctx: Read) -> list[CameraOut]:
    """Every camera that is not retired, by number."""
    shows_addresses = ctx.may(Permission.ESTATE_WRITE)
    return [views.out(view, shows_addresses=shows_addresses) for view in await queries.views(ctx.session)]


@_cameras.post("/cameras", status_code=status.HTTP_201_CREATED)
async def create_camera(
    body: CameraIn, ctx: Annotated[Ctx, permit(Permission.ESTATE_WRITE, Action.CREATE_CAMERA)]
) -> CameraOut:
    """Add a camera. Its key is made of number and name, and never changes."""
    camera, notes = await service.create_camera(ctx.session, ctx.clock, ctx.deps.secrets, body)
    ctx.about(object=f"camera:{camera.id}", detail=views.for_audit(camera))
    return views.out(await queries.view(ctx.session, camera.id), shows_addresses=True, notes=notes)


@_cameras.get("/cameras.csv")
async def export_cameras(
    ctx: Annotated[Ctx, permit(Permission.ESTATE_READ, Action.LIST_CAMERAS)],
) -> StreamingResponse:
    """The list of cameras as CSV; passwords are not in it, and addresses only for whoever may change cameras."""
    found = await queries.views(ctx.session)
    ctx.about(detail={"cameras": len(found)})
    rows = [views.row(view) for view in found]
    hidden = () if ctx.may(Permission.ESTATE_WRITE) else sheet.ADDRESS_COLUMNS
    columns = [name for name in (*sheet.COLUMNS, *sheet.READ_ONLY_COLUMNS) if name not in hidden]
    headers = {"Content-Disposition": 'attachment; filename="cameras.csv"'}
    lines = sheet.write(rows, columns)
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


@_cameras.post("/cameras/import")
async def import_cameras(
    request: Request,
    ctx: Annotated[Ctx, permit(Permission.ESTATE_WRITE, Action.IMPORT_CAMERAS, body_limit=_SHEET_BYTES)],
    *,
    apply: bool = False,
) -> ImportResult:
    """What every row of a CSV file would do; with `apply=true`, do it in one transaction."""
    data = await request.body()
    result = await imports.take_in(ctx.session, ctx.clock, ctx.deps.secrets, data, apply_it=apply)
    counts = {"created": result.created, "updated": result.updated, "refused": result.refused}
    ctx.about(detail={"applied": apply, "bytes": len(data), **counts})
    return result


@_cameras.get("/cameras/{camera_id}")
async def read_camera(camera_id: uuid.UUID, ctx: Read) -> CameraOut:
    """One camera, retired or not."""
    view = await queries.view(ctx.session, camera_id)
    return views.out(view, shows_addresses=ctx.may(Permission.ESTATE_WRITE))


@_cameras.patch("/cameras/{camera_id}")
async def change_camera(
    camera_id: uuid.UUID,
    body: CameraChange,
    ctx: Annotated[Ctx, permit(Permission.ESTATE_WRITE, Action.CHANGE_CAMERA)],
) -> CameraOut:
    """Change a camera. What is absent stays; an empty password removes it."""
    ctx.about(object=f"camera:{camera_id}")
    _, changed, notes = await service.change_camera(ctx.session, ctx.clock, ctx.deps.secrets, camera_id, body)
    ctx.about(detail=changed)
    return views.out(await queries.view(ctx.session, camera_id), shows_addresses=True, notes=notes)


@_cameras.post("/cameras/{camera_id}/retire")
async def retire_camera(
    camera_id: uuid.UUID, ctx: Annotated[Ctx, permit(Permission.ESTATE_WRITE, Action.RETIRE_CAMERA)]
) -> CameraOut:
    """Take a camera out of use. Its footage and its history stay; its number is free again."""
    ctx.about(object=f"camera:{camera_id}")
    camera = await service.retire_camera(ctx.session, ctx.clock, camera_id)
    ctx.about(detail={"number": camera.number, "name": camera.name})
    return views.out(await queries.view(ctx.session, camera_id), shows_addresses=True)


@_sites.get("")
async def list_sites(ctx: Read) -> list[SiteOut]:
    """Every site, by name."""
    return [SiteOut.model_validate(site, from_attributes=True) for site in await queries.sites(ctx.session)]


@_sites.post("", status_code=status.HTTP_201_CREATED)
async def create_site(
    body: SiteIn, ctx: Annotated[Ctx, permit(Permission.ESTATE_WRITE, Action.CREATE_SITE)]
) -> SiteOut:
    """Add a site."""
    site = await service.create_site(ctx.session, body)
    ctx.about(object=f"site:{site.id}", detail={"name": site.name})
    return SiteOut.model_validate(site, from_attributes=True)


@_map.get("")
async def base_map(ctx: Read) -> Response:
    """The base map as a GeoJSON FeatureCollection; an empty one where none is set."""
    settings = ctx.deps.settings.section(EstateSettings)
    data = await asyncio.to_thread(_base_map.read, ctx.deps.data_dir, settings)
    return Response(data, media_type="application/geo+json")


router = APIRouter()
for part in (_cameras, _sites, _map):
    router.include_router(part)
