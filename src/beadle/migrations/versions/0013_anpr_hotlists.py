"""Hotlists of number plates, their entries, hits and imports; and what cameras take for one another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_OPEN = sa.text("state IN ('new', 'awaiting_second')")


def upgrade() -> None:
    """Make the tables."""
    _lists()
    _entries()
    _hits()
    _imports()
    _confusions()


def _lists() -> None:
    op.create_table(
        "anpr_hotlist",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("number", sa.Integer, sa.Identity(), nullable=False, unique=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("source", sa.String(300), nullable=False),
        sa.Column("owner", sa.String(120), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("priority", sa.String(6), nullable=False),
        sa.Column("review_on", sa.Date),
        sa.Column("two_person", sa.Boolean, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("created_by_name", sa.String(200), nullable=False),
        sa.Column("retired_at", _MOMENT),
        sa.CheckConstraint("priority IN ('low', 'normal', 'high')", name="priority"),
    )
    op.create_index(
        "uq_anpr_hotlist_name",
        "anpr_hotlist",
        [sa.text("lower(name)")],
        unique=True,
        postgresql_where=sa.text("retired_at IS NULL"),
    )


def _entries() -> None:
    op.create_table(
        "anpr_entry",
        sa.Column("list_number", sa.Integer, nullable=False),
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("plate", sa.String(16, collation="C"), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("priority", sa.String(6)),
        sa.Column("reference", sa.String(120), nullable=False),
        sa.Column("expires_at", _MOMENT),
        sa.Column("review_on", sa.Date),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("removed_at", _MOMENT),
        # No foreign key to the list: lists are retired and never deleted, and whoever adds entries holds the list's
        # row; to ask for it again for each of ten million rows took as long as writing them.
        sa.PrimaryKeyConstraint("list_number", "id"),
        sa.CheckConstraint("priority IN ('low', 'normal', 'high')", name="priority"),
        # The index has 40 bits for it.
        sa.CheckConstraint("id < 1099511627776", name="id"),
    )
    there, gone = sa.text("removed_at IS NULL"), sa.text("removed_at IS NOT NULL")
    op.create_index("uq_anpr_entry_plate", "anpr_entry", ["list_number", "plate"], unique=True, postgresql_where=there)
    op.create_index("ix_anpr_entry_expires_at", "anpr_entry", ["list_number", "expires_at"], postgresql_where=there)
    op.create_index("ix_anpr_entry_removed_at", "anpr_entry", ["removed_at"], postgresql_where=gone)


def _hits() -> None:
    op.create_table(
        "anpr_hit",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("read_id", sa.Uuid, nullable=False),
        sa.Column("read_at", _MOMENT, nullable=False),
        sa.Column("camera_id", sa.Uuid, nullable=False),
        sa.Column("list_number", sa.Integer, nullable=False),
        sa.Column("entry_id", sa.BigInteger, nullable=False),
        sa.Column("plate", sa.String(12), nullable=False),
        sa.Column("exact", sa.Boolean, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("two_person", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("read", postgresql.JSONB, nullable=False),
        sa.Column("entry", postgresql.JSONB, nullable=False),
        sa.Column("raised_at", _MOMENT, nullable=False),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("decided_by_name", sa.String(200)),
        sa.Column("decided_at", _MOMENT),
        sa.Column("second_by", sa.Uuid),
        sa.Column("second_by_name", sa.String(200)),
        sa.Column("remark", sa.Text),
        sa.ForeignKeyConstraint(["read_id", "read_at"], ["anpr_read.id", "anpr_read.at"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["list_number"], ["anpr_hotlist.number"], ondelete="CASCADE"),
        sa.CheckConstraint("state IN ('new', 'awaiting_second', 'confirmed', 'refused')", name="state"),
        sa.CheckConstraint("second_by IS NULL OR second_by <> decided_by", name="second_person"),
        sa.CheckConstraint(
            "NOT two_person OR state <> 'confirmed' OR second_by IS NOT NULL", name="two_persons_confirmed"
        ),
    )
    op.create_index("uq_anpr_hit_read", "anpr_hit", ["read_id", "read_at", "list_number", "entry_id"], unique=True)
    op.create_index("ix_anpr_hit_entry", "anpr_hit", ["list_number", "entry_id", "camera_id", "read_at"])
    op.create_index("ix_anpr_hit_raised_at", "anpr_hit", ["raised_at", "id"])
    op.create_index("ix_anpr_hit_open", "anpr_hit", ["raised_at"], postgresql_where=_OPEN)


def _imports() -> None:
    op.create_table(
        "anpr_import",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("list_id", sa.Uuid, sa.ForeignKey("anpr_hotlist.id", ondelete="CASCADE"), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("asked_by", sa.Uuid, nullable=False),
        sa.Column("asked_by_name", sa.String(200), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("encoding", sa.String(12), nullable=False),
        sa.Column("delimiter", sa.String(1), nullable=False),
        sa.Column("columns", postgresql.JSONB, nullable=False),
        sa.Column("heading", sa.Boolean, nullable=False),
        sa.Column("mapping", postgresql.JSONB, nullable=False),
        sa.Column("replace", sa.Boolean, nullable=False),
        sa.Column("progress", sa.Float, nullable=False),
        sa.Column("counts", postgresql.JSONB, nullable=False),
        sa.Column("failure", sa.Text),
        sa.Column("finished_at", _MOMENT),
        sa.CheckConstraint("status IN ('uploaded', 'queued', 'running', 'done', 'failed', 'cancelled')", name="status"),
    )
    op.create_index("ix_anpr_import_list_id", "anpr_import", ["list_id", "asked_at"])


def _confusions() -> None:
    op.create_table(
        "anpr_confusion",
        sa.Column("truth", sa.String(1), nullable=False),
        sa.Column("read", sa.String(1), nullable=False),
        sa.Column("weight", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("truth", "read"),
    )
    op.create_table(
        "anpr_confusion_learnt",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("samples_until", _MOMENT, nullable=False),
        sa.Column("reads_until", _MOMENT, nullable=False),
        sa.CheckConstraint("id = 1", name="one_row"),
    )
