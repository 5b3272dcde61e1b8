"""Tables of camera groups, purposes, grants and broken glass."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from beadle.platform.db import Base, UtcDateTime, new_id


class CameraGroup(Base):
    """Cameras that rights are given to together. A camera may be in several groups, or in none."""

    __tablename__ = "camera_group"
    __table_args__ = (Index("uq_camera_group_name", text("lower(name)"), unique=True),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")


class CameraGroupMember(Base):
    """That a camera is in a group. The camera belongs to another room: only its identifier is known here."""

    __tablename__ = "camera_group_member"
    __table_args__ = (Index("ix_camera_group_member_camera_id", "camera_id", "group_id"),)

    group_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("camera_group.id", ondelete="CASCADE"), primary_key=True)
    camera_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    """Refers to estate_camera.id in the database; that table is declared by a room above this one."""


class Purpose(Base):
    """Why somebody looks. `usual`: what a new session states by itself; there is at most one. Never deleted."""

    __tablename__ = "purpose"
    __table_args__ = (
        Index("uq_purpose_name", text("lower(name)"), unique=True),
        Index("uq_purpose_usual", "usual", unique=True, postgresql_where=text("usual")),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    lawful_basis: Mapped[str] = mapped_column(Text, default="")
    needs_case_reference: Mapped[bool] = mapped_column(default=False)
    needs_second_person: Mapped[bool] = mapped_column(default=False)
    usual: Mapped[bool] = mapped_column(default=False)
    retired: Mapped[bool] = mapped_column(default=False)


class AccountGrant(Base):
    """One grant of one user; what its fields mean stands at `accounts.terms.Grant`."""

    __tablename__ = "account_grant"
    __table_args__ = (
        Index("ix_account_grant_account_id", "account_id"),
        Index("ix_account_grant_group_id", "group_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(40))
    group_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("camera_group.id"))
    purpose_ids: Mapped[list[uuid.UUID] | None] = mapped_column(ARRAY(Uuid))


class BreakGlass(Base):
    """Once that somebody broke the glass. It is open while it has no end, its time runs and its session lives."""

    __tablename__ = "break_glass"
    __table_args__ = (
        Index("uq_break_glass_session_id", "session_id", unique=True, postgresql_where=text("ended_at IS NULL")),
        Index("ix_break_glass_began_at", "began_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    account_name: Mapped[str] = mapped_column(String(120))
    session_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    reason: Mapped[str] = mapped_column(Text)
    case_reference: Mapped[str] = mapped_column(String(120), default="")
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(12))
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reviewed_by: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    reviewed_by_name: Mapped[str | None] = mapped_column(String(120))
    remark: Mapped[str | None] = mapped_column(Text)
