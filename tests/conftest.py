"""What all tests share: real PostgreSQL, a clock that only a test moves, settings and secrets."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
import structlog

from beadle.migrations import upgrade
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.postgres import EmbeddedPostgres
from beadle.platform.settings import Secrets, Settings

START = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
_LONGEST_NAME = 60


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A long value is called by its argument: made of random bytes, it would have another name in every worker."""
    return argname if isinstance(val, str | bytes) and len(val) > _LONGEST_NAME else None


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """One embedded server for the session of this worker, with a migrated database named `beadle`.

    It runs without fsync: no test here is about its durability, and those that are start one of their own.
    """
    folder = Path(tempfile.mkdtemp(prefix="beadle-pg-"))
    server = EmbeddedPostgres(folder, durable=False)
    asyncio.run(server.start())
    try:
        upgrade(server.url())
        _keep_first_rows(server.url())
        yield server.url()
    finally:
        asyncio.run(server.stop())
        shutil.rmtree(folder, ignore_errors=True)


def _keep_first_rows(url: str) -> None:
    """Remember what the migrations entered, so that every test begins with it."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA first_rows")
        connection.execute("CREATE TABLE first_rows.purpose AS TABLE public.purpose")


_EMPTY = """
DO $$
DECLARE
    one record;
    filled boolean;
BEGIN
    FOR one IN SELECT quote_ident(tablename) AS name FROM pg_tables
               WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || one.name || ')' INTO filled;
        IF filled THEN EXECUTE 'DELETE FROM ' || one.name; END IF;
    END LOOP;
    FOR one IN SELECT quote_ident(sequencename) AS name FROM pg_sequences
               WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
        EXECUTE 'ALTER SEQUENCE ' || one.name || ' RESTART';
    END LOOP;
END $$
"""
"""Most tables stay empty in most tests; to TRUNCATE them all would make new files for each, which takes longer."""


@pytest.fixture
def database_url(postgres_url: str) -> Iterator[str]:
    """The migrated database, emptied after the test. Append-only tables are emptied with their triggers off."""
    yield postgres_url
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(_EMPTY)
        connection.execute("INSERT INTO public.purpose SELECT * FROM first_rows.purpose")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A connected Database."""
    async with Database(database_url, pool_size=5) as made:
        yield made


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at noon UTC on the first of June 2026 until the test moves it."""
    return FixedClock(START)


@pytest.fixture
def settings() -> Settings:
    """Default settings."""
    return Settings()


@pytest.fixture
def secrets() -> Secrets:
    """A key that is as good as a random one, and the same in every run."""
    return Secrets(b"0123456789abcdef0123456789abcdefghijklmnopqrstuv")


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """An empty data folder."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the developer's shell sets must not reach a test."""
    for name in ("DATABASE_URL", "BEADLE_SECRET_KEY", "BEADLE_OIDC_CLIENT_SECRET"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _plain_log() -> Iterator[None]:
    """Log lines without colours and without the values of local variables, which are slow and may hold secrets."""
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.dev.ConsoleRenderer(colors=False)],
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=False,
    )
    yield
    structlog.reset_defaults()
