"""The demonstration's plates: the roundabouts' cameras are read by Beadle itself, and a made-up hotlist looks for two
of the made-up vehicles."""

from __future__ import annotations

import contextlib
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from beadle.anpr.hotlists import keeping
from beadle.anpr.hotlists.errors import ListNameTaken
from beadle.anpr.hotlists.schemas import EntryIn, ListIn
from beadle.anpr.hotlists.terms import Priority
from beadle.anpr.push import service as push
from beadle.anpr.push.errors import AlreadySetUp
from beadle.anpr.push.schemas import SetUpIn
from beadle.anpr.push.terms import ReadingMode, Towards
from beadle.estate import service as estate
from beadle.platform.clock import Clock
from beadle.simulator import town, traffic

FPS = 8.0
"""Looks a second: a vehicle is in the picture for two seconds, and the machine has the walls to show as well."""

_REGION = [[0.0, 0.0], [1.0, 0.0], [1.0, 0.94], [0.0, 0.94]]
"""All but the burnt-in clock, which never stands still."""

LIST = "Vehicles of interest (pretend)"
WANTED = traffic.roster(17)[3].plate
"""Comes by every four minutes, in at Horns Bridge and out at West Bars."""
MISTYPED = traffic.roster(17)[0].plate.replace("O", "0", 1)
"""Somebody typed a zero for the letter: a read of the vehicle is a possible hit, for a person to look at."""
ELSEWHERE = "TX19 ZZV"
"""Not one of the pretend town's: it never comes."""
_LASTS = timedelta(days=180)


async def plates(session: AsyncSession, clock: Clock) -> None:
    """Set up what is not set up yet. What an administrator has changed since stays."""
    ids = {card.number: card.id for card in await estate.cards(session)}
    for camera in town.cameras():
        if camera.reads_plates and camera.number in ids:
            wish = SetUpIn(
                camera_id=ids[camera.number], mode=ReadingMode.OWN, towards=Towards.IN, fps=FPS, region=_REGION
            )
            with contextlib.suppress(AlreadySetUp):
                await push.create(session, clock, wish)
    with contextlib.suppress(ListNameTaken):
        await _hotlist(session, clock)


async def _hotlist(session: AsyncSession, clock: Clock) -> None:
    review = (clock.now() + timedelta(days=28)).date()
    wish = ListIn(
        name=LIST,
        source="Made up for the demonstration",
        owner="Force intelligence desk (pretend)",
        reason="Vehicles that a pretend police force asks to be told of while its inquiry goes on.",
        priority=Priority.NORMAL,
        review_on=review,
    )
    made = await keeping.create_list(session, clock, "The demonstration", wish)
    for plate, reason, priority, reference in (
        (WANTED, "Seen at three thefts from shops; the driver is to be spoken to.", Priority.HIGH, "PRETEND/26/0117"),
        (MISTYPED, "Keeper reported missing by his family; welfare concern.", None, "PRETEND/26/0142"),
        (ELSEWHERE, "Left two filling stations without paying.", Priority.LOW, "PRETEND/26/0150"),
    ):
        entry = EntryIn(
            plate=plate,
            reason=reason,
            priority=priority,
            expires_at=clock.now() + _LASTS,
            review_on=review,
            reference=reference,
        )
        await keeping.add_entry(session, clock, made.id, entry)
