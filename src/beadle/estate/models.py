"""Tables of sites, cameras and their health."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from beadle.platform.db import Base, UtcDateTime, new_id


class Site(Base):
    """A place that cameras belong to. Coordinates are WGS 84 degrees."""

    __tablename__ = "estate_site"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    address: Mapped[str] = mapped_column(String(300), default="")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]


class Camera(Base):
    """One camera. `key` names its footage on disk and never changes; `number` is what operators type.

    Coordinates are WGS 84 degrees, bearing and field of view degrees, cost pence. The password lies encrypted in
    `password_box`; `tls_fingerprint` is the SHA-256 of its certificate in hex. `ptz`: it is steered. A retired camera
    keeps its row, because footage and the audit log speak of it.
    """

    __tablename__ = "estate_camera"
    __table_args__ = (
        Index("uq_estate_camera_number", "number", unique=True, postgresql_where=text("retired_at IS NULL")),
        CheckConstraint("number BETWEEN 1 AND 99999", name="number"),
        CheckConstraint("retention_days BETWEEN 1 AND 366", name="retention_days"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    number: Mapped[int]
    key: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    site_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("estate_site.id"))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    bearing: Mapped[float | None]
    field_of_view: Mapped[float | None]
    range_metres: Mapped[float | None]
    purpose: Mapped[str] = mapped_column(Text, default="")
    pressing_need: Mapped[str] = mapped_column(Text, default="")
    lawful_basis: Mapped[str] = mapped_column(Text, default="")
    owner: Mapped[str] = mapped_column(String(120), default="")
    funding_line: Mapped[str] = mapped_column(String(300), default="")
    cost_pence: Mapped[int | None] = mapped_column(BigInteger)
    streams: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    username: Mapped[str] = mapped_column(String(120), default="")
    password_box: Mapped[bytes | None] = mapped_column(LargeBinary)
    transport: Mapped[str] = mapped_column(String(3), default="tcp")
    tls_verify: Mapped[bool] = mapped_column(default=True)
    tls_fingerprint: Mapped[str] = mapped_column(String(64), default="")
    enabled: Mapped[bool] = mapped_column(default=True)
    recorded: Mapped[bool] = mapped_column(default=True)
    retention_days: Mapped[int] = mapped_column(default=31)
    motion: Mapped[str] = mapped_column(String(12), default="off")
    motion_ignore: Mapped[list[list[list[float]]]] = mapped_column(JSONB, default=list)
    ptz: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CameraHealth(Base):
    """What a camera was last known to be doing, and since when."""

    __tablename__ = "estate_camera_health"

    camera_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("estate_camera.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str] = mapped_column(String(40))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    detail: Mapped[str] = mapped_column(String(500), default="")
