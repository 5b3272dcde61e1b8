"""The outbox of events and the job queue."""

from __future__ import annotations

import procrastinate.schema
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(80), nullable=False),
        sa.Column("body", postgresql.JSONB, nullable=False),
    )
    op.create_index("ix_event_at", "event", ["at"])
    # Straight to psycopg: the script has many statements and per cent signs, which a statement with parameters may not.
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    driver.execute(procrastinate.schema.SchemaManager.get_schema())
