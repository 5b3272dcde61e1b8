"""First passwords: until when one is good that was given to somebody; notices say who did what they tell of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns. Whoever has a password keeps it: nothing says that somebody else knows it."""
    op.add_column("account", sa.Column("password_until", sa.DateTime(timezone=True)))
    op.add_column("account_notice", sa.Column("by_name", sa.String(120), nullable=False, server_default=""))
