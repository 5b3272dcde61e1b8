"""What the routes of reads take and give. Moments are aware and UTC; plates are A to Z and 0 to 9, without spaces."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from beadle.accounts.rights.schemas import Body
from beadle.anpr.reads.terms import Finding, Judgement, Match, Place, SearchMode, Status, Verdict, Why
from beadle.anpr.terms import Direction, Source
from beadle.platform.moment import Moment
from beadle.platform.text import Line, Text

MOST_RESULTS = 500
"""Reads that one page of a search holds."""
LONGEST_SPAN = timedelta(days=800)

Reference = Annotated[Line, StringConstraints(min_length=2, max_length=120)]
Requester = Annotated[Line, StringConstraints(min_length=2, max_length=200)]
Reason = Annotated[Text, StringConstraints(min_length=3, max_length=2000)]
Remark = Annotated[Text, StringConstraints(min_length=3, max_length=2000)]
Asked = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class BoxOut(BaseModel):
    """Where the plate is in the overview, in pixels from the upper left corner."""

    x: int
    y: int
    width: int
    height: int


class CandidateOut(BaseModel):
    """Another way to read the plate."""

    text: str
    probability: float


class HitBrief(BaseModel):
    """The hit of a hotlist that a read made."""

    id: uuid.UUID
    state: str
    exact: bool
    list: str
    priority: str


class ReadOut(BaseModel):
    """A read. confirmed: final, and sure enough to alert by itself. characters: a confidence for each of the plate."""

    id: uuid.UUID
    camera_id: uuid.UUID
    camera: str
    camera_number: int
    site: str
    at: Moment
    received_at: Moment
    camera_at: Moment | None
    plate: str
    confidence: float
    characters: list[float]
    candidates: list[CandidateOut]
    grammar: str
    ambiguous: bool
    direction: Direction
    lane: int | None
    source: Source
    adapter: str
    final: bool
    confirmed: bool
    vehicle_color: str
    vehicle_kind: str
    has_patch: bool
    has_overview: bool
    box: BoxOut | None
    hit: HitBrief | None


class LatestOut(BaseModel):
    """The newest reads, newest first. `look` opens their pictures, and those of reads that come meanwhile."""

    reads: list[ReadOut]
    look: str


class NearIn(Body):
    """Around a place: degrees of WGS 84, and metres."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    metres: float = Field(gt=0, le=100_000)

    def as_place(self) -> Place:
        """The same for the rules."""
        return Place(self.latitude, self.longitude, self.metres)


class SearchIn(Body):
    """A search. before: the identifier of the last read of the page before, for the next page of the same search."""

    plate: Asked
    mode: SearchMode = SearchMode.EXACT
    since: Moment
    until: Moment
    camera_ids: tuple[uuid.UUID, ...] = Field(default=(), max_length=1000)
    near: NearIn | None = None
    requester: Requester
    purpose_id: uuid.UUID
    case_reference: Reference
    limit: int = Field(default=100, ge=1, le=MOST_RESULTS)
    before: uuid.UUID | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not timedelta(0) < self.until - self.since <= LONGEST_SPAN:
            raise ValueError("the end comes after the beginning, and at most 800 days later")
        return self


class ResultOut(BaseModel):
    """A read that was found. distance: edits between the plates' folds, 0 or 1."""

    read: ReadOut
    match: Match
    distance: int


class SearchRecord(BaseModel):
    """A search without its results. why: what it waits for, or why it was refused. found: reads of the last page."""

    id: uuid.UUID
    status: Status
    plate: str
    mode: SearchMode
    since: Moment
    until: Moment
    camera_ids: list[uuid.UUID]
    near: NearIn | None
    requester: str
    purpose_id: uuid.UUID
    purpose: str
    case_reference: str
    asked_by: str
    asked_by_id: uuid.UUID
    asked_at: Moment
    mine: bool
    found: int | None
    decided_by: str | None
    decided_at: Moment | None
    remark: str | None
    why: str


