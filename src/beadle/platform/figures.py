"""How full and how busy the database is, as figures for Prometheus."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.platform.metrics import Reading

_LOAD = text(
    """
    SELECT pg_database_size(current_database()) AS size,
           (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) AS connections,
           current_setting('max_connections')::int AS most,
           coalesce(extract(epoch FROM clock_timestamp() - (
               SELECT min(xact_start) FROM pg_stat_activity
                WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
           )), 0) AS oldest
    """
)
"""oldest: seconds since the beginning of the transaction that has been open for longest, our own apart."""
_JOBS = text(
    """
    SELECT count(*) FILTER (WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())) AS waiting,
           count(*) FILTER (WHERE status = 'doing') AS running
      FROM procrastinate_jobs WHERE status IN ('todo', 'doing')
    """
)


async def readings(session: AsyncSession) -> list[Reading]:
    """The figures of this moment. Raises what the database raises."""
    load = (await session.execute(_LOAD)).one()
    jobs = (await session.execute(_JOBS)).one()
    return [
        Reading("beadle_database_size_bytes", "Size of the database.", {"": float(load.size)}),
        Reading("beadle_database_connections", "Connections to the database.", {"": float(load.connections)}),
        Reading("beadle_database_connections_limit", "Connections that it takes at most.", {"": float(load.most)}),
        Reading(
            "beadle_database_oldest_transaction_seconds",
            "Since the beginning of the transaction that has been open for longest.",
            {"": max(0.0, float(load.oldest))},
        ),
        Reading(
            "beadle_jobs",
            "Jobs whose time has come: waiting for a worker, or running.",
            {"waiting": float(jobs.waiting), "running": float(jobs.running)},
            "state",
        ),
    ]
