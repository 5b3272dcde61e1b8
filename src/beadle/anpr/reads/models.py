"""Tables of reads, of holds on them, of searches and of samples. Moments are aware, UTC."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, SmallInteger, String, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, REAL
from sqlalchemy.orm import Mapped, mapped_column

from beadle.platform.db import Base, UtcDateTime, new_id


class PlateRow(Base):
    """A plate that was read at least once. folded: as `confusion.fold` writes it; mirrored: that from right to left."""

    __tablename__ = "anpr_plate"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    text: Mapped[str] = mapped_column(String(12), unique=True)
    folded: Mapped[str] = mapped_column(String(12), index=True)
    mirrored: Mapped[str] = mapped_column(String(12), index=True)


class ReadRow(Base):
    """One read, in the partition of its month. event_key: a hash of camera and event, by which it is found again."""

    __tablename__ = "anpr_read"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    plate_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("anpr_plate.id"))
    camera_id: Mapped[uuid.UUID]
    event_key: Mapped[int] = mapped_column(BigInteger)
    event_id: Mapped[str] = mapped_column(String(200))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    camera_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confidence: Mapped[float] = mapped_column(REAL)
    characters: Mapped[list[float] | None] = mapped_column(ARRAY(REAL))
    candidates: Mapped[list[list[Any]] | None] = mapped_column(JSONB(none_as_null=True))
    grammar: Mapped[str] = mapped_column(String(60))
    ambiguous: Mapped[bool]
    direction: Mapped[str] = mapped_column(String(8))
    lane: Mapped[int | None] = mapped_column(SmallInteger)
    source: Mapped[str] = mapped_column(String(8))
    adapter: Mapped[str] = mapped_column(String(60))
    raw: Mapped[str] = mapped_column(String(200))
    final: Mapped[bool]
    vehicle_color: Mapped[str] = mapped_column(String(60))
    vehicle_kind: Mapped[str] = mapped_column(String(60))
    has_patch: Mapped[bool]
    has_overview: Mapped[bool]
    box: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))


class HoldRow(Base):
    """A read that is kept beyond its time."""

    __tablename__ = "anpr_hold"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    read_id: Mapped[uuid.UUID]
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    case_reference: Mapped[str] = mapped_column(String(120))
    review_on: Mapped[date]
    placed_by: Mapped[uuid.UUID]
    placed_by_name: Mapped[str] = mapped_column(String(200))
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_by_name: Mapped[str | None] = mapped_column(String(200))
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    release_reason: Mapped[str | None] = mapped_column(Text)


class DisposalRow(Base):
    """Reads that were deleted together. proof: SHA-256 over their hashes in order, in hex."""

    __tablename__ = "anpr_disposal"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    deleted: Mapped[int]
    from_at: Mapped[datetime] = mapped_column(UtcDateTime)
    to_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proof: Mapped[str] = mapped_column(String(64))


class RetentionRow(Base):
    """How long reads are kept, as it was last applied; one row, so that a change of the setting is noticed."""

    __tablename__ = "anpr_retention"

    id: Mapped[int] = mapped_column(primary_key=True)
    days: Mapped[int]
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class SearchRow(Base):
    """A search: what was asked, why and by whom, and what became of it. Its results are not stored."""

    __tablename__ = "anpr_search"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[uuid.UUID]
    asked_by_name: Mapped[str] = mapped_column(String(200))
    requester: Mapped[str] = mapped_column(String(200))
    purpose_id: Mapped[uuid.UUID]
    purpose: Mapped[str] = mapped_column(String(200))
    case_reference: Mapped[str] = mapped_column(String(120))
    plate: Mapped[str] = mapped_column(String(40))
    mode: Mapped[str] = mapped_column(String(8))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    camera_ids: Mapped[list[uuid.UUID]] = mapped_column(ARRAY(ReadRow.__table__.c.camera_id.type))
    near: Mapped[dict[str, float] | None] = mapped_column(JSONB(none_as_null=True))
    most: Mapped[int]
    status: Mapped[str] = mapped_column(String(8))
    found: Mapped[int | None]
    decided_by: Mapped[uuid.UUID | None]
    decided_by_name: Mapped[str | None] = mapped_column(String(200))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    remark: Mapped[str | None] = mapped_column(Text)
    sampled: Mapped[str] = mapped_column(String(12))
    verdict: Mapped[str | None] = mapped_column(String(16))
    reviewed_by_name: Mapped[str | None] = mapped_column(String(200))
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    review_remark: Mapped[str | None] = mapped_column(Text)


class FindingRow(Base):
    """What is unusual about a search, in words."""

    __tablename__ = "anpr_finding"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    search_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("anpr_search.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    words: Mapped[str] = mapped_column(Text)


class OwnPlateRow(Base):
    """The plate of a user's own vehicle, as an administrator noted it; a search of it is an outlier."""

    __tablename__ = "anpr_own_plate"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    plate: Mapped[str] = mapped_column(String(12))
    folded: Mapped[str] = mapped_column(String(12))
    noted_by_name: Mapped[str] = mapped_column(String(200))
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SampleRow(Base):
    """A read that was drawn to be checked. place: its rank among the camera's draws of that day.

    truth: the plate as the person read it, for as long as the read itself is kept.
    """

    __tablename__ = "anpr_sample"

    read_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)
    camera_id: Mapped[uuid.UUID]
    day: Mapped[date]
    place: Mapped[int]
    verdict: Mapped[str | None] = mapped_column(String(10))
    truth: Mapped[str | None] = mapped_column(String(12))
    checked_by_name: Mapped[str | None] = mapped_column(String(200))
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
