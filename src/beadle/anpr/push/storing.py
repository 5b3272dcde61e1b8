"""One transaction of the pump: reads, hits, refusals, what cameras were heard of, and how far the spool was read."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.anpr.adapters.terms import Adapter
from beadle.anpr.hotlists import service as hotlists
from beadle.anpr.hotlists.lookout import Lookout
from beadle.anpr.push import queries
from beadle.anpr.push.models import Heard, RefusedMessage, SpoolMark
from beadle.anpr.push.schemas import mapping_of
from beadle.anpr.push.taking import Reading
from beadle.anpr.push.terms import Taken
from beadle.anpr.reads import service as reads
from beadle.anpr.reads.pictures import PictureStore
from beadle.anpr.reads.settings import ReadsSettings
from beadle.estate import service as estate
from beadle.platform.clock import Clock
from beadle.platform.db import new_id
from beadle.platform.log import get_logger

_log = get_logger("plates")


@dataclass(frozen=True, slots=True)
class Shop:
    """What storing needs beside a transaction."""

    clock: Clock
    pictures: PictureStore
    reads: ReadsSettings
    lookout: Lookout


@dataclass(frozen=True, slots=True)
class Step:
    """From where to where a segment was read. damaged: bytes between messages that were none."""

    segment: str
    begin: int
    end: int
    finished: bool
    damaged: int = 0


class OvertakenError(Exception):
    """Somebody else has read this part of the spool meanwhile."""


async def readings(session: AsyncSession, cameras: Iterable[uuid.UUID]) -> dict[uuid.UUID, Reading]:
    """How these cameras' messages are read. What is set up wrongly by hand is read as if it were not set up."""
    found = {}
    for camera in await queries.cameras(session, set(cameras)):
        try:
            adapter, mapping = Adapter(camera.adapter), mapping_of(camera.mapping)
        except ValueError as error:
            _log.error("a camera's set-up for plates cannot be read", camera=str(camera.camera_id), reason=str(error))
            continue
        found[camera.camera_id] = Reading(adapter, mapping, camera.zone)
    return found


async def move_on(session: AsyncSession, step: Step, taken: Sequence[Taken]) -> None:
    """Enter how far the segment was read. Raises OvertakenError where it was not at `step.begin` any more."""
    newest = max((each.received_at for each in taken), default=None)
    statement = insert(SpoolMark).values(
        segment=step.segment,
        place=step.end,
        finished=step.finished,
        newest_at=newest,
        messages=len(taken),
        damaged=step.damaged,
    )
    changed = statement.on_conflict_do_update(
        index_elements=[SpoolMark.segment],
        set_={
            "place": step.end,
            "finished": step.finished,
            "newest_at": func.greatest(SpoolMark.newest_at, newest),
            "messages": SpoolMark.messages + len(taken),
            "damaged": SpoolMark.damaged + step.damaged,
        },
        where=SpoolMark.place == step.begin,
    ).returning(SpoolMark.segment)
    if (await session.execute(changed)).one_or_none() is None:
        raise OvertakenError


async def store(session: AsyncSession, shop: Shop, taken: Sequence[Taken]) -> None:
    """Store what these messages say: reads, hits, what was refused, and what the cameras were heard of."""
    cameras = await _known(session, taken)
    here = [each for each in taken if each.camera_id in cameras]
    observations = [each for one in here for each in one.observations]
    kept = await reads.keep(session, shop.clock, observations, shop.pictures, shop.reads)
    await hotlists.match(session, shop.clock, kept, shop.lookout)
    await _refuse(session, here)
    await _hear(session, here)


async def _known(session: AsyncSession, taken: Sequence[Taken]) -> frozenset[uuid.UUID]:
    """The cameras that there are: the spool may be older than the database, after one was put back from a copy."""
    cameras = frozenset(card.id for card in await estate.cards(session, retired=True))
    for stranger in {each.camera_id for each in taken} - cameras:
        _log.error("messages of a camera that is not there are left out", camera=str(stranger))
    return cameras


async def _refuse(session: AsyncSession, taken: Iterable[Taken]) -> None:
    rows = [
        {
            "id": new_id(),
            "camera_id": each.camera_id,
            "segment": each.segment,
            "place": each.place,
            "received_at": each.received_at,
            "reason": each.refused,
            "adapter": each.adapter,
            "size": each.size,
            "content_type": each.content_type.replace("\0", "")[:300],
        }
        for each in taken
        if each.refused
    ]
    if rows:
        await session.execute(insert(RefusedMessage).values(rows).on_conflict_do_nothing())


@dataclass(slots=True)
class _Sum:
    messages: int = 0
    reads: int = 0
    refused: int = 0
    last_message_at: datetime | None = None
    last_read_at: datetime | None = None
    clock_ms: int | None = None

    def add(self, taken: Taken) -> None:
        self.messages += 1
        self.reads += len(taken.observations)
        self.refused += bool(taken.refused)
        self.last_message_at = max(self.last_message_at or taken.received_at, taken.received_at)
        for each in taken.observations:
            self.last_read_at = max(self.last_read_at or each.at, each.at)
            if each.camera_at is not None:
                self.clock_ms = (each.camera_at - each.received_at) // timedelta(milliseconds=1)


async def _hear(session: AsyncSession, taken: Iterable[Taken]) -> None:
    sums: Mapping[uuid.UUID, _Sum] = defaultdict(_Sum)
    for each in taken:
        sums[each.camera_id].add(each)
    rows = [
        {
            "camera_id": camera,
            "messages": one.messages,
            "reads": one.reads,
            "refused": one.refused,
            "last_message_at": one.last_message_at,
            "last_read_at": one.last_read_at,
            "clock_ms": one.clock_ms,
        }
        for camera, one in sorted(sums.items())  # in one order, so that two workers never wait for one another
    ]
    if not rows:
        return
    statement = insert(Heard).values(rows)
    new = statement.excluded
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[Heard.camera_id],
            set_={
                **{name: Heard.__table__.c[name] + new[name] for name in ("messages", "reads", "refused")},
                **{
                    name: func.greatest(Heard.__table__.c[name], new[name])
                    for name in ("last_message_at", "last_read_at")
                },
                "clock_ms": func.coalesce(new.clock_ms, Heard.clock_ms),
            },
        )
    )


async def settle(session: AsyncSession, clock: Clock, message: RefusedMessage, reason: str) -> None:
    """End a second attempt. reason: why it is still no read; "" where it is one."""
    message.again_at = None
    if reason:
        message.reason = reason
    else:
        message.settled_at = clock.now()
    await session.flush()


async def store_again(session: AsyncSession, shop: Shop, taken: Taken) -> None:
    """Store the reads of a message that was refused before. It was counted then."""
    kept = await reads.keep(session, shop.clock, taken.observations, shop.pictures, shop.reads)
    await hotlists.match(session, shop.clock, kept, shop.lookout)
