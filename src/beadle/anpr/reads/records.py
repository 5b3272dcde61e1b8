"""Searches as people see them, without their results."""

from __future__ import annotations

import uuid

from beadle.anpr.reads import searching
from beadle.anpr.reads.models import SearchRow
from beadle.anpr.reads.schemas import SearchRecord
from beadle.anpr.reads.settings import ReadsSettings


def record(row: SearchRow, viewer: uuid.UUID | None, settings: ReadsSettings) -> SearchRecord:
    """A search without its results."""
    return SearchRecord.model_validate(
        {
            "id": row.id,
            "status": row.status,
            "plate": row.plate,
            "mode": row.mode,
            "since": row.since,
            "until": row.until,
            "camera_ids": row.camera_ids,
            "near": row.near,
            "requester": row.requester,
            "purpose_id": row.purpose_id,
            "purpose": row.purpose,
            "case_reference": row.case_reference,
            "asked_by": row.asked_by_name,
            "asked_by_id": row.asked_by,
            "asked_at": row.asked_at,
            "mine": row.asked_by == viewer,
            "found": row.found,
            "decided_by": row.decided_by_name,
            "decided_at": row.decided_at,
            "remark": row.remark,
            "why": searching.why(row, settings),
        }
    )
