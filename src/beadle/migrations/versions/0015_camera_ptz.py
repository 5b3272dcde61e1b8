"""Whether a camera is steered, so that another view than usual is nothing wrong."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column. A camera that is there already stands still until somebody says otherwise."""
    op.add_column("estate_camera", sa.Column("ptz", sa.Boolean, nullable=False, server_default=sa.text("false")))
    op.alter_column("estate_camera", "ptz", server_default=None)
