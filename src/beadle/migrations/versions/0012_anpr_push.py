"""Cameras that read plates, what they were heard of, the spool's marks, and messages that were refused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "anpr_camera",
        sa.Column("camera_id", sa.Uuid, sa.ForeignKey("estate_camera.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("mode", sa.String(10), nullable=False),
        sa.Column("adapter", sa.String(30), nullable=False),
        sa.Column("mapping", JSONB),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("region", JSONB, nullable=False),
        sa.Column("towards", sa.String(10), nullable=False),
        sa.Column("fps", sa.Float, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, unique=True),
        sa.Column("token_at", _MOMENT),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.CheckConstraint("mode IN ('own', 'pushed', 'off')", name="ck_anpr_camera_mode"),
    )
    op.create_table(
        "anpr_heard",
        sa.Column("camera_id", sa.Uuid, sa.ForeignKey("estate_camera.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("messages", sa.BigInteger, nullable=False),
        sa.Column("reads", sa.BigInteger, nullable=False),
        sa.Column("refused", sa.BigInteger, nullable=False),
        sa.Column("last_message_at", _MOMENT),
        sa.Column("last_read_at", _MOMENT),
        sa.Column("clock_ms", sa.BigInteger),
    )
    op.create_table(
        "anpr_spool",
        sa.Column("segment", sa.String(32), primary_key=True),
        sa.Column("place", sa.BigInteger, nullable=False),
        sa.Column("finished", sa.Boolean, nullable=False),
        sa.Column("messages", sa.BigInteger, nullable=False),
        sa.Column("damaged", sa.BigInteger, nullable=False),
        sa.Column("newest_at", _MOMENT),
        sa.Column("disposed_at", _MOMENT),
    )
    op.create_table(
        "anpr_refused",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("camera_id", sa.Uuid, sa.ForeignKey("estate_camera.id", ondelete="CASCADE"), nullable=False),
        sa.Column("segment", sa.String(32), nullable=False),
        sa.Column("place", sa.BigInteger, nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("adapter", sa.String(30), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("content_type", sa.String(300), nullable=False),
        sa.Column("again_at", _MOMENT),
        sa.Column("settled_at", _MOMENT),
        sa.UniqueConstraint("segment", "place", name="uq_anpr_refused_segment_place"),
    )
    op.create_index("ix_anpr_refused_received_at", "anpr_refused", ["received_at"])
    op.create_index("ix_anpr_refused_camera_id_received_at", "anpr_refused", ["camera_id", "received_at"])
    op.create_index(
        "ix_anpr_refused_again_at", "anpr_refused", ["again_at"], postgresql_where=sa.text("again_at IS NOT NULL")
    )
