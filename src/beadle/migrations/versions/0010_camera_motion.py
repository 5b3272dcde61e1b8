"""Whether movement in a camera's pictures is marked on the time line."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns. Movement is looked for only where somebody asks for it."""
    op.add_column("estate_camera", sa.Column("motion", sa.String(12), nullable=False, server_default=sa.text("'off'")))
    op.add_column(
        "estate_camera", sa.Column("motion_ignore", JSONB, nullable=False, server_default=sa.text("'[]'::jsonb"))
    )
    for column in ("motion", "motion_ignore"):
        op.alter_column("estate_camera", column, server_default=None)
