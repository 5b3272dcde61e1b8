"""Tables of users, their sessions, and counts of wrong passwords. What users are granted is in `rights`."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from beadle.accounts.rights.models import AccountGrant
from beadle.platform.db import Base, UtcDateTime, new_id


class Account(Base):
    """One user. `name` is what they sign in with, in lower case; it never changes, because the audit log quotes it.

    `password_until`: the password is a first one, good until then, and has to be changed when it is used; null: it is
    the user's own.
    """

    __tablename__ = "account"

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    display_name: Mapped[str] = mapped_column(String(120))
    disabled: Mapped[bool] = mapped_column(default=False)
    password_hash: Mapped[str | None] = mapped_column(String(300))
    password_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    password_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    second_factor: Mapped[str] = mapped_column(String(10), default="none")
    signed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    signed_in_address: Mapped[str | None] = mapped_column(String(64))
    signed_in_method: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    grants: Mapped[list[AccountGrant]] = relationship(
        lazy="selectin", order_by=(AccountGrant.role, AccountGrant.id), cascade="all, delete-orphan"
    )

    @property
    def roles(self) -> list[str]:
        """The roles of all grants, each once."""
        return sorted({grant.role for grant in self.grants})


class AccountSession(Base):
    """One sign-in. The token itself is only in the person's cookie; it changes with each proof, `id` never does.

    `method`: how the person signed in. `proved_at`: when they last proved who they are. `before_at`, `before_address`,
    `before_method`: their sign-in before this one. `previous_hash` finds the session for seconds after `rotated_at`.
    `purpose_at`: when a purpose was stated; until then it is the usual one. `purpose_until`: when that one ends, where
    a second person vouched for it.
    """

    __tablename__ = "account_session"
    __table_args__ = (Index("ix_account_session_account_id", "account_id"),)

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    previous_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    rotated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    address: Mapped[str] = mapped_column(String(64))
    method: Mapped[str] = mapped_column(String(20), default="password")
    proved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    before_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    before_address: Mapped[str | None] = mapped_column(String(64))
    before_method: Mapped[str | None] = mapped_column(String(20))
    purpose_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("purpose.id"))
    purpose_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    purpose_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    case_reference: Mapped[str] = mapped_column(String(120), default="")
    second_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    second_name: Mapped[str] = mapped_column(String(120), default="")


class SignInTally(Base):
    """Wrong passwords of late under one key: a name, an address, or a name at an address. Keys are hashes."""

    __tablename__ = "account_sign_in_tally"

    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    failed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    succeeded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
