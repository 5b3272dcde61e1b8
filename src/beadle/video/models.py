"""Tables of the video room: exports, holds and layouts. Footage itself is not in the database (see `footage`)."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Date, Float, ForeignKey, Integer, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from beadle.platform.db import Base, UtcDateTime, new_id


class ExportRow(Base):
    """One export: which footage, for whom and why, and how far it is."""

    __tablename__ = "video_export"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    status: Mapped[str] = mapped_column(String(12), index=True)
    from_at: Mapped[datetime] = mapped_column(UtcDateTime)
    to_at: Mapped[datetime] = mapped_column(UtcDateTime)
    purpose: Mapped[str] = mapped_column(String(200))
    purpose_id: Mapped[uuid.UUID | None]
    """Of the accounts room's table `purpose`; None for what was asked for before there was a list."""
    reason: Mapped[str] = mapped_column(Text)
    reference: Mapped[str | None] = mapped_column(String(120))
    working_copy: Mapped[bool] = mapped_column(Boolean)
    requested_by: Mapped[uuid.UUID] = mapped_column(index=True)
    requested_by_name: Mapped[str] = mapped_column(String(200))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    hold_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("video_hold.id"))
    progress: Mapped[float] = mapped_column(Float, default=0.0)
    error: Mapped[str | None] = mapped_column(Text)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    files: Mapped[list[ExportFileRow]] = relationship(
        lazy="selectin", order_by="ExportFileRow.name", cascade="all, delete-orphan"
    )

    @property
    def camera_ids(self) -> list[uuid.UUID]:
        """Whose footage it is, each camera once."""
        return list(dict.fromkeys(file.camera_id for file in self.files))


class ExportFileRow(Base):
    """One file of an export. `name` is made from our own words only, so it is safe in a path and a header."""

    __tablename__ = "video_export_file"

    export_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("video_export.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    camera_id: Mapped[uuid.UUID]
    camera_key: Mapped[str] = mapped_column(String(64))
    camera_name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(8))
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    bytes_done: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")


class HoldRow(Base):
    """Who protected which footage, why and until when it is looked at again. The lock itself is on the volumes."""

    __tablename__ = "video_hold"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(8))
    from_at: Mapped[datetime] = mapped_column(UtcDateTime)
    to_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    reference: Mapped[str | None] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(String(200), default="")
    purpose_id: Mapped[uuid.UUID | None]
    review_on: Mapped[date | None] = mapped_column(Date)
    placed_by: Mapped[uuid.UUID]
    placed_by_name: Mapped[str] = mapped_column(String(200))
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    released_by: Mapped[uuid.UUID | None]
    released_by_name: Mapped[str | None] = mapped_column(String(200))
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    release_reason: Mapped[str | None] = mapped_column(Text)

    cameras: Mapped[list[HoldCameraRow]] = relationship(
        lazy="selectin", order_by="HoldCameraRow.camera_key", cascade="all, delete-orphan"
    )

    @property
    def camera_ids(self) -> list[uuid.UUID]:
        """Whose footage it keeps."""
        return [camera.camera_id for camera in self.cameras]


class HoldCameraRow(Base):
    """One camera of a hold; its key is kept, because the footage bears the key for ever."""

    __tablename__ = "video_hold_camera"

    hold_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("video_hold.id", ondelete="CASCADE"), primary_key=True)
    camera_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    camera_key: Mapped[str] = mapped_column(String(64))


class LayoutRow(Base):
    """A wall layout: somebody's own, or shared with everybody."""

    __tablename__ = "video_layout"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    owner_id: Mapped[uuid.UUID] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(80))
    shared: Mapped[bool] = mapped_column(Boolean)
    columns: Mapped[int] = mapped_column(Integer)
    tiles: Mapped[list[str | None]] = mapped_column(JSONB)
    tour_seconds: Mapped[int | None] = mapped_column(Integer)
