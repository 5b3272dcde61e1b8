"""What the rooms have to tell at each scrape. The recorder and the database may be away: then that is the figure."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from beadle.accounts.deps import Deps
from beadle.anpr import assemble as anpr
from beadle.audit import service as audit
from beadle.audit.settings import AuditSettings
from beadle.platform import figures as database_figures
from beadle.platform.errors import BeadleError
from beadle.platform.metrics import Reading
from beadle.video.live.link import RecorderLink

_PATIENCE_S = 5.0
_SINGLE = (
    ("frames", "beadle_recorder_frames_total", "Frames received since the recorder started.", True),
    (
        "lost_packets",
        "beadle_recorder_packets_lost_total",
        "Packets that never arrived, since the recorder started.",
        True,
    ),
    (
        "written_bytes",
        "beadle_recorder_written_bytes_total",
        "Bytes of footage written since the recorder started.",
        True,
    ),
    (
        "dropped_groups",
        "beadle_recorder_dropped_groups_total",
        "Groups of pictures refused because the disks did not keep up, since the recorder started.",
        True,
    ),
    ("waiting_bytes", "beadle_recorder_waiting_bytes", "Bytes of footage that wait for a disk.", False),
    ("memory_bytes", "beadle_recorder_memory_bytes", "Memory that the recorder holds.", False),
)


async def read(deps: Deps) -> list[Reading]:
    """All figures of the rooms."""
    recorder, log, plates = await asyncio.gather(_recorder(deps), _log(deps), _plates(deps))
    return [*recorder, *log, *plates]


async def _recorder(deps: Deps) -> list[Reading]:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            status = await deps.part(RecorderLink).status()
    except (BeadleError, OSError, TimeoutError):
        return [_up("recorder", up=False)]
    return [_up("recorder", up=True), *recorder_readings(status, deps.clock.now_us())]


async def _log(deps: Deps) -> list[Reading]:
    try:
        async with asyncio.timeout(_PATIENCE_S), deps.database.session() as session:
            state, troubles = await audit.state(session, deps.clock, deps.settings.section(AuditSettings))
            busy = await database_figures.readings(session)
    except (BeadleError, SQLAlchemyError, OSError, TimeoutError):
        return [_up("database", up=False)]
    found = [
        _up("database", up=True),
        *busy,
        _one("beadle_audit_leaves", "Leaves of the audit log's tree.", state.size),
        _one("beadle_audit_lines_unsealed", "Lines of the audit log that wait for their leaf.", state.unsealed),
        _one("beadle_audit_troubles", "What is wrong with the audit log, counted; 0 is good.", len(troubles)),
    ]
    if state.checkpoint is not None:
        age = (deps.clock.now() - state.checkpoint.at).total_seconds()
        found.append(_one("beadle_audit_checkpoint_age_seconds", "Since the last signed checkpoint.", age))
    return found


async def _plates(deps: Deps) -> list[Reading]:
    """Nothing where the database is away: `_log` says so."""
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return await anpr.figures(deps)
    except (BeadleError, SQLAlchemyError, OSError, TimeoutError):
        return []


def recorder_readings(status: Mapping[str, Any], now_us: int) -> list[Reading]:
    """What a recorder's status says. now_us: server time, microseconds."""
    about: Mapping[str, Any] = status.get("recorder", {})
    rows: list[Mapping[str, Any]] = list(status.get("cameras", ()))
    volumes: list[Mapping[str, Any]] = list(status.get("volumes", ()))
    states = Counter(str(row.get("state", "unknown")) for row in rows)
    found = [Reading("beadle_cameras", "Cameras by their state.", dict(states), "state")]
    for key, name, words, counter in _SINGLE:
        if key in about:
            found.append(Reading(name, words, {"": float(about[key])}, counter=counter))
    if gaps := about.get("gaps"):
        words = "Gaps in the footage that have ended since the recorder started, by reason."
        found.append(Reading("beadle_recorder_gaps_total", words, gaps, "reason", counter=True))
    watched = sum(bool(row.get("picture_watched")) for row in rows)
    found.append(_one("beadle_cameras_watched", "Cameras whose picture the picture watch has seen lately.", watched))
    viewers = sum(sum(row.get("viewers", {}).values()) for row in rows)
    found.append(_one("beadle_recorder_viewers", "Streams that the recorder hands out to viewers just now.", viewers))
    found.append(
        _one(
            "beadle_recorder_lag_seconds",
            "The longest since footage of an online camera was written.",
            _lag(rows, now_us),
        )
    )
    for key, name, words in (
        ("free_bytes", "beadle_volume_free_bytes", "Room left on a volume."),
        ("total_bytes", "beadle_volume_size_bytes", "Size of a volume."),
        ("held_bytes", "beadle_volume_held_bytes", "Footage on a volume that a hold keeps."),
    ):
        found.append(Reading(name, words, {str(row["path"]): float(row.get(key) or 0) for row in volumes}, "volume"))
    ready = {str(row["path"]): float(row.get("state") == "ready" and not row.get("hanging")) for row in volumes}
    found.append(Reading("beadle_volume_ready", "1 while a volume takes footage.", ready, "volume"))
    return found


def _lag(rows: list[Mapping[str, Any]], now_us: int) -> float:
    written = [row["last_written_us"] for row in rows if row.get("state") == "online" and row.get("last_written_us")]
    return max((now_us - at) / 1e6 for at in written) if written else 0.0


def _one(name: str, words: str, value: float) -> Reading:
    return Reading(name, words, {"": float(value)})


def _up(part: str, *, up: bool) -> Reading:
    return _one(f"beadle_{part}_up", f"1 while the {part} answers.", float(up))
