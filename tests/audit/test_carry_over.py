"""An installation of the first version keeps its log: every line is carried over and sealed with the rest."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import psycopg
import pytest
from tests.factories.log import KEY, seal, write

from beadle.audit.service import read
from beadle.audit.terms import Entry, Filter
from beadle.audit.verifying import Demand, verify
from beadle.migrations import upgrade
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database, libpq_url

OLD = """
INSERT INTO audit_line (at, actor_id, actor, action, object, purpose, case_reference, outcome, address, detail)
SELECT timestamptz '2026-01-01 00:00:00.5Z' + n * interval '1 second', gen_random_uuid(), 'olivia "' || n, 'live.watch',
    'camera:' || n, 'crime', '24*1', 'ok', '192.0.2.1', jsonb_build_object('n', n, 'é', E'a\\tb')
FROM generate_series(1, 300) n
"""


async def test_old_lines_are_carried_over(postgres_url: str, clock: FixedClock) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS first_version")
        connection.execute("CREATE DATABASE first_version")
    url = postgres_url.replace("/beadle?", "/first_version?")
    try:
        await asyncio.to_thread(upgrade, url, "0005")
        with psycopg.connect(libpq_url(url)) as connection:
            connection.execute(OLD)
        await asyncio.to_thread(upgrade, url)
        async with Database(url) as database:
            assert await write(database, clock, Entry(action="x", actor="sam")) == [301]
            await seal(database, clock)
            async with database.session() as session:
                (found,), _ = await read(session, Filter(person='olivia "300'))
                line = found
            with psycopg.connect(libpq_url(url)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("DELETE FROM audit_line")
            report = await asyncio.to_thread(verify, Demand(url, known=[KEY.verifier], processes=0))
        assert (line.id, line.actor, line.detail) == (300, 'olivia "300', {"n": 300, "é": "a\tb"})
        assert (line.case_reference, line.address, line.objects) == ("24*1", "192.0.2.1", [])
        assert line.at + timedelta(seconds=0) == line.at
        assert (report.findings, report.checked) == ([], 301)
    finally:
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute("DROP DATABASE first_version WITH (FORCE)")
