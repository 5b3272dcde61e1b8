"""Words of the plates room that all of its parts share."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

LONGEST_PLATE = 12
"""Letters and digits of the longest plate that is stored; longer texts are refused with a reason."""


class Action(StrEnum):
    """What the audit log calls acts on plates."""

    WATCH_READS = "plates.watch"
    SEE_READ = "plates.see"
    SEARCH = "plates.search"
    APPROVE_SEARCH = "plates.approve_search"
    REVIEW_SEARCH = "plates.review_search"
    JOURNEY = "plates.journey"
    CONVOY = "plates.convoy"
    COUNT = "plates.count"
    CHANGE_HOTLIST = "plates.change_hotlist"
    IMPORT_HOTLIST = "plates.import_hotlist"
    SEE_HOTLIST = "plates.see_hotlist"
    SEE_HITS = "plates.see_hits"
    CONFIRM_HIT = "plates.confirm_hit"
    SAMPLE = "plates.sample"
    HOLD_READ = "plates.hold"
    SEE_HOLDS = "plates.see_holds"
    CHANGE_CAMERA = "plates.change_camera"
    DISPOSE = "plates.dispose"
    CHANGE_RETENTION = "plates.change_retention"
    LIST_SEARCHES = "plates.list_searches"
    EXPORT_SEARCH = "plates.export_search"
    NOTE_OWN_PLATE = "plates.note_own_plate"
    SEE_SETUP = "plates.see_setup"


class Direction(StrEnum):
    """Which way a vehicle drove, as the camera sees it."""

    TOWARDS = "towards"
    AWAY = "away"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """Who made out the plate: the camera itself, or Beadle's own engine from its video."""

    PUSHED = "pushed"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to read the plate. probability: 0 to 1, of all ways together at most 1."""

    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Box:
    """A place in a picture, in pixels from its upper left corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Observation:
    """One read as an adapter or the own engine gives it, before it is stored. All moments are aware, UTC.

    event_id: the camera's own name for this pass; the same one again is the same read, made better or final.
    at: when the plate was read, by the best clock there is; camera_at: by the camera's clock, None where it told none;
    received_at: when it reached Beadle.
    text: A to Z and 0 to 9, no spaces, at most LONGEST_PLATE. confidence: 0 to 1.
    characters: a confidence for each character of `text`; empty where the camera gives none.
    grammar: the name of the form that it fits, "" for none. ambiguous: another form or text is nearly as likely.
    patch, overview: JPEG bytes. box: the plate in the overview. raw: the message in the spool that it came in.
    """

    camera_id: uuid.UUID
    event_id: str
    at: datetime
    received_at: datetime
    text: str
    confidence: float
    source: Source
    adapter: str
    camera_at: datetime | None = None
    characters: tuple[float, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    grammar: str = ""
    ambiguous: bool = False
    direction: Direction = Direction.UNKNOWN
    lane: int | None = None
    final: bool = True
    vehicle_color: str = ""
    vehicle_kind: str = ""
    box: Box | None = None
    patch: bytes | None = field(default=None, repr=False)
    overview: bytes | None = field(default=None, repr=False)
    raw: str = ""
