"""Alembic runs this file: it connects and applies the migrations, one process at a time."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

_LOCK = 0x_BEAD1E
"""Two processes that start at once must not both migrate: the second waits and finds nothing to do."""


def run() -> None:
    """Apply the migrations that the database lacks."""
    engine = create_engine(context.config.attributes["url"], poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        context.configure(connection=connection, transaction_per_migration=False)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    engine.dispose()


run()
