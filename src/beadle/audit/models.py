"""The table of audit lines. The migration adds triggers that refuse any change to it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, String, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from beadle.platform.db import Base, UtcDateTime


class AuditLine(Base):
    """One act or look."""

    __tablename__ = "audit_line"
    __table_args__ = (
        CheckConstraint("outcome IN ('ok', 'refused', 'failed')", name="outcome"),
        Index("ix_audit_line_at", "at"),
        Index("ix_audit_line_actor", "actor", "id"),
        Index("ix_audit_line_action", "action", "id"),
        Index("ix_audit_line_object", "object", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    actor: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(80))
    object: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(String(500))
    case_reference: Mapped[str] = mapped_column(String(120))
    outcome: Mapped[str] = mapped_column(String(8))
    address: Mapped[str] = mapped_column(String(64))
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB)
