"""The nightly job."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select
from tests.factories.log import write

from beadle.audit import forgetting
from beadle.audit.models import AuditLine, AuditPersonal
from beadle.audit.tasks import forget
from beadle.audit.terms import Entry
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.jobs import JobContext, Jobs
from beadle.platform.settings import Secrets, Settings


async def test_it_forgets_until_nothing_is_due(
    database: Database, clock: FixedClock, secrets: Secrets, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "AT_ONCE", 10)
    await write(database, clock, *[Entry(action="x", actor="o")] * 25)
    clock.advance(31 * 86_400)
    settings = Settings({"audit": {"keep_personal_days": 30}})
    await forget(JobContext(database, clock, settings, secrets, data_dir, Jobs(database.url)))
    async with database.session() as session:
        said = (await session.scalars(select(AuditLine.object).where(AuditLine.action == "audit.forget"))).all()
        assert await session.scalar(select(func.count()).select_from(AuditPersonal)) == 3
    assert sorted(said) == ["audit:1-10", "audit:11-20", "audit:21-25"]
