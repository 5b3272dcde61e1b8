"""Verbs on sites and cameras. They never commit.

This is also what other rooms may use: `recording_plan`, `cards`, `card`, `places`, `set_health`.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.estate import queries, vault
from beadle.estate.addresses import free_key
from beadle.estate.changes import FIELDS, NOTHING_SAID, Wish, difference, takes_password_elsewhere, wish
from beadle.estate.errors import (
    BadAddress,
    CameraNotFound,
    NumberTaken,
    PasswordUnreadable,
    Retired,
    SiteNameTaken,
    SiteNotFound,
)
from beadle.estate.events import CameraHealthChanged, EstateChanged
from beadle.estate.models import Camera, Site
from beadle.estate.schemas import CameraChange, CameraIn, SiteIn
from beadle.estate.terms import CameraCard, CameraPlace, PlannedCamera
from beadle.platform.clock import Clock
from beadle.platform.errors import Invalid
from beadle.platform.events import publish
from beadle.platform.log import get_logger
from beadle.platform.settings import Secrets

_log = get_logger("estate")
_LONGEST_DETAIL = 500


async def create_site(session: AsyncSession, wanted: SiteIn) -> Site:
    """Add a site. Raises SiteNameTaken."""
    site = Site(**wanted.model_dump())
    session.add(site)
    try:
        await session.flush()
    except IntegrityError as error:
        raise SiteNameTaken(f"There is a site {wanted.name} already.", advice="Use that one.") from error
    return site


async def create_camera(
    session: AsyncSession, clock: Clock, secrets: Secrets, wanted: CameraIn
) -> tuple[Camera, tuple[str, ...]]:
    """Add a camera; the second answer is notes for whoever added it. Raises NumberTaken, SiteNotFound or BadAddress."""
    asked = wish(wanted)
    await _check_site(session, asked)
    await _check_number(session, wanted.number)
    camera = new_camera(asked, secrets, clock.now(), await queries.keys(session))
    session.add(camera)
    await _flush(session, wanted.number)
    await publish(session, clock, EstateChanged(camera_id=camera.id))
    return camera, asked.notes


def new_camera(asked: Wish, secrets: Secrets, now: datetime, taken: set[str]) -> Camera:
    """The row of a new camera, with everything that was not said at its default. Its key is added to `taken`."""
    key = free_key(asked.values["number"], asked.values["name"], taken)
    taken.add(key)
    camera = Camera(
        id=uuid.uuid4(),
        key=key,
        created_at=now,
        changed_at=now,
        **(NOTHING_SAID | asked.values),
    )
    if asked.password:
        camera.password_box = vault.seal(secrets, camera.id, asked.password)
    return camera


async def change_camera(
    session: AsyncSession, clock: Clock, secrets: Secrets, camera_id: uuid.UUID, wanted: CameraChange
) -> tuple[Camera, dict[str, Any], tuple[str, ...]]:
    """Change a camera: the row, what changed (without secrets), and notes for whoever changed it.

    Raises CameraNotFound, Retired, NumberTaken, SiteNotFound, BadAddress.
    """
    camera = await session.get(Camera, camera_id, with_for_update=True)
    if camera is None:
        raise CameraNotFound("There is no such camera.")
    if camera.retired_at is not None:
        raise Retired(f"Camera {camera.number} is retired.", advice="Add a new camera; it may have the same number.")
    asked = wish(wanted)
    await _check_site(session, asked)
    if (number := asked.values.get("number", camera.number)) != camera.number:
        await _check_number(session, number)
    changed = apply(camera, asked, secrets, clock.now())
    await _flush(session, number)
    if changed:
        await publish(session, clock, EstateChanged(camera_id=camera.id))
    return camera, changed, asked.notes


def apply(camera: Camera, asked: Wish, secrets: Secrets, now: datetime) -> dict[str, Any]:
    """Set on the row what is wished and say what changed, without secrets. Raises BadAddress."""
    if camera.password_box is not None and takes_password_elsewhere(camera.streams, asked):
        raise BadAddress(
            "The address names another host, and the stored password was given for the old one.",
            advice="Type the camera's password again together with the new address.",
        )
    before = {name: getattr(camera, name) for name in FIELDS}
    for name, value in asked.values.items():
        setattr(camera, name, value)
    changed = difference(before, {name: getattr(camera, name) for name in FIELDS})
    if asked.password:
        camera.password_box = vault.seal(secrets, camera.id, asked.password)
        changed["password"] = "changed"  # noqa: S105 - that it changed, never what to
    elif asked.password is not None and camera.password_box is not None:
        camera.password_box = None
        changed["password"] = "removed"  # noqa: S105
    if changed:
        camera.changed_at = now
    return changed


async def retire_camera(session: AsyncSession, clock: Clock, camera_id: uuid.UUID) -> Camera:
    """Take a camera out of use: its number is free again, its footage and its history stay. Raises CameraNotFound."""
    camera = await session.get(Camera, camera_id, with_for_update=True)
    if camera is None:
        raise CameraNotFound("There is no such camera.")
    if camera.retired_at is not None:
        raise Retired(f"Camera {camera.number} is retired already.")
    camera.retired_at = camera.changed_at = clock.now()
    camera.password_box = None
    await session.flush()
    await publish(session, clock, EstateChanged(camera_id=camera.id))
    return camera


async def _check_site(session: AsyncSession, asked: Wish) -> None:
    site_id = asked.values.get("site_id")
    if site_id is not None and await session.get(Site, site_id) is None:
        raise SiteNotFound("There is no such site.", advice="Choose one of the list.")


async def _check_number(session: AsyncSession, number: int) -> None:
    # Without its name: it may be a camera that whoever asks has no right to know of.
    if await queries.by_number(session, number) is not None:
        raise NumberTaken(f"Camera {number} exists already.", advice="Choose another number.")


async def _flush(session: AsyncSession, number: int) -> None:
    try:
        await session.flush()
    except IntegrityError as error:
        raise NumberTaken(f"Camera {number} exists already.", advice="Load the list again.") from error


async def recording_plan(session: AsyncSession, secrets: Secrets) -> list[PlannedCamera]:
    """Every camera that is not retired, with its password, for the room that records. Never for an answer or a log.

    A password that cannot be read leaves its camera without one, and a line in the log: the others go on.
    """
    return [_planned(camera, secrets) for camera in await queries.cameras(session)]


def _planned(camera: Camera, secrets: Secrets) -> PlannedCamera:
    password = ""
    if camera.password_box is not None:
        try:
            password = vault.unseal(secrets, camera.id, camera.password_box)
        except PasswordUnreadable as error:
            _log.error("camera has no readable password", camera=camera.key, reason=str(error))
    return PlannedCamera(
        id=camera.id,
        key=camera.key,
        number=camera.number,
        name=camera.name,
        streams=dict(camera.streams),
        username=camera.username,
        password=password,
        transport=camera.transport,
        enabled=camera.enabled,
        recorded=camera.recorded,
        retention_days=camera.retention_days,
        tls_verify=camera.tls_verify,
        tls_fingerprint=camera.tls_fingerprint,
        sign_in_entry=vault.entry(camera.password_box),
        motion=camera.motion,
        motion_ignore=camera.motion_ignore,
        ptz=camera.ptz,
    )


async def planned(session: AsyncSession, secrets: Secrets, camera_id: uuid.UUID) -> PlannedCamera:
    """The same for one camera. Raises CameraNotFound or Retired."""
    camera = (await queries.view(session, camera_id)).camera
    if camera.retired_at is not None:
        raise Retired(f"Camera {camera.number} is retired.")
    return _planned(camera, secrets)


def _card(camera: Camera) -> CameraCard:
    return CameraCard(
        id=camera.id,
        key=camera.key,
        number=camera.number,
        name=camera.name,
        streams=tuple(camera.streams),
        enabled=camera.enabled,
        recorded=camera.recorded,
        retention_days=camera.retention_days,
        retired=camera.retired_at is not None,
    )


async def cards(session: AsyncSession, *, retired: bool = False) -> list[CameraCard]:
    """Every camera, by number; with the retired ones where asked, for their footage is still there."""
    return [_card(camera) for camera in await queries.cameras(session, retired=retired)]


async def places(session: AsyncSession) -> dict[uuid.UUID, CameraPlace]:
    """Where every camera stands, retired or not, by number."""
    return {camera.id: _placed(camera, site) for camera, site in await queries.placed(session)}


def _placed(camera: Camera, site: Site | None) -> CameraPlace:
    stands: Camera | Site | None = camera if camera.latitude is not None and camera.longitude is not None else site
    return CameraPlace(
        id=camera.id,
        number=camera.number,
        name=camera.name,
        site_id=camera.site_id,
        site="" if site is None else site.name,
        latitude=None if stands is None else stands.latitude,
        longitude=None if stands is None else stands.longitude,
        retired=camera.retired_at is not None,
    )


async def card(session: AsyncSession, camera_id: uuid.UUID) -> CameraCard:
    """One camera, retired or not. Raises CameraNotFound."""
    return _card((await queries.view(session, camera_id)).camera)


async def set_health(
    session: AsyncSession,
    clock: Clock,
    camera_id: uuid.UUID,
    *,
    state: str,
    detail: str = "",
    since: datetime | None = None,
) -> bool:
    """Note what a camera is doing; True where it is news, and then everybody is told.

    since: when it began, aware; now where it is not known. Raises CameraNotFound; Invalid for a naive moment.
    """
    if since is not None and since.tzinfo is None:
        raise Invalid("A moment needs its time zone.")
    detail = detail[:_LONGEST_DETAIL]
    if await session.get(Camera, camera_id) is None:
        raise CameraNotFound("There is no such camera.")
    health = await queries.health_for_update(session, camera_id, clock.now())
    if (health.state, health.detail) == (state, detail):
        return False
    if health.state != state:
        health.since = since or clock.now()
    health.state, health.detail = state, detail
    await session.flush()
    event = CameraHealthChanged(camera_id=camera_id, state=state, detail=detail, since=health.since)
    await publish(session, clock, event)
    return True
