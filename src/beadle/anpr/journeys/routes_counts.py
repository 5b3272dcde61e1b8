"""Counts of traffic over HTTP: no plates, and what is counted from few passes is not told."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Query

from beadle.accounts.guard import Ctx, permit
from beadle.accounts.guard import router as guarded
from beadle.accounts.permissions import Permission
from beadle.anpr.journeys import service
from beadle.anpr.journeys.queries import Span
from beadle.anpr.journeys.schemas import (
    FlowOut,
    FlowsOut,
    HourOut,
    LinkOut,
    LinksOut,
    PlateSiteOut,
    Step,
    TimingOut,
)
from beadle.anpr.journeys.settings import JourneySettings
from beadle.anpr.journeys.terms import Usual
from beadle.anpr.terms import Action, Direction
from beadle.estate import service as estate
from beadle.platform.errors import Invalid
from beadle.platform.moment import Moment

router = guarded(prefix="/anpr", tags=["journeys"])
LONGEST: dict[str, timedelta] = {"hour": timedelta(days=8), "day": timedelta(days=93)}
LONGEST_LINKS = timedelta(days=31)
_Counting = Annotated[Ctx, permit(Permission.PLATES_COUNT, Action.COUNT)]


@router.get("/counts")
async def count_flows(ctx: _Counting, since: Moment, until: Moment, by: Annotated[Step, Query()] = "hour") -> FlowsOut:
    """Passes by hour or day, camera and direction."""
    span = _span(ctx, since, until, LONGEST[by])
    where = await estate.places(ctx.session)
    found = await service.flows(ctx.session, _settings(ctx), span, by)
    flows = [
        FlowOut(
            begins=begins,
            camera_id=camera,
            camera=where[camera].name if camera in where else "",
            site=where[camera].site if camera in where else "",
            direction=Direction(direction),
            passes=passes,
        )
        for begins, camera, direction, passes in found
    ]
    return FlowsOut(by=by, flows=flows)


@router.get("/counts/od")
async def count_links(ctx: _Counting, since: Moment, until: Moment) -> LinksOut:
    """Passes from each site to each other one."""
    settings = _settings(ctx)
    cells = await service.links(ctx.session, settings, _span(ctx, since, until, LONGEST_LINKS))
    told = [LinkOut(from_=origin, to=to, count=count) for (origin, to), count in cells.items()]
    return LinksOut(cells=told, suppressed_below=settings.suppress_below)


@router.get("/sites")
async def plate_sites(ctx: Annotated[Ctx, permit(Permission.PLATES_COUNT, None)]) -> list[PlateSiteOut]:
    """Sites where plates are read, by name: what times can be asked between. Only names and numbers of cameras."""
    found = await service.plate_sites(ctx.session, ctx.clock.now() - LONGEST_LINKS)
    sites = [PlateSiteOut(id=site, name=name, cameras=cameras) for site, (name, cameras) in found.items()]
    return sorted(sites, key=lambda site: site.name)


@router.get("/timing")
async def time_sites(
    ctx: _Counting, from_site: uuid.UUID, to_site: uuid.UUID, since: Moment, until: Moment
) -> TimingOut:
    """How long vehicles take from one site to another, in all and by the hour of the day."""
    settings = _settings(ctx)
    if from_site == to_site:
        raise Invalid("The two sites are the same.", advice="Choose two.")
    span = _span(ctx, since, until, LONGEST_LINKS)
    ctx.about(objects=[f"site:{from_site}", f"site:{to_site}"])
    found = await service.timing(ctx.session, settings, (from_site, to_site), span)
    told = {hour: _told(usual, settings.suppress_below) for hour, usual in found.items()}
    in_all = told.get(None) or Hidden
    hours = [HourOut(hour=hour, **told[hour]) for hour in sorted(hour for hour in told if hour is not None)]
    return TimingOut(**in_all, by_hour=hours, suppressed_below=settings.suppress_below)


Hidden: dict[str, float | None] = {"pairs": None, "p10": None, "p50": None, "p90": None}
"""Times of too few vehicles: they could be somebody's."""


def _told(usual: Usual, below: int) -> dict[str, float | None]:
    if usual.pairs < below:
        return Hidden
    return {"pairs": usual.pairs, "p10": usual.p10, "p50": usual.p50, "p90": usual.p90}


def _span(ctx: Ctx, since: datetime, until: datetime, longest: timedelta) -> Span:
    ctx.about(detail={"since": since.isoformat(), "until": until.isoformat()})
    if not timedelta(0) < until - since <= longest:
        raise Invalid(
            f"The end comes after the beginning, and at most {longest.days} days later.", advice="Choose another span."
        )
    return Span(since, until)


def _settings(ctx: Ctx) -> JourneySettings:
    return ctx.deps.settings.section(JourneySettings)
