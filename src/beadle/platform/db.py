"""PostgreSQL through SQLAlchemy: one dialect everywhere, one transaction a request or job, committed at the edges."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from sqlalchemy import DateTime, Dialect, MetaData, TypeDecorator
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from beadle.platform.errors import Unavailable

AWAY = (OperationalError, InterfaceError, PoolTimeoutError)
"""What is raised where the database does not answer, or has no connection free: the same may go well a moment later."""

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

AfterCommit = Callable[[], Awaitable[None]]


class Base(DeclarativeBase):
    """Base of every table. Tables are private to their room."""

    metadata = MetaData(naming_convention=_NAMES)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored as timestamptz and always given back in UTC. A naive one is a programming error."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is not None and value.tzinfo is None:
            raise ValueError("A moment without a time zone cannot be stored.")
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.astimezone(UTC)


def new_id() -> uuid.UUID:
    """A random identifier: nobody can guess a neighbour's."""
    return uuid.uuid4()


def driver_url(url: str) -> str:
    """The address with the driver that Beadle uses (psycopg 3), whatever spelling of postgresql:// was given."""
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def libpq_url(url: str) -> str:
    """The address as libpq's own programs and psycopg take it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


class Database:
    """Connections to one PostgreSQL database: `async with Database(url) as database`.

    lock_timeout_s: after so long waiting for somebody's lock a statement fails (it is answered as Unavailable), so that
    a table that is locked by hand makes no request hang; None: it waits.
    """

    def __init__(self, url: str, *, pool_size: int = 10, lock_timeout_s: float | None = None) -> None:
        self.url = url
        patience = {} if lock_timeout_s is None else {"options": f"-c lock_timeout={round(lock_timeout_s * 1000)}ms"}
        self.engine: AsyncEngine = create_async_engine(
            driver_url(url),
            connect_args=patience,
            pool_size=pool_size,
            max_overflow=10,
            pool_pre_ping=True,
            pool_timeout=10,
            hide_parameters=True,  # an error's text goes into the log, and what was to be stored may be secret
        )
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """A session for reading; what is not committed is rolled back at the end."""
        async with self._sessions() as session:
            yield session

    @asynccontextmanager
    async def work(self) -> AsyncIterator[AsyncSession]:
        """One transaction: committed when the block ends well, rolled back when it raises; then the hooks run."""
        async with self._sessions() as session:
            yield session
            await commit(session)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.engine.dispose()


def after_commit(session: AsyncSession, hook: AfterCommit) -> None:
    """Run `hook` once the session's transaction has been committed, and not if it is rolled back."""
    session.info.setdefault("after_commit", []).append(hook)


async def commit(session: AsyncSession) -> None:
    """Commit and run the hooks. Raises Unavailable where the database is away. For the edges only."""
    try:
        await session.commit()
    except (OperationalError, DBAPIError) as error:
        if isinstance(error, OperationalError) or error.connection_invalidated:
            raise Unavailable("The database is not answering.", advice="Try again in a moment.") from error
        raise
    hooks: list[AfterCommit] = session.info.pop("after_commit", [])
    for hook in hooks:
        await hook()
