"""The log's Merkle tree, and personal values apart from lines. Lines of the first version are carried over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

APPEND_ONLY = (
    *("audit_line", "audit_segments", "audit_leaf", "audit_node"),
    *("audit_checkpoint", "audit_stamp", "audit_key"),
)
FORGETTABLE = ("audit_personal", "audit_mention")


def upgrade() -> None:
    """Make the tables, carry the old lines over, then refuse changes to any of it."""
    _apart()
    _tree()
    _checkpoints()
    _carry_over()
    _guard()
    op.execute(
        "INSERT INTO audit_pending (kind, id) SELECT 'line', id FROM audit_line"
        " UNION ALL SELECT 'segments', id FROM audit_segments"
    )


def _apart() -> None:
    op.create_table(
        "audit_personal",
        sa.Column("line_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("actor", "address", "case_reference", "detail")),
        sa.Column("subjects", postgresql.ARRAY(sa.Text), nullable=False),
    )
    op.create_table(
        "audit_mention",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("line_id", sa.BigInteger, primary_key=True, autoincrement=False),
    )


def _tree() -> None:
    op.create_table(
        "audit_segments",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("volume", sa.Text, nullable=False),
        sa.Column("from_us", sa.BigInteger, nullable=False),
        sa.Column("to_us", sa.BigInteger, nullable=False),
        sa.Column("listed", sa.Text, nullable=False),
    )
    op.create_index("ix_audit_segments_volume", "audit_segments", ["volume", "to_us"])
    # What waits for its leaf. A row goes in with its line, in one transaction: a line that is committed late is still
    # found, whatever its number. It empties all the time, so its dead rows are cleared early.
    op.create_table(
        "audit_pending",
        sa.Column("kind", sa.String(8), primary_key=True),
        sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
        postgresql_with={"autovacuum_vacuum_scale_factor": "0", "autovacuum_vacuum_threshold": "2000"},
    )
    op.create_table(
        "audit_leaf",
        sa.Column("index", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("line_id", sa.BigInteger, nullable=True),
        sa.Column("segments_id", sa.BigInteger, nullable=True),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("num_nonnulls(line_id, segments_id) = 1", name="ck_audit_leaf_one_thing"),
    )
    for column in ("line_id", "segments_id"):
        op.create_index(
            f"uq_audit_leaf_{column}",
            "audit_leaf",
            [column],
            unique=True,
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )
    op.create_table(
        "audit_node",
        sa.Column("level", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("index", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
    )


def _checkpoints() -> None:
    op.create_table(
        "audit_checkpoint",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("root", sa.LargeBinary, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.UniqueConstraint("size", name="uq_audit_checkpoint_size"),
    )
    op.create_table(
        "audit_stamp",
        sa.Column("number", sa.BigInteger, sa.ForeignKey("audit_checkpoint.number"), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("authority", sa.Text, nullable=False),
        sa.Column("token", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "audit_key",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "audit_copy",
        sa.Column("place", sa.Text, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("ok", sa.Boolean, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.Text, nullable=False),
    )


def _carry_over() -> None:
    op.execute("DROP TRIGGER audit_line_append_only ON audit_line")
    op.execute("DROP FUNCTION audit_line_is_append_only()")
    op.execute(
        """
        INSERT INTO audit_personal (line_id, salt, actor, address, case_reference, detail, subjects)
        SELECT id, uuid_send(gen_random_uuid()), actor, address, case_reference, detail::text, '{}' FROM audit_line
        """
    )
    op.execute("ALTER TABLE audit_line ADD objects text[] NOT NULL DEFAULT '{}', ADD personal bytea")
    # The form stands in audit/leaf.py, and a test holds the two together: a migration does not change with the code.
    op.execute(
        """
        UPDATE audit_line l SET personal = sha256(p.salt || convert_to(
            '["personal",' || to_json(p.actor)::text || ',' || to_json(p.address)::text
            || ',' || to_json(p.case_reference)::text || ',' || to_json(p.detail)::text
            || ',' || to_json(p.subjects)::text || ']', 'UTF8'))
        FROM audit_personal p WHERE p.line_id = l.id
        """
    )
    for index in ("actor", "action", "object", "at"):
        op.drop_index(f"ix_audit_line_{index}", "audit_line")
    for column in ("actor", "case_reference", "address", "detail"):
        op.drop_column("audit_line", column)
    op.execute(
        "ALTER TABLE audit_line ALTER objects DROP DEFAULT, ALTER personal SET NOT NULL,"
        " ALTER action TYPE text, ALTER object TYPE text, ALTER purpose TYPE text, ALTER outcome TYPE text"
    )
    op.create_index("ix_audit_line_at", "audit_line", ["at", "id"])
    for column in ("actor_id", "action", "object"):
        op.create_index(f"ix_audit_line_{column}", "audit_line", [column, "id"])
    op.create_index("ix_audit_line_purpose", "audit_line", ["purpose", "id"], postgresql_where=sa.text("purpose <> ''"))
    op.create_index(
        "ix_audit_line_outcome", "audit_line", ["outcome", "id"], postgresql_where=sa.text("outcome <> 'ok'")
    )
    op.create_index("ix_audit_personal_actor", "audit_personal", ["actor", "line_id"])
    op.create_index(
        "ix_audit_personal_case_reference",
        "audit_personal",
        ["case_reference", "line_id"],
        postgresql_where=sa.text("case_reference <> ''"),
    )


def _guard() -> None:
    op.execute(
        """
        CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'The audit log is append-only: % of % is refused.', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
        END $$
        """
    )
    op.execute(
        """
        CREATE FUNCTION audit_is_forgotten_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF current_setting('beadle.audit_forgetting', true) IS DISTINCT FROM 'yes' THEN
                RAISE EXCEPTION 'The audit log is append-only: % of % is refused.', TG_OP, TG_TABLE_NAME
                USING ERRCODE = 'insufficient_privilege';
            END IF;
            RETURN NULL;
        END $$
        """
    )
    op.execute(
        """
        CREATE FUNCTION audit_awaits_leaf() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO audit_pending (kind, id) SELECT TG_ARGV[0], id FROM fresh;
            RETURN NULL;
        END $$
        """
    )
    # A statement's trigger fires even where no row matches, so that an attempt never passes as a success.
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
        )
    for table in FORGETTABLE:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_forgotten BEFORE DELETE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_is_forgotten_in_order()"
        )
    for table, kind in (("audit_line", "line"), ("audit_segments", "segments")):
        op.execute(
            f"CREATE TRIGGER {table}_awaits_leaf AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh"
            f" FOR EACH STATEMENT EXECUTE FUNCTION audit_awaits_leaf('{kind}')"
        )
