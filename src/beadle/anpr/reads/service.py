"""Verbs on reads: keeping what cameras and the own engine tell. Never commits.

This is what the other parts of the room use: `check`, `keep`, `answers`, `read`, `reads`.
"""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.anpr.errors import BadMessage
from beadle.anpr.events import PlateReads
from beadle.anpr.reads import dictionary, partitions, queries
from beadle.anpr.reads.cards import cards, is_confirmed
from beadle.anpr.reads.ids import new_read_id, whole_ms
from beadle.anpr.reads.merging import NEAR, Known, better, changes, columns, event_key, same_pass
from beadle.anpr.reads.models import ReadRow
from beadle.anpr.reads.pictures import Key, PictureStore
from beadle.anpr.reads.queries import Stored
from beadle.anpr.reads.settings import ReadsSettings
from beadle.anpr.reads.terms import Kept, Picture
from beadle.anpr.terms import LONGEST_PLATE, Observation
from beadle.platform.clock import EPOCH, Clock
from beadle.platform.events import publish

_PLATE = re.compile(rf"[A-Z0-9]{{1,{LONGEST_PLATE}}}")
_READS = ReadRow.metadata.tables[ReadRow.__tablename__]
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('anpr.keep ' || :camera, 0))")
_TEXTS = {"event_id": 200, "grammar": 60, "adapter": 60, "raw": 200, "vehicle_color": 60, "vehicle_kind": 60}


def check(observation: Observation, now: datetime, settings: ReadsSettings) -> None:
    """Return where the observation can be kept. Raises BadMessage with the reason."""
    if reason := _fault(observation, now, settings):
        raise BadMessage(reason, advice="The message is kept as it came; look at the camera's clock and settings.")


def _fault(observation: Observation, now: datetime, settings: ReadsSettings) -> str | None:
    at = observation.at
    if at.tzinfo is None or observation.received_at.tzinfo is None:
        return "The read's time has no time zone."
    if at > now + timedelta(seconds=settings.future_seconds):
        return f"The read is dated {at.isoformat()}, which is in the future."
    if at < max(EPOCH, now - timedelta(days=settings.days)):
        return f"The read is dated {at.isoformat()}; reads are deleted after {settings.days} days."
    if not _PLATE.fullmatch(observation.text):
        return "The plate is not one of A to Z and 0 to 9."
    if not observation.event_id:
        return "The read has no name by which its camera would tell it again."
    if not 0 <= observation.confidence <= 1:
        return "The confidence is not between 0 and 1."
    return _fault_of_lengths(observation)


def _fault_of_lengths(observation: Observation) -> str | None:
    for name, most in _TEXTS.items():
        value = getattr(observation, name)
        if len(value) > most or "\0" in value:
            return f"{name} is longer than {most} characters, or holds a NUL."
    if observation.lane is not None and not 0 <= observation.lane <= 1000:
        return "There is no such lane."
    return None


@dataclass
class _Draft:
    """A read while a batch is worked through."""

    columns: dict[str, Any]
    text: str
    new: bool
    changed: set[str] = field(default_factory=set)
    pictures: dict[Key, bytes] = field(default_factory=dict)
    card: dict[str, Any] = field(default_factory=dict)

    def known(self) -> Known:
        return Known(self.text, self.columns["at"], self.columns)

    def take(self, observation: Observation) -> bool:
        """Take up what the observation adds; whether it adds anything."""
        known = self.known()
        wanted = changes(known, observation)
        illustrated = self._illustrate(observation, anew=bool(wanted) and better(known, observation))
        if not wanted:
            return illustrated
        self.text = wanted.pop("text", self.text)
        self.columns |= wanted
        self.changed |= wanted.keys() | {"plate_id"}
        return True

    def _illustrate(self, observation: Observation, *, anew: bool) -> bool:
        """Take the pictures that were missing; with another reading its own."""
        taken = False
        for picture, data in ((Picture.PATCH, observation.patch), (Picture.OVERVIEW, observation.overview)):
            flag = f"has_{picture.value}"
            if data and (anew or not self.columns[flag]):
                self.pictures[(self.columns["id"], picture)] = data
                self.columns[flag] = taken = True
                self.changed.add(flag)
        return taken

    @classmethod
    def of(cls, observation: Observation) -> _Draft:
        at = whole_ms(observation.at)
        said = {"id": new_read_id(at), "at": at, "has_patch": False, "has_overview": False}
        made = cls(columns(observation) | said, observation.text, new=True)
        made._illustrate(observation, anew=True)
        return made


