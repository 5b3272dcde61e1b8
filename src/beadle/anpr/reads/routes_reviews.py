"""Watching the watchers over HTTP: the queue of searches to review, outliers, and the plates of users' own vehicles."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Annotated

from beadle.accounts import guard
from beadle.accounts import service as accounts
from beadle.accounts.guard import Ctx, permit
from beadle.accounts.permissions import Permission
from beadle.anpr.reads import search_queries as queries
from beadle.anpr.reads import searching
from beadle.anpr.reads.models import FindingRow, OwnPlateRow, SearchRow
from beadle.anpr.reads.records import record
from beadle.anpr.reads.schemas import (
    Limit,
    OutlierOut,
    OwnPlateIn,
    OwnPlateOut,
    SearchFindingOut,
    SearchReviewIn,
    SearchReviewOut,
)
from beadle.anpr.reads.settings import ReadsSettings
from beadle.anpr.reads.terms import Finding, Judgement, Why
from beadle.anpr.terms import Action

router = guard.router(prefix="/anpr", tags=["plates"])
_OUTLIERS = timedelta(days=90)
_Review = Annotated[Ctx, permit(Permission.PLATES_REVIEW, Action.REVIEW_SEARCH)]
_Own = Annotated[Ctx, permit(Permission.USERS_MANAGE, Action.NOTE_OWN_PLATE)]


@router.get("/reviews")
async def review_queue(ctx: _Review, limit: Limit = 50) -> list[SearchReviewOut]:
    """Searches that wait for a review, oldest first: drawn by chance, and every outlier."""
    rows = await queries.queue(ctx.session, limit)
    found = await queries.findings_of(ctx.session, [row.id for row in rows])
    ctx.about(objects=[f"search:{row.id}" for row in rows])
    return [_review(ctx, row, found.get(row.id, [])) for row in rows]


@router.post("/reviews/{search_id}")
async def review_search(search_id: uuid.UUID, wish: SearchReviewIn, ctx: _Review) -> SearchReviewOut:
    """Enter what a review of somebody else's search found."""
    ctx.about(object=f"search:{search_id}", detail={"verdict": wish.verdict.value, "remark": wish.remark})
    row = await queries.search(ctx.session, search_id, lock=True)
    ctx.about(case_reference=row.case_reference, subjects=[f"plate:{row.plate}"])
    row = await searching.review(ctx.session, ctx.clock, ctx.actor, row, wish)
    found = await queries.findings_of(ctx.session, [row.id])
    return _review(ctx, row, found.get(row.id, []))


@router.get("/outliers")
async def outliers(ctx: _Review) -> list[OutlierOut]:
    """Unusual searches of the last 90 days, by person and kind, newest first. None of them is an accusation."""
    by: dict[tuple[uuid.UUID, str], list[tuple[FindingRow, SearchRow]]] = {}
    for finding, search in await queries.findings_since(ctx.session, ctx.clock.now() - _OUTLIERS):
        by.setdefault((search.asked_by, finding.kind), []).append((finding, search))
    ctx.about(detail={"outliers": len(by)})
    return [
        OutlierOut(
            kind=Finding(kind),
            user=found[0][1].asked_by_name,
            when=found[0][0].at,
            searches=[search.id for _, search in found],
            words=found[0][0].words,
        )
        for (_, kind), found in by.items()
    ]


@router.get("/own-plates")
async def own_plates(ctx: _Own) -> list[OwnPlateOut]:
    """Plates of users' own vehicles, as administrators noted them: a search of one is an outlier."""
    rows = await queries.own_plates(ctx.session)
    names = await accounts.display_names(ctx.session, {row.account_id for row in rows})
    return [_own(row, names) for row in rows]


@router.post("/own-plates", status_code=201)
async def note_own_plate(wish: OwnPlateIn, ctx: _Own) -> OwnPlateOut:
    """Note the plate of a user's own vehicle."""
    ctx.about(object=f"user:{wish.user_id}", detail={"noted": True})
    names = await accounts.display_names(ctx.session, [wish.user_id])
    row = await searching.note_own(ctx.session, ctx.clock, ctx.actor, wish, known=wish.user_id in names)
    ctx.about(subjects=[f"plate:{row.plate}"])
    return _own(row, names)


@router.delete("/own-plates/{plate_id}", status_code=204)
async def forget_own_plate(plate_id: uuid.UUID, ctx: _Own) -> None:
    """Forget the plate of a user's own vehicle."""
    row = await searching.forget_own(ctx.session, plate_id)
    ctx.about(object=f"user:{row.account_id}", subjects=[f"plate:{row.plate}"], detail={"noted": False})


def _review(ctx: Ctx, row: SearchRow, findings: list[FindingRow]) -> SearchReviewOut:
    return SearchReviewOut(
        search=record(row, ctx.actor.id, ctx.deps.settings.section(ReadsSettings)),
        reason=Why(row.sampled),
        findings=[SearchFindingOut(kind=Finding(each.kind), words=each.words) for each in findings],
        verdict=None if row.verdict is None else Judgement(row.verdict),
        reviewed_by=row.reviewed_by_name,
        reviewed_at=row.reviewed_at,
        remark=row.review_remark,
    )


def _own(row: OwnPlateRow, names: dict[uuid.UUID, str]) -> OwnPlateOut:
    return OwnPlateOut(
        id=row.id,
        user_id=row.account_id,
        user=names.get(row.account_id, ""),
        plate=row.plate,
        noted_by=row.noted_by_name,
        noted_at=row.noted_at,
    )
