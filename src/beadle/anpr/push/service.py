"""Verbs on cameras' set-ups for plates and on refused messages. Never commits."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from beadle.anpr.push import queries
from beadle.anpr.push.errors import AlreadySetUp
from beadle.anpr.push.events import PlateCameraChanged
from beadle.anpr.push.models import PlateCamera, RefusedMessage
from beadle.anpr.push.queries import SetUp
from beadle.anpr.push.schemas import SetUpChange, SetUpIn, SetUpOut, mapping_of
from beadle.anpr.push.terms import ReadingMode
from beadle.anpr.push.tokens import new_token, token_hash
from beadle.anpr.reading.state import ReadingState
from beadle.estate import service as estate
from beadle.estate.errors import Retired
from beadle.estate.terms import CameraCard
from beadle.platform.clock import Clock
from beadle.platform.events import publish


def beginning_of_day(clock: Clock) -> datetime:
    """Midnight UTC."""
    return clock.now().replace(hour=0, minute=0, second=0, microsecond=0)


async def reading_cameras(session: AsyncSession) -> set[uuid.UUID]:
    """The cameras that are set up to read plates or to push them, and not switched off."""
    return {each.camera_id for each in await queries.cameras(session) if each.mode != ReadingMode.OFF}


async def create(session: AsyncSession, clock: Clock, body: SetUpIn) -> PlateCamera:
    """Set a camera up. Raises CameraNotFound, Retired, AlreadySetUp."""
    card = await estate.card(session, body.camera_id)
    if card.retired:
        raise Retired(f"Camera {card.number} is retired.")
    if await session.get(PlateCamera, body.camera_id) is not None:
        raise AlreadySetUp("This camera is set up for number plates already.", advice="Change its set-up.")
    now = clock.now()
    camera = PlateCamera(
        camera_id=body.camera_id,
        mode=body.mode.value,
        adapter=body.adapter.value,
        mapping=None if body.mapping is None else body.mapping.model_dump(mode="json"),
        zone=body.zone,
        region=[list(point) for point in body.region],
        towards=body.towards.value,
        fps=body.fps,
        created_at=now,
        changed_at=now,
    )
    session.add(camera)
    await session.flush()
    await publish(session, clock, PlateCameraChanged(camera_id=camera.camera_id))
    return camera


async def change(session: AsyncSession, clock: Clock, camera_id: uuid.UUID, body: SetUpChange) -> PlateCamera:
    """Change what the body names. Raises NoSuchCamera."""
    camera = await queries.for_change(session, camera_id)
    for name, value in body.model_dump(mode="json", exclude_unset=True).items():
        if value is not None or name == "mapping":
            setattr(camera, name, value)
    camera.changed_at = clock.now()
    await session.flush()
    await publish(session, clock, PlateCameraChanged(camera_id=camera_id))
    return camera


async def remove(session: AsyncSession, clock: Clock, camera_id: uuid.UUID) -> None:
    """Take a set-up away; what came of it stays. Raises NoSuchCamera."""
    await session.delete(await queries.for_change(session, camera_id))
    await session.flush()
    await publish(session, clock, PlateCameraChanged(camera_id=camera_id))


async def renew_token(session: AsyncSession, clock: Clock, camera_id: uuid.UUID) -> str:
    """A new token, which nobody can be told again; the old one ends within seconds. Raises NoSuchCamera."""
    camera = await queries.for_change(session, camera_id)
    token = new_token()
    camera.token_hash, camera.token_at = token_hash(token), clock.now()
    await session.flush()
    await publish(session, clock, PlateCameraChanged(camera_id=camera_id))
    return token


async def again(session: AsyncSession, clock: Clock, message: RefusedMessage) -> None:
    """Have the worker try a refused message again, with the set-up as it is now."""
    message.again_at = clock.now()
    message.settled_at = None
    await session.flush()


async def shown(
    session: AsyncSession, found: Sequence[SetUp], states: Mapping[uuid.UUID, ReadingState] | None = None
) -> list[SetUpOut]:
    """Set-ups as they are shown, by the cameras' numbers. states: what the analyser says of the cameras it reads."""
    cards = {card.id: card for card in await estate.cards(session, retired=True)}
    said = states or {}
    made = [_out(each, cards[each.camera.camera_id], said.get(each.camera.camera_id)) for each in found]
    return sorted(made, key=lambda one: one.camera_number)


def _out(found: SetUp, card: CameraCard, state: ReadingState | None) -> SetUpOut:
    camera, heard = found.camera, found.heard
    clock_ms = None if heard is None else heard.clock_ms
    return SetUpOut.model_validate(
        {
            "camera_id": camera.camera_id,
            "camera": card.name,
            "camera_number": card.number,
            "mode": camera.mode,
            "adapter": camera.adapter,
            "mapping": mapping_of(camera.mapping),
            "zone": camera.zone,
            "region": camera.region,
            "towards": camera.towards,
            "fps": camera.fps,
            "token_set": camera.token_hash is not None,
            "token_at": camera.token_at,
            "last_message_at": None if heard is None else heard.last_message_at,
            "last_read_at": None if heard is None else heard.last_read_at,
            "messages": 0 if heard is None else heard.messages,
            "reads": 0 if heard is None else heard.reads,
            "refused": 0 if heard is None else heard.refused,
            "refused_today": found.refused_today,
            "clock_seconds": None if clock_ms is None else clock_ms / 1000,
            "reading": None if state is None else asdict(state),
        }
    )
