"""What the rooms tell at a scrape, also where they are away."""

from __future__ import annotations

import re
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from tests.factories.accounts import make_deps

from beadle.anpr import assemble as anpr
from beadle.audit import service as audit
from beadle.audit.terms import Entry
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets, Settings
from beadle.processes import figures
from beadle.video.live.errors import RecorderAway
from beadle.video.live.link import RecorderLink

NOW_US = 1_780_000_000_000_000
STATUS: dict[str, Any] = {
    "recorder": {
        "frames": 900,
        "lost_packets": 7,
        "written_bytes": 5000,
        "waiting_bytes": 40,
        "memory_bytes": 1e8,
        "dropped_groups": 3,
        "gaps": {"connection_lost": 2, "disk_full": 0},
    },
    "cameras": [
        {
            "key": "012-market",
            "name": "Market",
            "state": "online",
            "last_written_us": NOW_US - 2_500_000,
            "picture_watched": True,
            "viewers": {"main": 2, "sub": 1},
        },
        {"key": "013-park", "name": "Park", "state": "online", "last_written_us": None, "picture_watched": False},
        {"key": "014-yard", "name": "Yard", "state": "lost", "last_written_us": NOW_US - 900_000_000},
    ],
    "volumes": [
        {"path": "/media/a", "state": "ready", "free_bytes": 10, "total_bytes": 100, "held_bytes": 3, "hanging": False},
        {"path": "/media/b", "state": "missing", "free_bytes": 0, "total_bytes": 0, "hanging": False},
        {"path": "/media/c", "state": "ready", "free_bytes": 5, "total_bytes": 9, "hanging": True},
    ],
}


class Link:
    def __init__(self, answer: dict[str, Any] | Exception) -> None:
        self.answer = answer

    async def status(self) -> dict[str, Any]:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def values(readings: list[figures.Reading]) -> dict[str, dict[str, float]]:
    return {each.name: dict(each.values) for each in readings}


def test_what_a_recorder_tells() -> None:
    found = values(figures.recorder_readings(STATUS, NOW_US))
    assert found["beadle_cameras"] == {"online": 2, "lost": 1}
    assert found["beadle_recorder_packets_lost_total"] == {"": 7}
    assert found["beadle_recorder_lag_seconds"] == {"": 2.5}
    assert found["beadle_recorder_dropped_groups_total"] == {"": 3}
    assert found["beadle_recorder_gaps_total"] == {"connection_lost": 2, "disk_full": 0}
    assert found["beadle_cameras_watched"] == {"": 1}
    assert found["beadle_recorder_viewers"] == {"": 3}
    assert found["beadle_volume_free_bytes"] == {"/media/a": 10, "/media/b": 0, "/media/c": 5}
    assert found["beadle_volume_held_bytes"]["/media/a"] == 3
    assert found["beadle_volume_ready"] == {"/media/a": 1, "/media/b": 0, "/media/c": 0}
    assert "Market" not in str(found)
    assert values(figures.recorder_readings({}, NOW_US))["beadle_recorder_lag_seconds"] == {"": 0}


async def test_the_log_and_the_recorder_together(
    database: Database, clock: FixedClock, settings: Settings, secrets: Secrets, data_dir: Path
) -> None:
    deps = make_deps(database, clock, settings, secrets, data_dir)
    deps.add(Link(STATUS), RecorderLink)
    (data_dir / "anpr" / "spool").mkdir(parents=True)
    anpr.parts(deps)
    async with database.work() as session:
        for _ in range(3):
            await audit.record(session, clock, Entry(action="camera.create", actor="olivia"))
    found = values(await figures.read(deps))
    assert found["beadle_recorder_up"] == found["beadle_database_up"] == {"": 1}
    assert found["beadle_database_size_bytes"][""] > 1e6
    assert found["beadle_jobs"] == {"waiting": 0, "running": 0}
    assert found["beadle_audit_leaves"] == {"": 0}
    assert found["beadle_audit_lines_unsealed"] == {"": 3}
    assert found["beadle_plate_spool_waiting_bytes"] == {"": 0}
    assert "olivia" not in str(found)


async def test_what_is_away_is_told_as_away(
    database: Database,
    clock: FixedClock,
    settings: Settings,
    secrets: Secrets,
    data_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deps = make_deps(database, clock, settings, secrets, data_dir)
    deps.add(Link(RecorderAway("It is away.")), RecorderLink)
    anpr.parts(deps)

    def away(_self: Database) -> AbstractAsyncContextManager[Any]:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(Database, "session", away)
    assert values(await figures.read(deps)) == {"beadle_recorder_up": {"": 0}, "beadle_database_up": {"": 0}}


def test_every_figure_stands_in_the_page_about_them() -> None:
    page = (Path(__file__).parents[2] / "docs" / "how" / "metrics.md").read_text("utf-8")
    words = re.findall(r"`(_?[a-z]+(?:_[a-z]+)*)", page)  # `_size_bytes` is short for a name that ends so
    told = {each.name for each in figures.recorder_readings(STATUS, NOW_US)}
    assert {
        name for name in told if not any(name == word or (word[0] == "_" and name.endswith(word)) for word in words)
    } == set()
