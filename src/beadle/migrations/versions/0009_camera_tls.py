"""How a camera proves itself on an encrypted connection."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns. Cameras that are there already go on as they did: their certificates are checked."""
    op.add_column("estate_camera", sa.Column("tls_verify", sa.Boolean, nullable=False, server_default=sa.text("true")))
    op.add_column(
        "estate_camera", sa.Column("tls_fingerprint", sa.String(64), nullable=False, server_default=sa.text("''"))
    )
    for column in ("tls_verify", "tls_fingerprint"):
        op.alter_column("estate_camera", column, server_default=None)