class SearchOut(SearchRecord):
    """A search with its results, newest first. more: there are older ones. look: opens their pictures."""

    results: list[ResultOut]
    more: bool
    look: str


class SearchesOut(BaseModel):
    """Searches, newest first; `next` is where to ask again for older ones."""

    searches: list[SearchRecord]
    next: Moment | None


class DecisionIn(Body):
    """What a second person says to a search that waits for them."""

    remark: Remark


class SearchFindingOut(BaseModel):
    """What is unusual about a search, in words."""

    kind: Finding
    words: str


class SearchReviewOut(BaseModel):
    """A search in the queue of reviews. reason: drawn by chance, or because something about it is unusual."""

    search: SearchRecord
    reason: Why
    findings: list[SearchFindingOut]
    verdict: Judgement | None
    reviewed_by: str | None
    reviewed_at: Moment | None
    remark: str | None


class SearchReviewIn(Body):
    """What a review found."""

    verdict: Judgement
    remark: Remark


class OutlierOut(BaseModel):
    """Unusual searches of one person, of one kind, newest first."""

    kind: Finding
    user: str
    when: Moment
    searches: list[uuid.UUID]
    words: str


class OwnPlateIn(Body):
    """The plate of a user's own vehicle."""

    user_id: uuid.UUID
    plate: Asked


class OwnPlateOut(BaseModel):
    """The plate of a user's own vehicle, as it was noted."""

    id: uuid.UUID
    user_id: uuid.UUID
    user: str
    plate: str
    noted_by: str
    noted_at: Moment


class SampleOut(BaseModel):
    """The next read to check, and how many of the draw are left; null when all are done."""

    read: ReadOut | None
    left: int
    day: date
    look: str


class SampleIn(Body):
    """What a person sees in the picture. plate: as they read it, null where nobody can. right: the read says so too."""

    plate: Asked | None
    right: bool

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.plate is None and self.right:
            raise ValueError("a plate that nobody can read is not right")
        return self


class SampleDone(BaseModel):
    """What was entered."""

    verdict: Verdict
    left: int


class AccuracyOut(BaseModel):
    """How often one camera's reads are right. share of those that could be read; low to high: 95 % (Wilson)."""

    camera_id: uuid.UUID
    camera: str
    checked: int
    right: int
    wrong: int
    unreadable: int
    share: float | None
    low: float | None
    high: float | None


class ReadHoldIn(Body):
    """Why a read is kept beyond its time. review_on: when somebody asks whether it still must be; else in 90 days."""

    reason: Reason
    case_reference: Reference
    review_on: date | None = None


class ReadReleaseIn(Body):
    """Why a hold ends."""

    reason: Reason


class ReadHoldOut(BaseModel):
    """A hold on a read."""

    id: uuid.UUID
    read_id: uuid.UUID
    reason: str
    case_reference: str
    review_on: date
    placed_by: str
    placed_at: Moment
    released_by: str | None
    released_at: Moment | None
    release_reason: str | None


class HeldReadOut(BaseModel):
    """A read that is held, and its hold. review_due: it is time to ask whether it still must be."""

    hold: ReadHoldOut
    read: ReadOut
    review_due: bool


class HeldReadsOut(BaseModel):
    """Reads that are held, those first whose review is due soonest; `next` is where to ask again for later ones."""

    held: list[HeldReadOut]
    next: uuid.UUID | None


class DisposalOut(BaseModel):
    """Reads that were deleted together; proof: SHA-256 over their hashes, as the audit log has it."""

    at: Moment
    deleted: int
    from_at: Moment
    to_at: Moment
    proof: str


class RetentionOut(BaseModel):
    """How long reads are kept. review_due: holds whose review is due. last: the last deletion."""

    days: int
    held: int
    review_due: int
    last: DisposalOut | None


Limit = Annotated[int, Field(ge=1, le=200)]
Ending = Literal["approve", "refuse"]
