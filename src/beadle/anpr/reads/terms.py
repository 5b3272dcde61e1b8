"""Words of the reads."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from beadle.anpr.terms import Observation


class SearchMode(StrEnum):
    """How a search compares plates."""

    EXACT = "exact"
    PARTIAL = "partial"
    FUZZY = "fuzzy"


class Status(StrEnum):
    """How a search stands."""

    DONE = "done"
    WAITING = "waiting"
    REFUSED = "refused"


class Match(StrEnum):
    """How a plate fits what was asked. `possible`: only where characters that look alike, or one edit, are forgiven."""

    EXACT = "exact"
    POSSIBLE = "possible"
    PARTIAL = "partial"


class Why(StrEnum):
    """Why a search stands in the queue of reviews; `none`: it does not."""

    NONE = ""
    SAMPLE = "sample"
    OUTLIER = "outlier"


class Judgement(StrEnum):
    """What a review found of a search."""

    FITS = "fits"
    DOES_NOT_FIT = "does_not_fit"
    UNCLEAR = "unclear"


class Finding(StrEnum):
    """What is unusual about a search."""

    OWN_PLATE = "own_plate"
    REPEATED = "repeated"
    OUT_OF_SHIFT = "out_of_shift"
    MANY = "many"


class Verdict(StrEnum):
    """What a person found of a sampled read."""

    RIGHT = "right"
    WRONG = "wrong"
    UNREADABLE = "unreadable"


class Picture(StrEnum):
    """The pictures of a read."""

    PATCH = "patch"
    OVERVIEW = "overview"


@dataclass(frozen=True, slots=True)
class Kept:
    """A read that was handed in, as it is stored now.

    changed: it is new or was made better; False for a second delivery. confirmed: final, and sure enough to act on.
    card: as the API answers it, in JSON values.
    """

    read_id: uuid.UUID
    at: datetime
    observation: Observation = field(repr=False)
    changed: bool
    confirmed: bool
    card: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """A place and how far around it, WGS 84 degrees and metres."""

    latitude: float
    longitude: float
    metres: float


HitLookup = Callable[[AsyncSession, Iterable[uuid.UUID]], Awaitable[Mapping[uuid.UUID, dict[str, Any]]]]
"""The newest hit of each of these reads that has one: {id, state, exact, list, priority}, in JSON values."""


class Hits:
    """Where routes find hits of reads: the hotlists' own look-up, handed in where the room is put together."""

    def __init__(self, look_up: HitLookup | None = None) -> None:
        self._look_up = look_up

    async def of(self, session: AsyncSession, reads: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, dict[str, Any]]:
        """Hits by read; empty where there are no hotlists."""
        return {} if self._look_up is None else await self._look_up(session, reads)
