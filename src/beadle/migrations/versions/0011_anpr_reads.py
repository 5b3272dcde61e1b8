"""Reads of number plates: a dictionary of plates, reads in monthly partitions, holds, searches, samples, disposals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)

_GRAMS = """
CREATE FUNCTION beadle_plate_grams(plate text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array_agg(key) FROM (
        SELECT substr(plate, n, 3) AS key FROM generate_series(1, length(plate) - 2) AS n
        UNION ALL
        SELECT chr(96 + n) || substr(plate, n, 1) FROM generate_series(1, length(plate)) AS n
        UNION ALL
        SELECT chr(64 + n) || substr(plate, length(plate) + 1 - n, 1) FROM generate_series(1, length(plate)) AS n
    ) AS keys
$$
"""
"""What a plate can be found by when its beginning and its end are not known: every three characters side by side, each
character with its place from the left (a, b, c ...) and from the right (A, B, C ...). Made for GIN's own array
operators, for an embedded PostgreSQL has no pg_trgm."""

_VACUUM = "autovacuum_vacuum_insert_scale_factor = 0.02"
"""An index alone answers for what a vacuum has seen; by default it sees the newest fifth of a large table last."""

_READ = """
CREATE TABLE anpr_read (
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    plate_id bigint NOT NULL REFERENCES anpr_plate (id),
    camera_id uuid NOT NULL,
    event_key bigint NOT NULL,
    event_id varchar(200) NOT NULL,
    received_at timestamptz NOT NULL,
    camera_at timestamptz,
    confidence real NOT NULL,
    characters real[],
    candidates jsonb,
    grammar varchar(60) NOT NULL,
    ambiguous boolean NOT NULL,
    direction varchar(8) NOT NULL,
    lane smallint,
    source varchar(8) NOT NULL,
    adapter varchar(60) NOT NULL,
    raw varchar(200) NOT NULL,
    final boolean NOT NULL,
    vehicle_color varchar(60) NOT NULL,
    vehicle_kind varchar(60) NOT NULL,
    has_patch boolean NOT NULL,
    has_overview boolean NOT NULL,
    box integer[],
    CONSTRAINT pk_anpr_read PRIMARY KEY (id, at)
) PARTITION BY RANGE (at)
"""


def upgrade() -> None:
    """Make the tables. Partitions are made when they are needed: see anpr/reads/partitions.py."""
    _plates()
    _reads()
    _holds()
    _disposals()
    _searches()
    _samples()


def _plates() -> None:
    op.create_table(
        "anpr_plate",
        sa.Column("id", sa.BigInteger, sa.Identity(always=False), primary_key=True),
        sa.Column("text", sa.String(12, collation="C"), nullable=False),
        sa.Column("folded", sa.String(12, collation="C"), nullable=False),
        sa.Column("mirrored", sa.String(12, collation="C"), nullable=False),
        sa.UniqueConstraint("text", name="uq_anpr_plate_text"),
    )
    # Thousands of plates of one form are read from an index side by side; in the table each would be a page of its own.
    op.execute("CREATE INDEX ix_anpr_plate_folded ON anpr_plate (folded) INCLUDE (id, text)")
    op.execute("CREATE INDEX ix_anpr_plate_mirrored ON anpr_plate (mirrored) INCLUDE (id, text, folded)")
    op.execute(f"ALTER TABLE anpr_plate SET ({_VACUUM})")
    op.execute(_GRAMS)
    op.execute("CREATE INDEX ix_anpr_plate_grams ON anpr_plate USING gin (beadle_plate_grams(folded))")


def _reads() -> None:
    op.execute(_READ)
    # Both hold all that is needed to choose the newest reads, in the order in which they are shown.
    op.execute("CREATE INDEX ix_anpr_read_plate_at ON anpr_read (plate_id, at, id) INCLUDE (camera_id)")
    op.execute("CREATE INDEX ix_anpr_read_camera_at ON anpr_read (camera_id, at, id) INCLUDE (plate_id)")
    op.execute("CREATE INDEX ix_anpr_read_event_key ON anpr_read (event_key)")


def _holds() -> None:
    op.create_table(
        "anpr_hold",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("read_id", sa.Uuid, nullable=False),
        sa.Column("read_at", _MOMENT, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("case_reference", sa.String(120), nullable=False),
        sa.Column("review_on", sa.Date, nullable=False),
        sa.Column("placed_by", sa.Uuid, nullable=False),
        sa.Column("placed_by_name", sa.String(200), nullable=False),
        sa.Column("placed_at", _MOMENT, nullable=False),
        sa.Column("released_by_name", sa.String(200)),
        sa.Column("released_at", _MOMENT),
        sa.Column("release_reason", sa.Text),
        sa.ForeignKeyConstraint(["read_id", "read_at"], ["anpr_read.id", "anpr_read.at"], ondelete="CASCADE"),
        sa.CheckConstraint("(released_at IS NULL) = (release_reason IS NULL)", name="release_has_reason"),
    )
    op.create_index("ix_anpr_hold_read", "anpr_hold", ["read_id", "read_at"])
    op.execute("CREATE UNIQUE INDEX uq_anpr_hold_in_force ON anpr_hold (read_id) WHERE released_at IS NULL")


def _disposals() -> None:
    op.create_table(
        "anpr_disposal",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("deleted", sa.Integer, nullable=False),
        sa.Column("from_at", _MOMENT, nullable=False),
        sa.Column("to_at", _MOMENT, nullable=False),
        sa.Column("proof", sa.String(64), nullable=False),
    )
    op.create_table(
        "anpr_retention",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.CheckConstraint("id = 1", name="one_row"),
    )


def _searches() -> None:
    op.create_table(
        "anpr_search",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("asked_by", sa.Uuid, nullable=False),
        sa.Column("asked_by_name", sa.String(200), nullable=False),
        sa.Column("requester", sa.String(200), nullable=False),
        sa.Column("purpose_id", sa.Uuid, nullable=False),
        sa.Column("purpose", sa.String(200), nullable=False),
        sa.Column("case_reference", sa.String(120), nullable=False),
        sa.Column("plate", sa.String(40), nullable=False),
        sa.Column("mode", sa.String(8), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("camera_ids", postgresql.ARRAY(sa.Uuid), nullable=False),
        sa.Column("near", postgresql.JSONB),
        sa.Column("most", sa.Integer, nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("found", sa.Integer),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("decided_by_name", sa.String(200)),
        sa.Column("decided_at", _MOMENT),
        sa.Column("remark", sa.Text),
        sa.Column("sampled", sa.String(12), nullable=False),
        sa.Column("verdict", sa.String(16)),
        sa.Column("reviewed_by_name", sa.String(200)),
        sa.Column("reviewed_at", _MOMENT),
        sa.Column("review_remark", sa.Text),
        sa.CheckConstraint("status IN ('done', 'waiting', 'refused')", name="status"),
        sa.CheckConstraint("mode IN ('exact', 'partial', 'fuzzy')", name="mode"),
        sa.CheckConstraint("sampled IN ('', 'sample', 'outlier')", name="sampled"),
        sa.CheckConstraint("decided_by IS DISTINCT FROM asked_by OR decided_by IS NULL", name="second_person"),
    )
    op.create_index("ix_anpr_search_asked_at", "anpr_search", ["asked_at"])
    op.create_index("ix_anpr_search_asked_by_asked_at", "anpr_search", ["asked_by", "asked_at"])
    op.execute("CREATE INDEX ix_anpr_search_queue ON anpr_search (asked_at) WHERE sampled <> '' AND verdict IS NULL")
    op.create_table(
        "anpr_finding",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("search_id", sa.Uuid, sa.ForeignKey("anpr_search.id", ondelete="CASCADE"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.UniqueConstraint("search_id", "kind"),
    )
    op.create_index("ix_anpr_finding_at", "anpr_finding", ["at"])
    op.create_table(
        "anpr_own_plate",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
        sa.Column("plate", sa.String(12), nullable=False),
        sa.Column("folded", sa.String(12), nullable=False),
        sa.Column("noted_by_name", sa.String(200), nullable=False),
        sa.Column("noted_at", _MOMENT, nullable=False),
        sa.UniqueConstraint("account_id", "plate"),
    )


def _samples() -> None:
    op.create_table(
        "anpr_sample",
        sa.Column("read_id", sa.Uuid, primary_key=True),
        sa.Column("read_at", _MOMENT, nullable=False),
        sa.Column("camera_id", sa.Uuid, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("verdict", sa.String(10)),
        sa.Column("truth", sa.String(12)),
        sa.Column("checked_by_name", sa.String(200)),
        sa.Column("checked_at", _MOMENT),
        sa.CheckConstraint("verdict IN ('right', 'wrong', 'unreadable')", name="verdict"),
    )
    op.create_index("ix_anpr_sample_day_camera_id", "anpr_sample", ["day", "camera_id"])
    op.create_index("ix_anpr_sample_read_at", "anpr_sample", ["read_at"])
