"""What the routes of journeys and counts take and give. Moments are aware and UTC."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from beadle.accounts.rights.schemas import Body
from beadle.anpr.reads.schemas import ReadOut, Reference, Requester
from beadle.anpr.terms import Direction
from beadle.platform.moment import Moment
from beadle.platform.text import Text

LONGEST_JOURNEY = timedelta(days=93)
LONGEST_CONVOY = timedelta(days=31)

PlateText = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Authority = Annotated[Text, StringConstraints(min_length=10, max_length=2000)]
Step = Literal["hour", "day"]


class _Asked(Body):
    """Whose way, when, for whom and why."""

    plate: PlateText
    since: Moment
    until: Moment
    requester: Requester
    purpose_id: uuid.UUID
    case_reference: Reference

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since >= self.until:
            raise ValueError("the end comes after the beginning")
        return self


class JourneyIn(_Asked):
    """A journey: at most 93 days."""

    @model_validator(mode="after")
    def _short(self) -> Self:
        if self.until - self.since > LONGEST_JOURNEY:
            raise ValueError("a journey covers at most 93 days")
        return self


class ConvoyIn(_Asked):
    """Vehicles that travel together with one: at most 31 days. authority: who allowed it, when, and its reference."""

    within_s: Annotated[float, Field(ge=1, le=300)] = 30.0
    authority: Authority

    @model_validator(mode="after")
    def _short(self) -> Self:
        if self.until - self.since > LONGEST_CONVOY:
            raise ValueError("a convoy is looked for in at most 31 days")
        return self


class PassOut(BaseModel):
    """A pass. joined_because: why a read of another text is taken for the plate; null for the plate itself."""

    read: ReadOut
    joined_because: str | None


class UsualOut(BaseModel):
    """How long vehicles take, in seconds: 10, 50 and 90 in a hundred take no longer."""

    p10: float
    p50: float
    p90: float


class LegOut(BaseModel):
    """From one camera's site to the next. metres: at least, in a straight line; kmh: with that.

    arrives: the read that it ends with. Between passes at the same camera there is none.
    """

    from_: str = Field(serialization_alias="from")
    to: str
    seconds: float
    metres: float | None
    kmh: float | None
    usual: UsualOut | None
    odd: bool
    arrives: uuid.UUID


class CloneOut(BaseModel):
    """A finding that needs a person's look: two reads of the plate that one vehicle can hardly have made."""

    found: bool
    words: str
    reads: list[uuid.UUID]


class JourneyOut(BaseModel):
    """A journey. more: there are older passes than those. look: opens the pictures."""

    id: uuid.UUID
    passes: list[PassOut]
    legs: list[LegOut]
    clone: CloneOut | None
    more: bool
    look: str | None


class PlateSiteOut(BaseModel):
    """A site where plates are read, and how many cameras there read them or have read them."""

    id: uuid.UUID
    name: str
    cameras: int


class HourOut(BaseModel):
    """One hour of the day, local; the times are null where too few vehicles made the way."""

    hour: int
    pairs: int | None
    p10: float | None
    p50: float | None
    p90: float | None


class TimingOut(BaseModel):
    """How long vehicles take from one site to another. No plates. Null where too few made the way."""

    pairs: int | None
    p10: float | None
    p50: float | None
    p90: float | None
    by_hour: list[HourOut]
    suppressed_below: int


class ConvoyRulesOut(BaseModel):
    """Whether convoys may be looked for here, and by which rules. together, ratio: what a finding takes at least."""

    allowed: bool
    longest_days: int
    together: int
    ratio: float


class CompanionOut(BaseModel):
    """A vehicle that shared trips. p: the chance of so many by traffic alone, over all vehicles that were compared."""

    plate: str
    together: int
    expected: float
    ratio: float
    p: float
    sites: list[str]


class ConvoyOut(BaseModel):
    """A finding that needs a person's look. trips: of the plate itself; compared: vehicles that shared enough."""

    id: uuid.UUID
    vehicles: list[CompanionOut]
    trips: int
    passes: int
    compared: int
    words: str


class FlowOut(BaseModel):
    """Passes by one camera in one direction. `begins`: of the hour or day."""

    begins: Moment
    camera_id: uuid.UUID
    camera: str
    site: str
    direction: Direction
    passes: int


class FlowsOut(BaseModel):
    """Counts of traffic: passes, not vehicles; no plates."""

    by: Step
    flows: list[FlowOut]


class LinkOut(BaseModel):
    """Passes from one site to another; null where they are too few to be told."""

    from_: str = Field(serialization_alias="from")
    to: str
    count: int | None


class LinksOut(BaseModel):
    """Origins and destinations between sites: passes, not vehicles; no plates."""

    cells: list[LinkOut]
    suppressed_below: int
