"""Sites, cameras and their health."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "estate_site",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("latitude", sa.Float, nullable=True),
        sa.Column("longitude", sa.Float, nullable=True),
        sa.UniqueConstraint("name", name="uq_estate_site_name"),
    )
    op.create_table(
        "estate_camera",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("site_id", sa.Uuid, sa.ForeignKey("estate_site.id"), nullable=True),
        *(
            sa.Column(name, sa.Float, nullable=True)
            for name in ("latitude", "longitude", "bearing", "field_of_view", "range_metres")
        ),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("purpose", "pressing_need", "lawful_basis")),
        sa.Column("owner", sa.String(120), nullable=False),
        sa.Column("funding_line", sa.String(300), nullable=False),
        sa.Column("cost_pence", sa.BigInteger, nullable=True),
        sa.Column("streams", postgresql.JSONB, nullable=False),
        sa.Column("username", sa.String(120), nullable=False),
        sa.Column("password_box", sa.LargeBinary, nullable=True),
        sa.Column("transport", sa.String(3), nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("recorded", sa.Boolean, nullable=False),
        sa.Column("retention_days", sa.Integer, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("key", name="uq_estate_camera_key"),
        sa.CheckConstraint("number BETWEEN 1 AND 99999", name="ck_estate_camera_number"),
        sa.CheckConstraint("retention_days BETWEEN 1 AND 366", name="ck_estate_camera_retention_days"),
    )
    # A retired camera gives its number free: the next one on the same pole gets it.
    op.create_index(
        "uq_estate_camera_number",
        "estate_camera",
        ["number"],
        unique=True,
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.create_table(
        "estate_camera_health",
        sa.Column("camera_id", sa.Uuid, sa.ForeignKey("estate_camera.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("detail", sa.String(500), nullable=False),
    )
