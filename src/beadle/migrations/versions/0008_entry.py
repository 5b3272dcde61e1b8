"""Second factors, passkeys, single sign-on, tickets and notices; sessions get an id that outlasts their token."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables. Everybody signs in once more: the sessions that are there know nothing of how they began."""
    op.execute("DELETE FROM account_session")
    _accounts()
    _sessions()
    _factors()
    _passkeys()
    _others()


def _account_id() -> sa.Column[object]:
    return sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id", ondelete="CASCADE"), nullable=False)


def _accounts() -> None:
    op.alter_column("account", "password_hash", nullable=True)
    op.add_column("account", sa.Column("password_changed_at", _MOMENT))
    op.add_column("account", sa.Column("second_factor", sa.String(10), nullable=False, server_default="none"))
    op.add_column("account", sa.Column("signed_in_at", _MOMENT))
    op.add_column("account", sa.Column("signed_in_address", sa.String(64)))
    op.add_column("account", sa.Column("signed_in_method", sa.String(20)))


def _sessions() -> None:
    op.drop_constraint("account_session_pkey", "account_session", type_="primary")
    op.add_column("account_session", sa.Column("id", sa.Uuid, nullable=False))
    op.create_primary_key("pk_account_session", "account_session", ["id"])
    op.create_unique_constraint("uq_account_session_token_hash", "account_session", ["token_hash"])
    op.add_column("account_session", sa.Column("previous_hash", sa.LargeBinary(32)))
    op.create_unique_constraint("uq_account_session_previous_hash", "account_session", ["previous_hash"])
    op.add_column("account_session", sa.Column("method", sa.String(20), nullable=False, server_default="password"))
    op.add_column("account_session", sa.Column("before_address", sa.String(64)))
    op.add_column("account_session", sa.Column("before_method", sa.String(20)))
    for name in ("rotated_at", "proved_at", "locked_at", "before_at"):
        op.add_column("account_session", sa.Column(name, _MOMENT))


def _factors() -> None:
    op.create_table(
        "account_totp",
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("secret", sa.LargeBinary),
        sa.Column("since", _MOMENT),
        sa.Column("last_step", sa.BigInteger, nullable=False),
        sa.Column("offered", sa.LargeBinary),
        sa.Column("offered_at", _MOMENT),
    )
    op.create_table(
        "account_recovery_code",
        sa.Column("code_hash", sa.LargeBinary(32), primary_key=True),
        _account_id(),
    )
    op.create_index("ix_account_recovery_code_account_id", "account_recovery_code", ["account_id"])


def _passkeys() -> None:
    op.create_table(
        "account_passkey",
        sa.Column("id", sa.Uuid, primary_key=True),
        _account_id(),
        sa.Column("credential_id", sa.LargeBinary, nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("last_used_at", _MOMENT),
        sa.Column("transports", postgresql.ARRAY(sa.String(20)), nullable=False),
        sa.UniqueConstraint("credential_id", name="uq_account_passkey_credential_id"),
    )
    op.create_index("ix_account_passkey_account_id", "account_passkey", ["account_id"])


def _others() -> None:
    op.create_table(
        "account_ticket",
        sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("account.id", ondelete="CASCADE")),
        sa.Column("session_id", sa.Uuid, sa.ForeignKey("account_session.id", ondelete="CASCADE")),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("challenge", sa.LargeBinary, nullable=False),
        sa.Column("data", postgresql.JSONB, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
    )
    op.create_index("ix_account_ticket_expires_at", "account_ticket", ["expires_at"])
    op.create_index("ix_account_ticket_address", "account_ticket", ["address"])
    op.create_table(
        "account_oidc",
        sa.Column("issuer", sa.String(300), primary_key=True),
        sa.Column("subject", sa.String(255), primary_key=True),
        _account_id(),
        sa.Column("managed", sa.Boolean, nullable=False),
        sa.Column("linked_at", _MOMENT, nullable=False),
        sa.UniqueConstraint("account_id", name="uq_account_oidc_account_id"),
    )
    op.create_table(
        "account_notice",
        sa.Column("id", sa.Uuid, primary_key=True),
        _account_id(),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
    )
    op.create_index("ix_account_notice_account_id_at", "account_notice", ["account_id", "at"])
