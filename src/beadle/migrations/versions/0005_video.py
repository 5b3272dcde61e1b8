"""Exports, holds and wall layouts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _holds()
    _exports()
    op.create_table(
        "video_layout",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("owner_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("columns", sa.Integer, nullable=False),
        sa.Column("tiles", postgresql.JSONB, nullable=False),
        sa.Column("tour_seconds", sa.Integer),
    )
    op.create_index("ix_video_layout_owner_id", "video_layout", ["owner_id"])


def _holds() -> None:
    op.create_table(
        "video_hold",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("from_at", _MOMENT, nullable=False),
        sa.Column("to_at", _MOMENT),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("reference", sa.String(120)),
        sa.Column("review_on", sa.Date),
        sa.Column("placed_by", sa.Uuid, nullable=False),
        sa.Column("placed_by_name", sa.String(200), nullable=False),
        sa.Column("placed_at", _MOMENT, nullable=False),
        sa.Column("released_by", sa.Uuid),
        sa.Column("released_by_name", sa.String(200)),
        sa.Column("released_at", _MOMENT),
        sa.Column("release_reason", sa.Text),
        sa.CheckConstraint("kind IN ('person', 'export')", name="kind"),
        sa.CheckConstraint("to_at IS NULL OR to_at > from_at", name="span"),
        sa.CheckConstraint("(released_at IS NULL) = (release_reason IS NULL)", name="release_has_reason"),
    )
    op.create_index("ix_video_hold_placed_at", "video_hold", ["placed_at"])
    op.create_index("ix_video_hold_released_at", "video_hold", ["released_at"])
    op.create_table(
        "video_hold_camera",
        sa.Column("hold_id", sa.Uuid, sa.ForeignKey("video_hold.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("camera_id", sa.Uuid, primary_key=True),
        sa.Column("camera_key", sa.String(64), nullable=False),
    )


def _exports() -> None:
    op.create_table(
        "video_export",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("from_at", _MOMENT, nullable=False),
        sa.Column("to_at", _MOMENT, nullable=False),
        sa.Column("purpose", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("reference", sa.String(120)),
        sa.Column("working_copy", sa.Boolean, nullable=False),
        sa.Column("requested_by", sa.Uuid, nullable=False),
        sa.Column("requested_by_name", sa.String(200), nullable=False),
        sa.Column("requested_at", _MOMENT, nullable=False),
        sa.Column("hold_id", sa.Uuid, sa.ForeignKey("video_hold.id"), nullable=False),
        sa.Column("progress", sa.Float, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("finished_at", _MOMENT),
        sa.Column("removed_at", _MOMENT),
        sa.CheckConstraint("status IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="status"),
        sa.CheckConstraint("to_at > from_at", name="span"),
    )
    op.create_index("ix_video_export_status", "video_export", ["status"])
    op.create_index("ix_video_export_requested_by", "video_export", ["requested_by"])
    op.create_index("ix_video_export_requested_at", "video_export", ["requested_at"])
    op.create_table(
        "video_export_file",
        sa.Column("export_id", sa.Uuid, sa.ForeignKey("video_export.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("name", sa.String(120), primary_key=True),
        sa.Column("camera_id", sa.Uuid, nullable=False),
        sa.Column("camera_key", sa.String(64), nullable=False),
        sa.Column("camera_name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("bytes_done", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.CheckConstraint("kind IN ('master', 'working')", name="kind"),
    )
