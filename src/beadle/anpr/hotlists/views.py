"""Lists, entries and hits as the API shows them. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from beadle.anpr.hotlists.models import Entry, Hit, Hotlist
from beadle.anpr.hotlists.schemas import EntryOut, HitEntryOut, HitOut, ListOut
from beadle.anpr.hotlists.terms import HitState, Priority
from beadle.anpr.reads.schemas import ReadOut


def hotlist(row: Hotlist, expired: int) -> ListOut:
    """A list for an answer. expired: how many of its entries are."""
    return ListOut(
        id=row.id,
        name=row.name,
        source=row.source,
        owner=row.owner,
        reason=row.reason,
        priority=Priority(row.priority),
        entries=row.entries,
        expired=expired,
        review_on=row.review_on,
        two_person=row.two_person,
        retired=row.retired_at is not None,
    )


def entry(row: Entry, now: datetime) -> EntryOut:
    """An entry for an answer."""
    return EntryOut(
        id=row.id,
        plate=row.plate,
        reason=row.reason,
        priority=None if row.priority is None else Priority(row.priority),
        reference=row.reference,
        expires_at=row.expires_at,
        expired=row.expires_at is not None and row.expires_at <= now,
        review_on=row.review_on,
        added_at=row.added_at,
    )


def entry_of_hit(row: Entry, list_: Hotlist) -> dict[str, Any]:
    """What a hit remembers of its entry: the entry's own words, or the list's where it has none."""
    return HitEntryOut(
        list=list_.name,
        list_id=list_.id,
        owner=list_.owner,
        source=list_.source,
        reason=row.reason or list_.reason,
        priority=Priority(row.priority or list_.priority),
        reference=row.reference,
        expires_at=row.expires_at,
        plate=row.plate,
    ).model_dump(mode="json")


def brief(row: Hit) -> dict[str, Any]:
    """What a read says of its hit, in JSON values."""
    told = {"id": str(row.id), "state": row.state, "exact": row.exact}
    return told | {"list": row.entry["list"], "priority": row.entry["priority"]}


def hit(row: Hit, look: str | None = None) -> HitOut:
    """A hit for an answer. look: what opens its pictures."""
    return HitOut(
        id=row.id,
        read=ReadOut.model_validate(row.read | {"hit": brief(row)}),
        entry=HitEntryOut.model_validate(row.entry),
        exact=row.exact,
        score=row.score,
        state=HitState(row.state),
        two_person=row.two_person,
        raised_at=row.raised_at,
        decided_by=row.decided_by_name,
        decided_at=row.decided_at,
        second_by=row.second_by_name,
        remark=row.remark,
        look=look,
    )


def news(row: Hit) -> dict[str, Any]:
    """A hit for the screen, as an event carries it: without what opens its pictures, for it is told to several."""
    return hit(row).model_dump(mode="json")
