"""Searches over HTTP: asking with a purpose, a case and a requester; results; a second person's decision."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Annotated

from fastapi.responses import StreamingResponse

from beadle.accounts import guard
from beadle.accounts.guard import Ctx, permit
from beadle.accounts.permissions import Permission, allowed, authorize
from beadle.accounts.rights.purposes import Grounds, grounds
from beadle.accounts.rights.reach import reach_of
from beadle.anpr.reads import search_queries as queries
from beadle.anpr.reads import searching
from beadle.anpr.reads.errors import NoSuchSearch
from beadle.anpr.reads.finding import Found
from beadle.anpr.reads.looks import ReadLooks
from beadle.anpr.reads.models import SearchRow
from beadle.anpr.reads.records import record
from beadle.anpr.reads.routes import shown
from beadle.anpr.reads.schemas import (
    DecisionIn,
    Ending,
    Limit,
    ResultOut,
    SearchesOut,
    SearchIn,
    SearchOut,
    SearchRecord,
)
from beadle.anpr.reads.searching import Desk, Grounded
from beadle.anpr.reads.settings import ReadsSettings
from beadle.anpr.reads.terms import Status
from beadle.anpr.terms import Action
from beadle.platform import table
from beadle.platform.moment import Moment

router = guard.router(prefix="/anpr/searches", tags=["plates"])
MOST_ROWS = 5_000
"""Reads that one file of results may hold."""
COLUMNS = (
    *("at", "camera_number", "camera", "site", "plate", "match", "distance", "confidence", "final", "direction"),
    *("lane", "vehicle_color", "vehicle_kind", "source", "id"),
)
_Searching = Annotated[Ctx, permit(Permission.PLATES_SEARCH, Action.SEARCH)]
_Either = Annotated[Ctx, permit(Permission.SESSION_OWN, Action.LIST_SEARCHES)]
_Deciding = Annotated[Ctx, permit(Permission.PLATES_REVIEW, Action.APPROVE_SEARCH, step_up=True)]


@router.post("", status_code=201)
async def search_reads(wish: SearchIn, ctx: _Searching) -> SearchOut:
    """Search reads by plate. What was asked, by whom, for whom and why is in the audit log before anything is shown.

    One that goes back further than the settings allow waits for a second person.
    """
    plate = wish.plate.upper()
    detail = wish.model_dump(mode="json", exclude={"case_reference", "purpose_id"}, exclude_defaults=True)
    ctx.about(case_reference=wish.case_reference, subjects=[f"plate:{plate}"], detail=detail)
    ctx.about(objects=[f"camera:{camera}" for camera in wish.camera_ids])
    why = await grounds(ctx.session, ctx.actor, str(wish.purpose_id), wish.case_reference)
    by = _grounded(ctx, why)
    await ctx.see(wish.camera_ids, purpose=by.purpose_id)
    desk = Desk(ctx.clock, ctx.deps.settings.section(ReadsSettings))
    row = await searching.ask(ctx.session, desk, by, wish)
    _name(ctx, row)
    return await _answer(ctx, row, before=wish.before, limit=wish.limit)


def _grounded(ctx: Ctx, why: Grounds) -> Grounded:
    """Who asks and why, entered for the audit line. Raises Forbidden where the purpose is none of theirs."""
    assert why.id is not None, "broken glass gives no searches"
    ctx.matter.look(ctx.actor, why)
    authorize(ctx.actor, Permission.PLATES_SEARCH, purpose=why.id)
    return Grounded(ctx.actor, why.id, why.name, why.case_reference)


def _name(ctx: Ctx, row: SearchRow) -> None:
    """Name the search and its plate for the audit line, as they can be found again."""
    ctx.about(object=f"search:{row.id}", subjects=[f"plate:{row.plate}"], case_reference=row.case_reference)


@router.get("")
async def list_searches(ctx: _Either, before: Moment | None = None, limit: Limit = 50) -> SearchesOut:
    """One's own searches, newest first; everybody's for who reviews searches. Without results."""
    by = None if ctx.may(Permission.PLATES_REVIEW) else ctx.actor.id
    if by is not None:
        authorize(ctx.actor, Permission.PLATES_SEARCH)
    found = await queries.searches(ctx.session, by=by, before=before, limit=limit)
    ctx.about(detail={"searches": len(found), "whose": "all" if by is None else "own"})
    settings = ctx.deps.settings.section(ReadsSettings)
    records = [record(row, ctx.actor.id, settings) for row in found]
    return SearchesOut(searches=records, next=found[-1].asked_at if len(found) == limit else None)


@router.get("/{search_id}")
async def one_search(search_id: uuid.UUID, ctx: _Searching, before: uuid.UUID | None = None) -> SearchOut:
    """A search of one's own, or anybody's for who reviews searches, with its results as they are by now."""
    return await _answer(ctx, await _theirs(ctx, search_id), before=before)


@router.get(
    "/{search_id}/results.csv", response_class=StreamingResponse, responses={200: {"content": {"text/csv": {}}}}
)
async def export_results(
    search_id: uuid.UUID, ctx: Annotated[Ctx, permit(Permission.PLATES_SEARCH, Action.EXPORT_SEARCH, step_up=True)]
) -> StreamingResponse:
    """The results of a search of one's own as CSV, newest first, safe from formulas; at most 5,000 reads."""
    row = await _theirs(ctx, search_id)
    results, more = await _results(ctx, row, limit=MOST_ROWS)
    ctx.about(detail={"found": len(results), "more": more})
    headers = {"Content-Disposition": f'attachment; filename="search-{row.id}.csv"'}
    lines = list(table.write(_cells(results), COLUMNS))
    return StreamingResponse(iter(lines), media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/{search_id}/approve")
async def approve_search(search_id: uuid.UUID, wish: DecisionIn, ctx: _Deciding) -> SearchRecord:
    """Approve a search of somebody else's that waits. Its results are for who asked."""
    return await _decide(ctx, search_id, "approve", wish.remark)


@router.post("/{search_id}/refuse")
async def refuse_search(search_id: uuid.UUID, wish: DecisionIn, ctx: _Deciding) -> SearchRecord:
    """Refuse a search of somebody else's that waits."""
    return await _decide(ctx, search_id, "refuse", wish.remark)


async def _decide(ctx: Ctx, search_id: uuid.UUID, ending: Ending, remark: str) -> SearchRecord:
    ctx.about(object=f"search:{search_id}", detail={"decision": ending, "remark": remark})
    row = await queries.search(ctx.session, search_id, lock=True)
    _name(ctx, row)
    ctx.about(detail={"asked_by": row.asked_by_name})
    row = await searching.decide(ctx.session, ctx.clock, ctx.actor, row, ending, remark)
    return record(row, ctx.actor.id, ctx.deps.settings.section(ReadsSettings))


async def _theirs(ctx: Ctx, search_id: uuid.UUID) -> SearchRow:
    """A search of one's own, or any for who reviews; its grounds are entered for the audit line. Raises NoSuchSearch.

    Somebody else's is answered as one that is not there: that a plate was searched for is nobody's business.
    """
    ctx.about(object=f"search:{search_id}")
    row = await queries.search(ctx.session, search_id)
    if row.asked_by != ctx.actor.id and not ctx.may(Permission.PLATES_REVIEW):
        raise NoSuchSearch("There is no such search.")
    _name(ctx, row)
    _grounded(ctx, Grounds(row.purpose_id, row.purpose, row.case_reference))
    return row


async def _answer(ctx: Ctx, row: SearchRow, *, before: uuid.UUID | None, limit: int | None = None) -> SearchOut:
    results, more = await _results(ctx, row, before=before, limit=limit)
    ctx.about(detail={"found": len(results), "more": more, "status": row.status})
    if row.status == Status.DONE:
        row.found = len(results)
        await ctx.session.flush()
    settings = ctx.deps.settings.section(ReadsSettings)
    look = ctx.deps.part(ReadLooks).grant(ctx, Permission.PLATES_SEARCH, row.since, row.until, purpose=row.purpose_id)
    told = record(row, ctx.actor.id, settings)
    return SearchOut(**dict(told), results=results, more=more, look=look if results else "")


async def _results(
    ctx: Ctx, row: SearchRow, *, before: uuid.UUID | None = None, limit: int | None = None
) -> tuple[list[ResultOut], bool]:
    assert allowed(ctx.actor, Permission.PLATES_SEARCH, purpose=row.purpose_id)
    reach = await reach_of(ctx.session, ctx.actor, Permission.PLATES_SEARCH, purpose=row.purpose_id)
    found, more = await searching.results(ctx.session, row, reach, before=before, limit=limit)
    reads = await shown(ctx, [each.read for each in found])
    return [_result(each, read) for each, read in zip(found, reads, strict=True)], more


def _result(found: Found, read: object) -> ResultOut:
    return ResultOut.model_validate({"read": read, "match": found.match, "distance": found.distance})


def _cells(results: list[ResultOut]) -> Iterator[dict[str, str | float | None]]:
    for result in results:
        said = result.read.model_dump(mode="json") | {"match": result.match.value, "distance": result.distance}
        yield {name: "yes" if said[name] is True else "no" if said[name] is False else said[name] for name in COLUMNS}
