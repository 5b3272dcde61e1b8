"""Journeys and convoys over HTTP: only for a purpose, a case and a requester, and within one's reach."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Annotated

from fastapi import status

from beadle.accounts.guard import Ctx, permit
from beadle.accounts.guard import router as guarded
from beadle.accounts.permissions import Permission, authorize
from beadle.accounts.rights.purposes import grounds
from beadle.accounts.rights.reach import reach_of
from beadle.anpr.confusion import normalise
from beadle.anpr.errors import NoAuthority
from beadle.anpr.journeys import service
from beadle.anpr.journeys.queries import Span
from beadle.anpr.journeys.schemas import (
    LONGEST_CONVOY,
    CloneOut,
    CompanionOut,
    ConvoyIn,
    ConvoyOut,
    ConvoyRulesOut,
    JourneyIn,
    JourneyOut,
    LegOut,
    PassOut,
    UsualOut,
)
from beadle.anpr.journeys.service import Journey
from beadle.anpr.journeys.settings import JourneySettings
from beadle.anpr.reads import service as reads
from beadle.anpr.reads.cards import cards
from beadle.anpr.reads.looks import ReadLooks
from beadle.anpr.reads.schemas import ReadOut
from beadle.anpr.reads.settings import ReadsSettings
from beadle.anpr.reads.terms import Hits
from beadle.anpr.terms import Action

router = guarded(prefix="/anpr", tags=["journeys"])
_CONVOY_WORDS = (
    "Vehicles that shared more trips than traffic explains. Neighbours, colleagues and buses do so too: "
    "this says nothing about anybody, and needs a person's look."
)


@router.post("/journeys", status_code=status.HTTP_201_CREATED)
async def follow_plate(
    wish: JourneyIn, ctx: Annotated[Ctx, permit(Permission.PLATES_SEARCH, Action.JOURNEY)]
) -> JourneyOut:
    """The passes of one plate in order. What was asked, for whom and why is in the audit log before it is shown."""
    number, plate = uuid.uuid4(), normalise(wish.plate)
    purpose, span = await _asked(ctx, wish, plate, Permission.PLATES_SEARCH)
    ctx.about(object=f"journey:{number}")
    settings = ctx.deps.settings.section(ReadsSettings)
    if ctx.clock.now() - wish.since > timedelta(days=settings.approval_after_days):
        raise NoAuthority(
            f"A journey goes back {settings.approval_after_days} days at most.",
            advice="Make a search: it waits for a second person's approval.",
        )
    found = await service.follow(
        ctx.session, ctx.deps.settings.section(JourneySettings), plate, span, sure=settings.confirmed_confidence
    )
    ctx.about(detail={"passes": len(found.passes), "joined": sorted(found.joined), "clone": found.clone is not None})
    ctx.about(subjects=[f"plate:{text}" for text in found.joined])
    ctx.about(objects=sorted({f"camera:{each.camera}" for each in found.passes}))
    return await _shown(ctx, number, found, purpose)


async def _asked(ctx: Ctx, wish: JourneyIn | ConvoyIn, plate: str, permission: Permission) -> tuple[uuid.UUID, Span]:
    """The purpose and what may be looked at for it. All that was asked stands in the audit line."""
    detail = {"since": wish.since.isoformat(), "until": wish.until.isoformat(), "requester": wish.requester}
    ctx.about(case_reference=wish.case_reference, subjects=[f"plate:{plate}"], detail=detail)
    why = await grounds(ctx.session, ctx.actor, str(wish.purpose_id), wish.case_reference)
    assert why.id is not None, "a purpose was given, and broken glass is none"
    ctx.matter.look(ctx.actor, why)
    authorize(ctx.actor, permission, purpose=why.id)
    reach = await reach_of(ctx.session, ctx.actor, permission, purpose=why.id)
    return why.id, Span(wish.since, wish.until, reach.cameras)


async def _shown(ctx: Ctx, number: uuid.UUID, found: Journey, purpose: uuid.UUID) -> JourneyOut:
    read = await _cards(ctx, [each.read for each in found.passes])
    passes = [
        PassOut(read=read[each.read], joined_because=found.joined.get(each.text))
        for each in found.passes
        if each.read in read
    ]
    look = None
    if found.passes:
        span = found.passes[0].at, found.passes[-1].at
        look = ctx.deps.part(ReadLooks).grant(ctx, Permission.PLATES_SEARCH, *span, purpose=purpose)
    return JourneyOut(id=number, passes=passes, legs=_legs(found), clone=_clone(found), more=found.more, look=look)


async def _cards(ctx: Ctx, ids: list[uuid.UUID]) -> dict[uuid.UUID, ReadOut]:
    hits = await ctx.deps.part(Hits).of(ctx.session, ids)
    maker = await cards(ctx.session, ctx.deps.settings.section(ReadsSettings), hits)
    return {each.id: maker.card(each.columns, each.text) for each in await reads.reads(ctx.session, ids)}


def _legs(found: Journey) -> list[LegOut]:
    return [
        LegOut(
            from_=leg.origin.site,
            to=leg.destination.site,
            seconds=leg.seconds,
            metres=None if leg.metres is None else round(leg.metres),
            kmh=None if leg.kmh is None else round(leg.kmh, 1),
            usual=None if leg.usual is None else UsualOut(p10=leg.usual.p10, p50=leg.usual.p50, p90=leg.usual.p90),
            odd=leg.odd,
            arrives=leg.arrives,
        )
        for leg in found.legs
    ]


def _clone(found: Journey) -> CloneOut | None:
    if found.clone is None:
        return None
    reads_ = [found.clone.first.read, found.clone.second.read]
    return CloneOut(found=True, words=found.clone.words, reads=reads_)


@router.get("/convoys")
async def convoy_rules(ctx: Annotated[Ctx, permit(Permission.PLATES_CONVOY, None)]) -> ConvoyRulesOut:
    """Whether convoys may be looked for here at all, so that nobody writes an authority down for nothing."""
    settings = ctx.deps.settings.section(JourneySettings)
    return ConvoyRulesOut(
        allowed=settings.convoy,
        longest_days=LONGEST_CONVOY.days,
        together=settings.convoy_together,
        ratio=settings.convoy_ratio,
    )


@router.post("/convoys", status_code=status.HTTP_201_CREATED)
async def find_convoys(
    wish: ConvoyIn, ctx: Annotated[Ctx, permit(Permission.PLATES_CONVOY, Action.CONVOY, step_up=True)]
) -> ConvoyOut:
    """Vehicles that pass together with one more often than traffic explains. Off unless a setting turns it on."""
    number, plate = uuid.uuid4(), normalise(wish.plate)
    settings = ctx.deps.settings.section(JourneySettings)
    ctx.about(object=f"convoy:{number}", detail={"authority": wish.authority, "within_s": wish.within_s})
    _, span = await _asked(ctx, wish, plate, Permission.PLATES_CONVOY)
    if not settings.convoy:
        raise NoAuthority(
            "Looking for vehicles that travel together is turned off here.",
            advice="Whoever decides on it for the council turns it on in the settings: anpr.journeys.convoy.",
        )
    found = await service.convoys(ctx.session, settings, plate, span, timedelta(seconds=wish.within_s))
    ctx.about(detail={"compared": found.compared, "found": len(found.companions)})
    ctx.about(subjects=[f"plate:{text}" for text, _, _ in found.companions])
    vehicles = [
        CompanionOut(
            plate=text,
            together=each.together,
            expected=round(each.expected, 4),
            ratio=round(each.ratio, 1),
            p=each.p,
            sites=sites,
        )
        for text, each, sites in found.companions
    ]
    return ConvoyOut(
        id=number,
        vehicles=vehicles,
        trips=found.trips,
        passes=found.passes,
        compared=found.compared,
        words=_CONVOY_WORDS,
    )
