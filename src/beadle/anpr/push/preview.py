"""Trying a mapping on a message before it is kept: the same code that reads the real ones. No I/O."""

from __future__ import annotations

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from beadle.anpr.adapters.terms import Adapter, Context, Nothing, Refused, Result
from beadle.anpr.adapters.understand import understand
from beadle.anpr.push.schemas import MappingPreviewIn, MappingPreviewOut, PreviewRow

MOST_ROWS = 20


def preview(body: MappingPreviewIn, now: datetime) -> MappingPreviewOut:
    """What the message would become. now: stands for the time at which it came."""
    context = Context(
        camera_id=uuid.UUID(int=0),
        received_at=now,
        zone=ZoneInfo(body.zone),
        adapter=Adapter.MAPPED,
        mapping=body.mapping,
    )
    results = understand("", body.sample.encode(), context)
    problems = [f"Row {number}: {said}" for number, each in enumerate(results, 1) if (said := _problem(each))]
    return MappingPreviewOut(rows=[_row(each) for each in results[:MOST_ROWS]], problems=problems[:MOST_ROWS])


def _problem(result: Result) -> str:
    if isinstance(result, Refused):
        return result.reason
    return result.why if isinstance(result, Nothing) else ""


def _row(result: Result) -> PreviewRow:
    if isinstance(result, Refused | Nothing):
        return PreviewRow(
            plate="",
            at=None,
            confidence=None,
            direction="unknown",
            lane=None,
            vehicle_color="",
            vehicle_kind="",
            event="",
            problem=_problem(result),
        )
    return PreviewRow(
        plate=result.text,
        at=result.camera_at or result.at,
        confidence=result.confidence,
        direction=result.direction.value,
        lane=result.lane,
        vehicle_color=result.vehicle_color,
        vehicle_kind=result.vehicle_kind,
        event=result.event_id,
        problem="",
    )
