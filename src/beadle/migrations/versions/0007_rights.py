"""Camera groups, purposes, grants, stated purposes and broken glass; every user keeps the rights that they have."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_SPACE = uuid.UUID("5b0f3c8e-6f0d-4c53-9a7e-3b7a4f0f2d11")
_TASK = "UK GDPR article 6(1)(e), public task; Crime and Disorder Act 1998 section 17."
_LAW = "Data Protection Act 2018 Part 3 and Schedule 2 paragraph 2, prevention and detection of crime."
_START = (
    # key, name, description, lawful basis, needs a case reference, needs a second person
    (
        "public-safety",
        "Public safety and prevention of crime",
        "The ordinary work of the control room: watching public places to keep people safe and to deter crime.",
        _TASK,
        False,
        False,
    ),
    (
        "crime",
        "Investigation of a reported crime",
        "Looking back for what a report of a crime names; the crime or log number is the case reference.",
        _LAW,
        True,
        False,
    ),
    (
        "police-review",
        "Police review request",
        "Looking for footage that the police asked for in writing; the request's number is the case reference.",
        _LAW,
        True,
        False,
    ),
    (
        "missing-person",
        "Search for a missing or vulnerable person",
        "Finding somebody whose life or health may be in danger.",
        "UK GDPR article 6(1)(d), vital interests, and article 6(1)(e), public task.",
        False,
        False,
    ),
    (
        "directed-surveillance",
        "Directed surveillance authorised under RIPA",
        "Following named people under an authorisation; its number is the case reference, and a second person vouches.",
        "Regulation of Investigatory Powers Act 2000 sections 28 and 32A.",
        True,
        True,
    ),
    (
        "subject-access",
        "Subject access request",
        "Finding the footage of somebody who asked for their own; the request's number is the case reference.",
        "UK GDPR article 15; article 6(1)(c), legal obligation.",
        True,
        False,
    ),
    (
        "maintenance",
        "Maintenance and image check",
        "Seeing whether a camera works, is clean and looks where it should.",
        "UK GDPR article 6(1)(e), public task; article 5(1)(d), accuracy.",
        False,
        False,
    ),
    (
        "training",
        "Training with a supervisor",
        "Learning to operate the system beside somebody who answers for it.",
        "UK GDPR article 6(1)(e), public task; article 32(4), instructed staff.",
        False,
        True,
    ),
)
"""A lawful list to start from. The council changes it on its own screen."""


def upgrade() -> None:
    """Make the tables, enter the first purposes, and turn roles into grants for every camera and every purpose."""
    _groups()
    _purposes()
    _grants()
    _sessions()
    _glass()
    op.add_column("video_export", sa.Column("purpose_id", sa.Uuid, sa.ForeignKey("purpose.id")))
    op.add_column("video_hold", sa.Column("purpose_id", sa.Uuid, sa.ForeignKey("purpose.id")))
    op.add_column("video_hold", sa.Column("purpose", sa.String(200), nullable=False, server_default=""))


def _groups() -> None:
    op.create_table(
        "camera_group",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
    )
    op.create_index("uq_camera_group_name", "camera_group", [sa.text("lower(name)")], unique=True)
    op.create_table(
        "camera_group_member",
        sa.Column("group_id", sa.Uuid, sa.ForeignKey("camera_group.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("camera_id", sa.Uuid, sa.ForeignKey("estate_camera.id", ondelete="CASCADE"), primary_key=True),
    )
    op.create_index("ix_camera_group_member_camera_id", "camera_group_member", ["camera_id", "group_id"])


def _purposes() -> None:
    purpose = op.create_table(
        "purpose",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("lawful_basis", sa.Text, nullable=False),
        sa.Column("needs_case_reference", sa.Boolean, nullable=False),
        sa.Column("needs_second_person", sa.Boolean, nullable=False),
        sa.Column("usual", sa.Boolean, nullable=False),
        sa.Column("retired", sa.Boolean, nullable=False),
        sa.UniqueConstraint("key", name="uq_purpose_key"),
        # What a session states by itself can ask nobody for anything, and must be in force.
        sa.CheckConstraint("NOT (usual AND (needs_case_reference OR needs_second_person OR retired))", name="usual"),
    )
    op.create_index("uq_purpose_name", "purpose", [sa.text("lower(name)")], unique=True)
    op.create_index("uq_purpose_usual", "purpose", ["usual"], unique=True, postgresql_where=sa.text("usual"))
    op.bulk_insert(
        purpose,
        [
            {
                "id": uuid.uuid5(_SPACE, key),
                "key": key,
                "name": name,
                "description": description,
                "lawful_basis": basis,
                "needs_case_reference": case,
                "needs_second_person": second,
                "usual": key == "public-safety",
                "retired": False,
            }
            for key, name, description, basis, case, second in _START
        ],
    )


def _grants() -> None:
    op.create_table(
        "account_grant",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("group_id", sa.Uuid, sa.ForeignKey("camera_group.id")),
        sa.Column("purpose_ids", postgresql.ARRAY(sa.Uuid)),
        sa.CheckConstraint(
            "role <> 'administrator' OR (group_id IS NULL AND purpose_ids IS NULL)", name="administrator_is_unlimited"
        ),
    )
    op.create_index("ix_account_grant_account_id", "account_grant", ["account_id"])
    op.create_index("ix_account_grant_group_id", "account_grant", ["group_id"])
    op.execute(
        "INSERT INTO account_grant (id, account_id, role)"
        " SELECT DISTINCT ON (account.id, role) gen_random_uuid(), account.id, role"
        " FROM account, unnest(account.roles) AS role"
    )
    op.drop_column("account", "roles")


def _sessions() -> None:
    op.add_column("account_session", sa.Column("purpose_id", sa.Uuid, sa.ForeignKey("purpose.id")))
    op.add_column("account_session", sa.Column("purpose_at", _MOMENT))
    op.add_column("account_session", sa.Column("purpose_until", _MOMENT))
    op.add_column("account_session", sa.Column("case_reference", sa.String(120), nullable=False, server_default=""))
    op.add_column("account_session", sa.Column("second_id", sa.Uuid))
    op.add_column("account_session", sa.Column("second_name", sa.String(120), nullable=False, server_default=""))


def _glass() -> None:
    op.create_table(
        "break_glass",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("account_name", sa.String(120), nullable=False),
        sa.Column("session_id", sa.Uuid, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("case_reference", sa.String(120), nullable=False),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.Column("ended_by", sa.String(12)),
        sa.Column("reviewed_at", _MOMENT),
        sa.Column("reviewed_by", sa.Uuid),
        sa.Column("reviewed_by_name", sa.String(120)),
        sa.Column("remark", sa.Text),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="end"),
        sa.CheckConstraint("(reviewed_at IS NULL) = (remark IS NULL)", name="review"),
    )
    still_open = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_break_glass_session_id", "break_glass", ["session_id"], unique=True, postgresql_where=still_open
    )
    op.create_index("ix_break_glass_began_at", "break_glass", ["began_at"])
