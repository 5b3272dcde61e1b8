"""Cameras as the video room needs them, asked of the estate room."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from beadle.estate import service as estate
from beadle.estate.terms import CameraCard, PlannedCamera
from beadle.platform.clock import Clock
from beadle.platform.errors import BeadleError, NotFound
from beadle.platform.settings import Secrets
from beadle.video.errors import BadRequest, NoSuchThing
from beadle.video.record.configuration import parse_cameras
from beadle.video.terms import CameraState, NamedCamera

UNKNOWN = "unknown"
"""The state of every camera while the recorder is away: neither good nor bad news."""


async def named(session: AsyncSession, camera_id: uuid.UUID) -> NamedCamera:
    """One camera, retired or not. Raises NotFound."""
    return _named(await estate.card(session, camera_id))


async def named_all(session: AsyncSession, ids: Iterable[uuid.UUID]) -> list[NamedCamera]:
    """These cameras, in this order. Raises NoSuchThing where one is not there."""
    known = {card.id: card for card in await estate.cards(session, retired=True)}
    wanted = list(ids)
    if any(each not in known for each in wanted):
        raise NoSuchThing("One of these cameras is not there.", advice="Load the list of cameras again.")
    return [_named(known[each]) for each in wanted]


def _named(card: CameraCard) -> NamedCamera:
    return NamedCamera(card.id, card.key, card.name, card.retention_days)


async def ids_by_key(session: AsyncSession, *, retired: bool = False) -> dict[str, uuid.UUID]:
    """Identifiers of the cameras in use (with the retired ones where asked), by the key that their footage bears."""
    return {card.key: card.id for card in await estate.cards(session, retired=retired)}


async def stream_access(session: AsyncSession, secrets: Secrets, camera_id: uuid.UUID) -> PlannedCamera:
    """How to reach a camera's main stream. Raises NotFound, or BadRequest where it has no address."""
    planned = await estate.planned(session, secrets, camera_id)
    if "main" not in planned.streams:
        raise BadRequest("This camera has no address yet.", advice="Enter the address of its main stream.")
    return planned


async def note_health(
    session: AsyncSession, clock: Clock, camera_id: uuid.UUID, state: str, detail: str, since: datetime
) -> None:
    """Pass on what the recorder says of a camera. One that was removed meanwhile is no error."""
    try:
        await estate.set_health(session, clock, camera_id, state=state, detail=detail, since=since)
    except NotFound:
        return


async def set_all_unknown(session: AsyncSession, clock: Clock, detail: str) -> None:
    """Say of every camera that is in use that nothing is known of it."""
    for card in await estate.cards(session):
        if card.enabled:
            await estate.set_health(session, clock, card.id, state=UNKNOWN, detail=detail)


async def recording_plan(session: AsyncSession, clock: Clock, secrets: Secrets) -> list[dict[str, Any]]:
    """The cameras as the recorder's configuration has them.

    A camera that cannot be recorded as it stands is left out, with its reason as its health: it must not keep the
    recorder from taking up all the others.
    """
    rows = []
    for camera in await estate.recording_plan(session, secrets):
        row = _row(camera)
        reason = why_not(camera, row)
        if reason:
            state = CameraState.DISABLED.value
            await note_health(session, clock, camera.id, state, reason, clock.now())
        else:
            rows.append(row)
    return rows


def why_not(camera: PlannedCamera, row: dict[str, Any]) -> str:
    """Why a camera cannot be handed to the recorder; empty where it can."""
    if not camera.enabled:
        return "Switched off."
    if "main" not in camera.streams:
        return "It has no address yet: enter the address of its main stream."
    try:
        parse_cameras([row])
    except BeadleError as error:
        return str(error)
    return ""


def _row(camera: PlannedCamera) -> dict[str, Any]:
    return {
        "key": camera.key,
        "name": camera.name,
        "streams": dict(camera.streams),
        "username": camera.username,
        "password": camera.password,
        "transport": camera.transport,
        "tls_verify": camera.tls_verify,
        "tls_fingerprint": camera.tls_fingerprint,
        "sign_in_entry": camera.sign_in_entry,
        "motion": camera.motion,
        "motion_ignore": camera.motion_ignore,
        "ptz": camera.ptz,
        "record": camera.recorded,
        "retention_days": camera.retention_days,
    }