async def keep(
    session: AsyncSession,
    clock: Clock,
    observations: Sequence[Observation],
    pictures: PictureStore,
    settings: ReadsSettings,
) -> list[Kept]:
    """Store what was observed, in order; one answer for each. Its pictures are on the disk when this returns.

    The same event of a camera again makes its read better, or changes nothing. News is published in the caller's
    transaction. Raises BadMessage, and keeps none of them, where one cannot be kept: ask `check` first.
    """
    now = clock.now()
    for observation in observations:
        check(observation, now, settings)
    if not observations:
        return []
    await partitions.ensure(session, [each.at for each in observations])
    drafts, answers = _drafted(observations, await _known(session, observations))
    await _write(session, drafts, pictures)
    maker = await cards(session, settings)
    for draft, _, _ in answers:
        draft.card = draft.card or maker.card(draft.columns, draft.text).model_dump(mode="json")
    await _tell(session, clock, drafts)
    return [_kept(draft, observation, settings, changed=changed) for draft, observation, changed in answers]


async def _known(session: AsyncSession, observations: Sequence[Observation]) -> dict[int, list[_Draft]]:
    """What is stored of these events, by their keys. Nobody else keeps reads of these cameras until we are done."""
    for camera in sorted({str(each.camera_id) for each in observations}):
        await session.execute(_LOCK, {"camera": camera})
    moments = [each.at for each in observations]
    keys = {event_key(each) for each in observations}
    known: dict[int, list[_Draft]] = {}
    for stored in await queries.events(session, keys, min(moments) - NEAR, max(moments) + NEAR):
        draft = _Draft(dict(stored.columns), stored.text, new=False)
        known.setdefault(stored.columns["event_key"], []).append(draft)
    return known


_Answers = list[tuple[_Draft, Observation, bool]]


def _drafted(observations: Sequence[Observation], known: dict[int, list[_Draft]]) -> tuple[list[_Draft], _Answers]:
    touched: dict[uuid.UUID, _Draft] = {}
    answers: _Answers = []
    for observation in observations:
        draft, changed = _taken(observation, known.setdefault(event_key(observation), []))
        if changed:
            touched[draft.columns["id"]] = draft
        answers.append((draft, observation, changed))
    return list(touched.values()), answers


def _taken(observation: Observation, known: list[_Draft]) -> tuple[_Draft, bool]:
    same = [
        draft
        for draft in known
        if draft.columns["camera_id"] == observation.camera_id and same_pass(draft.known(), observation)
    ]
    if same:
        draft = min(same, key=lambda each: abs(each.columns["at"] - observation.at))
        return draft, draft.take(observation)
    draft = _Draft.of(observation)
    known.append(draft)
    return draft, True


async def _write(session: AsyncSession, drafts: list[_Draft], pictures: PictureStore) -> None:
    if not drafts:
        return
    plates = await dictionary.ids_of(session, {draft.text for draft in drafts})
    for draft in drafts:
        draft.columns["plate_id"] = plates[draft.text]
    files = {key: data for draft in drafts for key, data in draft.pictures.items()}
    if files:
        await asyncio.to_thread(pictures.put, files)
    new = [draft.columns for draft in drafts if draft.new]
    if new:
        await session.execute(insert(_READS), new)
    for draft in drafts:
        if not draft.new:
            values = {name: draft.columns[name] for name in draft.changed}
            await session.execute(update(ReadRow).where(queries.is_read(draft.columns["id"])).values(values))


def _kept(draft: _Draft, observation: Observation, settings: ReadsSettings, *, changed: bool) -> Kept:
    return Kept(
        read_id=draft.columns["id"],
        at=draft.columns["at"],
        observation=observation,
        changed=changed,
        confirmed=is_confirmed(draft.columns, settings),
        card=draft.card,
    )


async def _tell(session: AsyncSession, clock: Clock, drafts: list[_Draft]) -> None:
    by_camera: dict[uuid.UUID, list[_Draft]] = {}
    for draft in sorted(drafts, key=lambda each: (each.columns["at"], each.columns["id"])):
        by_camera.setdefault(draft.columns["camera_id"], []).append(draft)
    for camera, theirs in by_camera.items():
        await publish(session, clock, PlateReads(camera_id=camera, reads=tuple(draft.card for draft in theirs)))


async def read(session: AsyncSession, read_id: uuid.UUID) -> Stored:
    """One read. Raises NoSuchRead. Who may see it is for the caller to ask."""
    return await queries.read(session, read_id)


async def reads(session: AsyncSession, ids: Collection[uuid.UUID]) -> list[Stored]:
    """These reads, as far as they are there, newest first. Who may see them is for the caller to ask."""
    return await queries.reads(session, ids)
