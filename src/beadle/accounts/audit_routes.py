"""The route of the audit log. It stands here because the audit room lies below the one that knows who may read it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from beadle.accounts.guard import Ctx, permit
from beadle.accounts.guard import router as guarded
from beadle.accounts.permissions import Permission
from beadle.accounts.schemas import AuditPage, AuditQuery, AuditRow
from beadle.accounts.terms import Action
from beadle.audit import service

router = guarded(prefix="/audit", tags=["audit"])


@router.get("")
async def read_audit(
    wanted: Annotated[AuditQuery, Query()], ctx: Annotated[Ctx, permit(Permission.AUDIT_READ, Action.READ_AUDIT)]
) -> AuditPage:
    """Lines of the audit log, newest first. Reading them is itself written down."""
    ctx.about(detail=wanted.model_dump(mode="json", exclude_defaults=True))
    rows, following = await service.read(ctx.session, wanted.as_filter(), before=wanted.before, limit=wanted.limit)
    return AuditPage(rows=[AuditRow.model_validate(row, from_attributes=True) for row in rows], next=following)
