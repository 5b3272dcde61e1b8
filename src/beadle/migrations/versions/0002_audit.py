"""The audit log, and the triggers that keep it append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and its triggers."""
    op.create_table(
        "audit_line",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Uuid, nullable=True),
        sa.Column("actor", sa.String(120), nullable=False),
        sa.Column("action", sa.String(80), nullable=False),
        sa.Column("object", sa.String(200), nullable=False),
        sa.Column("purpose", sa.String(500), nullable=False),
        sa.Column("case_reference", sa.String(120), nullable=False),
        sa.Column("outcome", sa.String(8), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("detail", postgresql.JSONB, nullable=False),
        sa.CheckConstraint("outcome IN ('ok', 'refused', 'failed')", name="ck_audit_line_outcome"),
    )
    op.create_index("ix_audit_line_at", "audit_line", ["at"])
    op.create_index("ix_audit_line_actor", "audit_line", ["actor", "id"])
    op.create_index("ix_audit_line_action", "audit_line", ["action", "id"])
    op.create_index("ix_audit_line_object", "audit_line", ["object", "id"])
    op.execute(
        """
        CREATE FUNCTION audit_line_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'The audit log is append-only: % is refused.', TG_OP
            USING ERRCODE = 'insufficient_privilege';
        END $$
        """
    )
    # A statement's trigger fires even where no row matches, so that an attempt never passes as a success.
    op.execute(
        """
        CREATE TRIGGER audit_line_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_line
        FOR EACH STATEMENT EXECUTE FUNCTION audit_line_is_append_only()
        """
    )
