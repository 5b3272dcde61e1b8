"""The routes of the audit log. They stand here because the audit room lies below the one that knows who may read it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Path, Query
from fastapi.responses import StreamingResponse

from beadle.accounts import audit_views as views
from beadle.accounts.audit_schemas import (
    AuditFilter,
    AuditPage,
    AuditQuery,
    AuditState,
    CheckpointPage,
    CheckpointsQuery,
    ConsistencyOut,
    ConsistencyQuery,
    ProofOut,
)
from beadle.accounts.guard import Ctx, permit
from beadle.accounts.guard import router as guarded
from beadle.accounts.permissions import Permission
from beadle.accounts.terms import Action
from beadle.audit import service
from beadle.audit.errors import TooManyLines
from beadle.audit.settings import AuditSettings
from beadle.audit.terms import LONGEST_PAGE, Filter
from beadle.platform import table
from beadle.platform.db import Database

router = guarded(prefix="/audit", tags=["audit"])
sheet_router = guarded(prefix="", tags=["audit"])

MOST_LINES = 100_000
"""Lines that one CSV file may hold."""

_LineNumber = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("")
async def read_audit(
    wanted: Annotated[AuditQuery, Query()], ctx: Annotated[Ctx, permit(Permission.AUDIT_READ, Action.READ_AUDIT)]
) -> AuditPage:
    """Lines of the audit log, newest first. Reading them is itself written down."""
    _about(ctx, wanted)
    rows, following = await service.read(ctx.session, wanted.as_filter(), before=wanted.before, limit=wanted.limit)
    return AuditPage(rows=[views.row(row) for row in rows], next=following)


@sheet_router.get("/audit.csv", response_class=StreamingResponse, responses={200: {"content": {"text/csv": {}}}})
async def export_audit(
    wanted: Annotated[AuditFilter, Query()],
    ctx: Annotated[Ctx, permit(Permission.AUDIT_READ, Action.EXPORT_AUDIT, step_up=True)],
) -> StreamingResponse:
    """The same lines as CSV, newest first, safe from formulas; at most 100,000 in one file, and never cut short."""
    _about(ctx, wanted)
    several = await service.count(ctx.session, wanted.as_filter(), most=MOST_LINES + 1)
    if several > MOST_LINES:
        raise TooManyLines(
            f"More than {MOST_LINES} lines match.",
            advice="Narrow the filter, by time for example, and export in parts.",
        )
    ctx.about(detail={"lines": several})
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    pages = _pages(ctx.deps.database, wanted.as_filter())
    return StreamingResponse(pages, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/state")
async def audit_state(ctx: Annotated[Ctx, permit(Permission.AUDIT_READ, None)]) -> AuditState:
    """How the log stands: its size and root, the last checkpoint, and where copies of it went."""
    settings = ctx.deps.settings.section(AuditSettings)
    state, troubles = await service.state(ctx.session, ctx.clock, settings)
    return views.state(state, troubles)


@router.get("/checkpoints")
async def list_checkpoints(
    wanted: Annotated[CheckpointsQuery, Query()], ctx: Annotated[Ctx, permit(Permission.AUDIT_READ, None)]
) -> CheckpointPage:
    """Signed checkpoints, newest first."""
    rows, stamps, following = await service.checkpoints(ctx.session, before=wanted.before, limit=wanted.limit)
    return CheckpointPage(checkpoints=[views.checkpoint(row, stamps) for row in rows], next=following)


@router.get("/consistency")
async def prove_consistency(
    wanted: Annotated[ConsistencyQuery, Query()], ctx: Annotated[Ctx, permit(Permission.AUDIT_READ, None)]
) -> ConsistencyOut:
    """The proof that the log at one checkpoint is the beginning of the log at a later one."""
    return views.consistency(await service.consistency(ctx.session, wanted.old, wanted.new))


@router.get("/{line}/proof")
async def prove_line(
    line: _LineNumber, ctx: Annotated[Ctx, permit(Permission.AUDIT_READ, Action.PROVE_AUDIT)]
) -> ProofOut:
    """The proof that a line stands in the log as it was written."""
    ctx.about(object=f"audit:{line}")
    return views.proof(await service.prove(ctx.session, line))


def _about(ctx: Ctx, wanted: AuditFilter) -> None:
    """Who looked for what: the camera and the plate can be found again, as in any other look."""
    asked: dict[str, Any] = wanted.model_dump(mode="json", exclude_defaults=True)
    narrowed = wanted.as_filter()
    ctx.about(
        detail=asked,
        objects=[narrowed.thing] if narrowed.thing else [],
        subjects=[narrowed.subject] if narrowed.subject else [],
    )


async def _pages(database: Database, wanted: Filter) -> AsyncIterator[str]:
    """The file, a page of the log at a time: however long it is, little of it is held."""
    before: int | None = None
    heading = True
    while heading or before is not None:
        async with database.session() as session:
            rows, before = await service.read(session, wanted, before=before, limit=LONGEST_PAGE)
        for piece in table.write((views.cells(row) for row in rows), views.COLUMNS, heading=heading):
            yield piece
        heading = False
