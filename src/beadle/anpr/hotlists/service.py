"""Matching reads against the hotlists. Never commits.

This is also what other parts of the room may use.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from beadle.anpr.events import PlateHit, PlateHitChanged
from beadle.anpr.hotlists import queries, views
from beadle.anpr.hotlists.lookout import Lookout
from beadle.anpr.hotlists.models import Entry, Hit, Hotlist
from beadle.anpr.hotlists.queries import Wanted
from beadle.anpr.hotlists.rules import Seen, better, judge
from beadle.anpr.hotlists.terms import OPEN, HitState, Verdict
from beadle.anpr.terms import LONGEST_PLATE, Candidate
from beadle.platform.clock import Clock
from beadle.platform.db import new_id
from beadle.platform.events import publish

_PLATE = re.compile(rf"[A-Z0-9]{{1,{LONGEST_PLATE}}}")
BEADLE = "Beadle"
"""Who refuses a possible hit that the final read of the same pass does not bear out."""


Key = tuple[int, int]
"""The number of a list and of one of its entries."""


class Kept(Protocol):
    """A read that was stored; `reads.service.keep` answers with them."""

    @property
    def read_id(self) -> uuid.UUID:
        """The read."""

    @property
    def at(self) -> datetime:
        """Its moment, as it is stored."""

    @property
    def changed(self) -> bool:
        """Whether it is new or says more than before."""

    @property
    def confirmed(self) -> bool:
        """Whether it is final and sure enough."""

    @property
    def card(self) -> Mapping[str, Any]:
        """The read as it is stored now, as the API gives it, in JSON values."""


@dataclass(frozen=True, slots=True)
class _Match:
    """A read, an entry that it fits, and how well."""

    kept: Kept
    entry: Entry
    list: Hotlist
    verdict: Verdict

    @property
    def camera(self) -> uuid.UUID:
        return uuid.UUID(self.kept.card["camera_id"])

    @property
    def key(self) -> Key:
        return self.entry.list_number, self.entry.id


async def match(session: AsyncSession, clock: Clock, kept: Sequence[Kept], lookout: Lookout) -> list[Hit]:
    """Hold what was just kept against every list, in the same transaction; the hits that are new or say more.

    A pass that is read again, or better, is the same hit: it may become exact, and a possible one that the final read
    does not bear out is refused. Each is told as plates.hit, or plates.hit_changed. Raises Unavailable while the lists
    have not been loaded.
    """
    await lookout.loaded()
    changed = [one for one in kept if one.changed]
    if not changed:
        return []
    before = await queries.hits_of_reads(session, {one.read_id for one in changed})
    hits = []
    for found in _matches(changed, await _wanted(session, changed, lookout), clock.now()):
        hit = await _raise(session, clock, found, lookout, before)
        if hit is not None:
            hits.append(hit)
    await _withdraw(session, clock, changed, before)
    return hits


def seen(one: Kept) -> Seen:
    """What the rules need to know of a read: what is stored, which may be better than what came last."""
    card = one.card
    # Cameras write what they like among their other ways to read a plate; what is none is not looked up.
    others = tuple(
        Candidate(other["text"], other["probability"])
        for other in card["candidates"]
        if _PLATE.fullmatch(other["text"])
    )
    return Seen(card["plate"], card["confidence"], one.confirmed, tuple(card["characters"]), others)


async def _wanted(session: AsyncSession, kept: Iterable[Kept], lookout: Lookout) -> dict[Key, Wanted]:
    texts = {text for one in kept for text in seen(one).texts()}
    keys = {(number, entry) for text in texts for number, (entry, _exact) in lookout.find(text)}
    return {(row[0].list_number, row[0].id): row for row in await queries.wanted(session, keys)}


def _matches(kept: Iterable[Kept], wanted: Mapping[Key, Wanted], now: datetime) -> Iterable[_Match]:
    for one in kept:
        read = seen(one)
        for entry, list_ in wanted.values():
            verdict = judge(read, entry.plate, expires_at=entry.expires_at, now=now)
            if verdict is not None:
                yield _Match(one, entry, list_, verdict)


async def _raise(
    session: AsyncSession, clock: Clock, found: _Match, lookout: Lookout, before: Sequence[Hit]
) -> Hit | None:
    """A new hit, or the one of the same pass where this says more than it did; None where it says nothing new."""
    hit = await _same_pass(session, found, lookout, before)
    if hit is None:
        hit = _new(found, clock.now())
        session.add(hit)
    elif _says_more(hit, found.verdict):
        _improve(hit, found)
    else:
        return None
    await session.flush()
    await publish(session, clock, PlateHit(hit_id=hit.id, camera_id=hit.camera_id, hit=views.news(hit)))
    return hit


def _says_more(hit: Hit, verdict: Verdict) -> bool:
    """Whether a further read of a pass changes its hit. What a person refused is open again only when it is exact."""
    if hit.state == HitState.REFUSED.value:
        return hit.decided_by is None or (verdict.exact and not hit.exact)
    return better(Verdict(hit.exact, hit.score), verdict)


async def _same_pass(session: AsyncSession, found: _Match, lookout: Lookout, before: Sequence[Hit]) -> Hit | None:
    for hit in before:
        if hit.read_id == found.kept.read_id and (hit.list_number, hit.entry_id) == found.key:
            return hit
    within = timedelta(seconds=lookout.settings.repeat_seconds)
    return await queries.hit_nearby(session, found.camera, found.key, found.kept.at, within)


def _new(found: _Match, now: datetime) -> Hit:
    return Hit(
        id=new_id(),
        read_id=found.kept.read_id,
        read_at=found.kept.at,
        camera_id=found.camera,
        list_number=found.entry.list_number,
        entry_id=found.entry.id,
        plate=found.kept.card["plate"],
        exact=found.verdict.exact,
        score=found.verdict.score,
        two_person=found.list.two_person,
        state=HitState.NEW.value,
        read=dict(found.kept.card),
        entry=views.entry_of_hit(found.entry, found.list),
        raised_at=now,
    )


def _improve(hit: Hit, found: _Match) -> None:
    """Let the hit say what the better read says. One that was refused as possible and is exact now is open again."""
    kept = found.kept
    hit.read_id, hit.read_at, hit.read, hit.plate = kept.read_id, kept.at, dict(kept.card), kept.card["plate"]
    hit.exact, hit.score = found.verdict.exact, found.verdict.score
    hit.entry = views.entry_of_hit(found.entry, found.list)
    if hit.state == HitState.REFUSED.value:
        hit.state = HitState.NEW.value
        hit.decided_by = hit.decided_by_name = hit.decided_at = hit.remark = None
        hit.second_by = hit.second_by_name = None


async def _withdraw(session: AsyncSession, clock: Clock, kept: Iterable[Kept], before: Iterable[Hit]) -> None:
    """Refuse the open, possible hits of reads whose final text is nothing to their entry any more."""
    final = {one.read_id: one for one in kept if one.card["final"]}
    for hit in before:
        one = final.get(hit.read_id)
        if one is None or hit.exact or HitState(hit.state) not in OPEN:
            continue
        if judge(seen(one), hit.entry["plate"], expires_at=None, now=clock.now()) is not None:
            continue
        hit.state, hit.decided_by_name, hit.decided_at = HitState.REFUSED.value, BEADLE, clock.now()
        hit.remark = f"The final read of this pass says {one.card['plate']}."
        hit.read = dict(one.card)
        await session.flush()
        await publish(session, clock, PlateHitChanged(hit_id=hit.id, camera_id=hit.camera_id, state=hit.state))


async def hits_of(session: AsyncSession, reads: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, dict[str, Any]]:
    """The newest hit of each of these reads that has one: {id, state, exact, list, priority}, in JSON values."""
    found = await queries.newest_hits(session, list(reads))
    return {hit.read_id: views.brief(hit) for hit in found}
