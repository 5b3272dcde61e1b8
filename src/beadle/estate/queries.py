"""Reading sites, cameras and their health."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.rights.reach import EVERYWHERE, Reach
from beadle.estate.errors import CameraNotFound
from beadle.estate.models import Camera, CameraHealth, Site


@dataclass(frozen=True, slots=True)
class CameraView:
    """A camera with what is said of it elsewhere."""

    camera: Camera
    site_name: str | None
    health: CameraHealth | None


def _views() -> Select[Camera, str, CameraHealth]:
    return (
        select(Camera, Site.name, CameraHealth)
        .outerjoin(Site, Site.id == Camera.site_id)
        .outerjoin(CameraHealth, CameraHealth.camera_id == Camera.id)
        .order_by(Camera.number, Camera.created_at)
    )


async def views(session: AsyncSession, reach: Reach = EVERYWHERE) -> list[CameraView]:
    """Every camera in reach that is not retired, by number."""
    query = _views().where(Camera.retired_at.is_(None))
    if reach.cameras is not None:
        query = query.where(Camera.id.in_(reach.cameras))
    return [CameraView(*row) for row in await session.execute(query)]


async def view(session: AsyncSession, camera_id: uuid.UUID) -> CameraView:
    """One camera, retired or not. Raises CameraNotFound."""
    row = (await session.execute(_views().where(Camera.id == camera_id))).one_or_none()
    if row is None:
        raise CameraNotFound("There is no such camera.")
    return CameraView(*row)


async def cameras(session: AsyncSession, *, retired: bool = False) -> Sequence[Camera]:
    """The cameras, by number; with the retired ones where asked."""
    query = select(Camera).order_by(Camera.number, Camera.created_at)
    if not retired:
        query = query.where(Camera.retired_at.is_(None))
    return (await session.scalars(query)).all()


async def placed(session: AsyncSession) -> list[tuple[Camera, Site | None]]:
    """Every camera, the retired ones too, with its site, by number."""
    query = select(Camera, Site).outerjoin(Site, Site.id == Camera.site_id).order_by(Camera.number, Camera.created_at)
    return [(camera, site) for camera, site in await session.execute(query)]


async def by_number(session: AsyncSession, number: int) -> Camera | None:
    """The camera that has the number now."""
    found: Camera | None = await session.scalar(
        select(Camera).where(Camera.number == number, Camera.retired_at.is_(None))
    )
    return found


async def keys(session: AsyncSession) -> set[str]:
    """Every key that was ever given."""
    return set((await session.scalars(select(Camera.key))).all())


async def sites(session: AsyncSession, reach: Reach = EVERYWHERE) -> Sequence[Site]:
    """Every site, by name; for a limited reach those with a camera in it."""
    query = select(Site).order_by(Site.name)
    if reach.cameras is not None:
        query = query.where(Site.id.in_(select(Camera.site_id).where(Camera.id.in_(reach.cameras))))
    return (await session.scalars(query)).all()


async def health_for_update(session: AsyncSession, camera_id: uuid.UUID, now: datetime) -> CameraHealth:
    """A camera's health, locked until the transaction ends. An empty state where nothing was known."""
    nothing = {"camera_id": camera_id, "state": "", "detail": "", "since": now}
    await session.execute(insert(CameraHealth).values(nothing).on_conflict_do_nothing())
    return await session.get_one(CameraHealth, camera_id, with_for_update=True)
