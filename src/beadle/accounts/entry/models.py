"""Tables of second factors, tickets, links to a directory, and notices."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from beadle.platform.db import Base, UtcDateTime, new_id


class Totp(Base):
    """A user's code generator. `secret` and `offered` are sealed; `last_step` is the newest time step taken."""

    __tablename__ = "account_totp"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    offered: Mapped[bytes | None] = mapped_column(LargeBinary)
    offered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RecoveryCode(Base):
    """A recovery code that was not used yet, as a keyed hash."""

    __tablename__ = "account_recovery_code"
    __table_args__ = (Index("ix_account_recovery_code_account_id", "account_id"),)

    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))


class Passkey(Base):
    """A passkey: its public half, and how often it says that it was used."""

    __tablename__ = "account_passkey"
    __table_args__ = (Index("ix_account_passkey_account_id", "account_id"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    transports: Mapped[list[str]] = mapped_column(ARRAY(String(20)))


class TicketRow(Base):
    """A ticket. Its token is only with the page, or in a cookie."""

    __tablename__ = "account_ticket"
    __table_args__ = (
        Index("ix_account_ticket_expires_at", "expires_at"),
        Index("ix_account_ticket_address", "address"),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    act: Mapped[str] = mapped_column(String(20))
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    session_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account_session.id", ondelete="CASCADE"))
    address: Mapped[str] = mapped_column(String(64))
    challenge: Mapped[bytes] = mapped_column(LargeBinary)
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    tries: Mapped[int] = mapped_column(Integer)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DirectoryLink(Base):
    """A user as the directory knows them. `managed`: the directory made the user and says what they may do."""

    __tablename__ = "account_oidc"

    issuer: Mapped[str] = mapped_column(String(300), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), unique=True)
    managed: Mapped[bool]
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NoticeRow(Base):
    """Something about a user's sign-in that they ought to know. `by_name`: who did it, where it was somebody else."""

    __tablename__ = "account_notice"
    __table_args__ = (Index("ix_account_notice_account_id_at", "account_id", "at"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(64))
    by_name: Mapped[str] = mapped_column(String(120), default="")
