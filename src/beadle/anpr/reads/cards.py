"""Reads as people see them: the row with the camera's name and place, and whether a hotlist hit it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from beadle.anpr.reads.merging import candidates
from beadle.anpr.reads.schemas import BoxOut, CandidateOut, HitBrief, ReadOut
from beadle.anpr.reads.settings import ReadsSettings
from beadle.estate import service as estate
from beadle.estate.terms import CameraPlace


def is_confirmed(columns: Mapping[str, Any], settings: ReadsSettings) -> bool:
    """Whether a read is final and sure enough to alert by itself."""
    return bool(columns["final"]) and float(columns["confidence"]) >= settings.confirmed_confidence - 1e-6


@dataclass(frozen=True, slots=True)
class Cards:
    """Makes answers of rows."""

    places: Mapping[uuid.UUID, CameraPlace]
    settings: ReadsSettings
    hits: Mapping[uuid.UUID, dict[str, Any]] = field(default_factory=dict)

    def card(self, columns: Mapping[str, Any], text: str) -> ReadOut:
        """columns: every column of the read, by its name; text: its plate."""
        place = self.places.get(columns["camera_id"])
        hit = self.hits.get(columns["id"])
        box = columns["box"]
        return ReadOut(
            id=columns["id"],
            camera_id=columns["camera_id"],
            camera="" if place is None else place.name,
            camera_number=0 if place is None else place.number,
            site="" if place is None else place.site,
            at=columns["at"],
            received_at=columns["received_at"],
            camera_at=columns["camera_at"],
            plate=text,
            confidence=round(float(columns["confidence"]), 4),
            characters=[round(float(each), 4) for each in columns["characters"] or ()],
            candidates=[
                CandidateOut(text=each.text, probability=each.probability) for each in candidates(columns["candidates"])
            ],
            grammar=columns["grammar"],
            ambiguous=columns["ambiguous"],
            direction=columns["direction"],
            lane=columns["lane"],
            source=columns["source"],
            adapter=columns["adapter"],
            final=columns["final"],
            confirmed=is_confirmed(columns, self.settings),
            vehicle_color=columns["vehicle_color"],
            vehicle_kind=columns["vehicle_kind"],
            has_patch=columns["has_patch"],
            has_overview=columns["has_overview"],
            box=None if box is None else BoxOut(x=box[0], y=box[1], width=box[2], height=box[3]),
            hit=None if hit is None else HitBrief.model_validate(hit),
        )


async def cards(
    session: AsyncSession, settings: ReadsSettings, hits: Mapping[uuid.UUID, dict[str, Any]] | None = None
) -> Cards:
    """A maker of answers, with the cameras as they are named now."""
    return Cards(await estate.places(session), settings, hits or {})
