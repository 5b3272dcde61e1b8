"""Tables of hotlists, their entries, hits and imports."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, Integer, String, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from beadle.platform.db import Base, UtcDateTime, new_id


class Hotlist(Base):
    """A list of wanted plates. Whoever changes its entries locks its row first, so that they change one by one.

    number: what entries name it by. version: rises with every change of its entries. entries: how many there are.
    """

    __tablename__ = "anpr_hotlist"
    __table_args__ = (
        Index("uq_anpr_hotlist_name", text("lower(name)"), unique=True, postgresql_where=text("retired_at IS NULL")),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(Integer, Identity(), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(String(300), default="")
    owner: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    priority: Mapped[str] = mapped_column(String(6))
    review_on: Mapped[date | None]
    two_person: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(BigInteger, default=0)
    entries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_name: Mapped[str] = mapped_column(String(200))
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Entry(Base):
    """One wanted plate, or part of one. An entry that was removed keeps its row until its hits are gone.

    Numbers rise within a list in the order in which changes are committed. Lists are never deleted: no foreign key says
    so, since it would be asked once for each of ten million rows of an import.
    """

    __tablename__ = "anpr_entry"
    __table_args__ = (
        Index("uq_anpr_entry_plate", "list_number", "plate", unique=True, postgresql_where=text("removed_at IS NULL")),
        Index("ix_anpr_entry_expires_at", "list_number", "expires_at", postgresql_where=text("removed_at IS NULL")),
        Index("ix_anpr_entry_removed_at", "removed_at", postgresql_where=text("removed_at IS NOT NULL")),
    )

    list_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    plate: Mapped[str] = mapped_column(String(16, collation="C"))
    reason: Mapped[str] = mapped_column(Text, default="")
    priority: Mapped[str | None] = mapped_column(String(6))
    reference: Mapped[str] = mapped_column(String(120), default="")
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    review_on: Mapped[date | None]
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Hit(Base):
    """A read that fits an entry. It is deleted with its read.

    read: the read as the API gives it, when it was matched last. entry: what the entry said then.
    """

    __tablename__ = "anpr_hit"
    __table_args__ = (
        Index("uq_anpr_hit_read", "read_id", "read_at", "list_number", "entry_id", unique=True),
        Index("ix_anpr_hit_entry", "list_number", "entry_id", "camera_id", "read_at"),
        Index("ix_anpr_hit_raised_at", "raised_at", "id"),
        Index("ix_anpr_hit_open", "raised_at", postgresql_where=text("state IN ('new', 'awaiting_second')")),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    read_id: Mapped[uuid.UUID]
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Both refer to anpr_read, which another part of the room declares."""
    camera_id: Mapped[uuid.UUID]
    list_number: Mapped[int] = mapped_column(ForeignKey("anpr_hotlist.number", ondelete="CASCADE"))
    entry_id: Mapped[int] = mapped_column(BigInteger)
    plate: Mapped[str] = mapped_column(String(12))
    exact: Mapped[bool]
    score: Mapped[float]
    two_person: Mapped[bool]
    state: Mapped[str] = mapped_column(String(16))
    read: Mapped[dict[str, Any]] = mapped_column(JSONB)
    entry: Mapped[dict[str, Any]] = mapped_column(JSONB)
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[uuid.UUID | None]
    decided_by_name: Mapped[str | None] = mapped_column(String(200))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    second_by: Mapped[uuid.UUID | None]
    second_by_name: Mapped[str | None] = mapped_column(String(200))
    remark: Mapped[str | None] = mapped_column(Text)


class ImportRow(Base):
    """A CSV file that somebody sent for a list. The file itself lies in the data folder until the import is over."""

    __tablename__ = "anpr_import"
    __table_args__ = (Index("ix_anpr_import_list_id", "list_id", "asked_at"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    list_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("anpr_hotlist.id", ondelete="CASCADE"))
    status: Mapped[str] = mapped_column(String(12))
    asked_by: Mapped[uuid.UUID]
    asked_by_name: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    bytes: Mapped[int] = mapped_column(BigInteger)
    encoding: Mapped[str] = mapped_column(String(12))
    delimiter: Mapped[str] = mapped_column(String(1))
    columns: Mapped[list[str]] = mapped_column(JSONB)
    heading: Mapped[bool]
    mapping: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    replace: Mapped[bool] = mapped_column(default=False)
    progress: Mapped[float] = mapped_column(default=0.0)
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)
    failure: Mapped[str | None] = mapped_column(Text)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
