"""Tables of cameras that read plates, of the spool's marks and of refused messages. Moments are aware, UTC."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from beadle.platform.db import Base, UtcDateTime, new_id


class PlateCamera(Base):
    """How a camera's plates come. `token_hash` is the SHA-256 of the token in its push address.

    region: corners of the part of the picture that is looked at, 0 to 1; empty for all of it. fps: pictures a second.
    """

    __tablename__ = "anpr_camera"
    __table_args__ = (CheckConstraint("mode IN ('own', 'pushed', 'off')", name="mode"),)

    camera_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("estate_camera.id", ondelete="CASCADE"), primary_key=True)
    mode: Mapped[str] = mapped_column(String(10))
    adapter: Mapped[str] = mapped_column(String(30))
    mapping: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    zone: Mapped[str] = mapped_column(String(64))
    region: Mapped[list[list[float]]] = mapped_column(JSONB, default=list)
    towards: Mapped[str] = mapped_column(String(10), default="")
    fps: Mapped[float]
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    token_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Heard(Base):
    """What a camera was heard of, counted since its set-up. clock_ms: its clock against ours at its last read."""

    __tablename__ = "anpr_heard"

    camera_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("estate_camera.id", ondelete="CASCADE"), primary_key=True)
    messages: Mapped[int] = mapped_column(BigInteger)
    reads: Mapped[int] = mapped_column(BigInteger)
    refused: Mapped[int] = mapped_column(BigInteger)
    last_message_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    clock_ms: Mapped[int | None] = mapped_column(BigInteger)


class SpoolMark(Base):
    """How far a segment of the spool has been read. It moves on in the transaction that stores what was read.

    finished: nothing more will come. disposed_at: its time was over, and its file is deleted or about to be.
    """

    __tablename__ = "anpr_spool"

    segment: Mapped[str] = mapped_column(String(32), primary_key=True)
    place: Mapped[int] = mapped_column(BigInteger)
    finished: Mapped[bool]
    messages: Mapped[int] = mapped_column(BigInteger)
    damaged: Mapped[int] = mapped_column(BigInteger)
    newest_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disposed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RefusedMessage(Base):
    """A message that became no read, or not all of the reads that it told of. Its bytes lie in the spool."""

    __tablename__ = "anpr_refused"
    __table_args__ = (
        UniqueConstraint("segment", "place"),
        Index("ix_anpr_refused_received_at", "received_at"),
        Index("ix_anpr_refused_camera_id_received_at", "camera_id", "received_at"),
        Index("ix_anpr_refused_again_at", "again_at", postgresql_where=text("again_at IS NOT NULL")),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    camera_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("estate_camera.id", ondelete="CASCADE"))
    segment: Mapped[str] = mapped_column(String(32))
    place: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(500))
    adapter: Mapped[str] = mapped_column(String(30))
    size: Mapped[int] = mapped_column(BigInteger)
    content_type: Mapped[str] = mapped_column(String(300))
    again_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
