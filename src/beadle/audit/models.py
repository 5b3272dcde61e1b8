"""Tables of the log. The migration adds triggers that refuse any change to them."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Identity, LargeBinary, SmallInteger, String, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from beadle.platform.db import Base, UtcDateTime


class AuditPersonal(Base):
    """The personal values of a line, until they are forgotten. `detail` is JSON text."""

    __tablename__ = "audit_personal"

    line_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    actor: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    case_reference: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)
    subjects: Mapped[list[str]] = mapped_column(ARRAY(Text))


class AuditLine(Base):
    """One act or look."""

    __tablename__ = "audit_line"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    action: Mapped[str] = mapped_column(Text)
    object: Mapped[str] = mapped_column(Text)
    objects: Mapped[list[str]] = mapped_column(ARRAY(Text))
    purpose: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)
    personal: Mapped[bytes] = mapped_column(LargeBinary)
    apart: Mapped[AuditPersonal | None] = relationship(
        primaryjoin=lambda: AuditLine.id == foreign(AuditPersonal.line_id), lazy="joined", uselist=False, viewonly=True
    )

    @property
    def forgotten(self) -> bool:
        """Whether its personal values are gone."""
        return self.apart is None

    @property
    def actor(self) -> str:
        """The name of who it was, "" once forgotten."""
        return self.apart.actor if self.apart else ""

    @property
    def address(self) -> str:
        """Where the connection came from."""
        return self.apart.address if self.apart else ""

    @property
    def case_reference(self) -> str:
        """The case that it was for."""
        return self.apart.case_reference if self.apart else ""

    @property
    def detail(self) -> dict[str, Any]:
        """Everything else, as JSON values; what somebody put there by hand and is no JSON is shown as it stands."""
        try:
            found = json.loads(self.apart.detail if self.apart else "{}")
        except ValueError:
            found = None
        return found if isinstance(found, dict) else {"unreadable": self.apart.detail if self.apart else ""}

    @property
    def subjects(self) -> list[str]:
        """Persons and vehicles that it was about, such as "plate:AB12CDE"."""
        return self.apart.subjects if self.apart else []


class AuditMention(Base):
    """Which lines name a thing beside their object: an index, made of `objects` and `subjects`."""

    __tablename__ = "audit_mention"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    line_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class AuditSegments(Base):
    """Hashes of closed segments of one volume. `listed`: JSON, [[camera, start_us, end_us, bytes, sha256], ...]."""

    __tablename__ = "audit_segments"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    volume: Mapped[str] = mapped_column(Text)
    from_us: Mapped[int] = mapped_column(BigInteger)
    to_us: Mapped[int] = mapped_column(BigInteger)
    listed: Mapped[str] = mapped_column(Text)


class AuditPending(Base):
    """What waits for its leaf; `kind` is "line" or "segments"."""

    __tablename__ = "audit_pending"

    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class AuditLeaf(Base):
    """One leaf of the tree: of a line or of a batch of segments."""

    __tablename__ = "audit_leaf"

    index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    line_id: Mapped[int | None] = mapped_column(BigInteger)
    segments_id: Mapped[int | None] = mapped_column(BigInteger)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class AuditNode(Base):
    """The root over 256**level whole leaves."""

    __tablename__ = "audit_node"

    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary)


class AuditCheckpoint(Base):
    """A signed checkpoint. All columns can be read from the note, which is what counts."""

    __tablename__ = "audit_checkpoint"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(BigInteger, unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    root: Mapped[bytes] = mapped_column(LargeBinary)
    note: Mapped[str] = mapped_column(Text)


class AuditStamp(Base):
    """A time stamp (RFC 3161) over a checkpoint's note."""

    __tablename__ = "audit_stamp"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    authority: Mapped[str] = mapped_column(Text)
    token: Mapped[bytes] = mapped_column(LargeBinary)


class AuditKey(Base):
    """A verifier key under which checkpoints were signed."""

    __tablename__ = "audit_key"

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class AuditCopy(Base):
    """How far the checkpoints have been copied to a second place, and how the last try ended."""

    __tablename__ = "audit_copy"

    place: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    ok: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(Text)
