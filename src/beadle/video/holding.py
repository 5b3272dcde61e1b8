"""Holds in two places: the database says who, why and when; files on the volumes are the lock itself.

Placing writes the files first, so that footage is safe before anybody is told so. Releasing writes the database
first. What a crash leaves between the two is put right by `reconcile`, always on the side of keeping footage.
Everything here blocks on disks: call it in threads.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import ParamSpec

from beadle.platform.clock import to_us
from beadle.platform.errors import BeadleError
from beadle.platform.log import get_logger
from beadle.video.errors import RecorderAway
from beadle.video.footage import holds as disk
from beadle.video.footage.terms import Hold
from beadle.video.footage.volume import Volume
from beadle.video.models import HoldRow

P = ParamSpec("P")

_UUID_LENGTH = 36
_BY_HAND = uuid.UUID("6d1c2c5e-0b8a-4d0e-9a0e-1f4b5f0f8a21")
_log = get_logger("holds")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A hold as the database has it: `lock` is what belongs on the volumes, `active` whether it stands."""

    id: uuid.UUID
    lock: Hold
    active: bool
    released_us: int = 0
    released_by: str = ""
    release_reason: str = ""


@dataclass(slots=True)
class Findings:
    """What `reconcile` did and found.

    strangers: active locks that the database does not know. They are kept.
    troubles: sentences for an alarm, by a name that stays the same.
    """

    placed: list[uuid.UUID] = field(default_factory=list)
    released: list[uuid.UUID] = field(default_factory=list)
    strangers: list[Hold] = field(default_factory=list)
    troubles: dict[str, str] = field(default_factory=dict)


def wanted(row: HoldRow) -> Wanted:
    """The row as the volumes should have it."""
    lock = Hold(
        id=str(row.id),
        cameras=tuple(sorted(camera.camera_key for camera in row.cameras)),
        from_us=to_us(row.from_at),
        to_us=None if row.to_at is None else to_us(row.to_at),
        reason=row.reason,
        placed_us=to_us(row.placed_at),
        placed_by=row.placed_by_name,
        reference=row.reference or "",
    )
    if not lock.cameras:
        raise ValueError("A hold without cameras would hold everything.")
    if row.released_at is None:
        return Wanted(row.id, lock, active=True)
    by, why = row.released_by_name or "", row.release_reason or ""
    return Wanted(row.id, lock, active=False, released_us=to_us(row.released_at), released_by=by, release_reason=why)


def place(volumes: Sequence[Volume], hold: Wanted) -> str:
    """Put the lock on the volumes. The answer is empty, or says which volume could not take it while another did.

    Raises where no volume took it: nothing is protected then.
    """
    if not volumes:
        raise RecorderAway(
            "No recording volume can be reached, so nothing can be protected.", advice="Look at the disks."
        )
    try:
        disk.place(volumes, hold.lock)
    except BeadleError as error:
        if not any(each.active for each in _locks(disk.list_holds(volumes), hold.id)):
            raise
        _log.error("hold not on every volume", hold=hold.lock.id, reason=str(error))
        return str(error)
    return ""


def release(volumes: Sequence[Volume], hold: Wanted) -> bool:
    """Take the lock off the volumes, wherever it still is; True where there was one."""
    found = False
    for lock in _locks(disk.list_holds(volumes), hold.id):
        if lock.active:
            disk.release(volumes, lock.id, at_us=hold.released_us, by=hold.released_by, reason=hold.release_reason)
            found = True
    return found


def release_quietly(volumes: Sequence[Volume], hold: Wanted) -> None:
    """As `release`; where a disk cannot be written on, the next check does it, and until then footage is kept."""
    try:
        release(volumes, hold)
    except (BeadleError, OSError) as error:
        _log.warning("a released hold is still on a volume", hold=hold.lock.id, reason=str(error))


def withdraw(volumes: Sequence[Volume], hold: Wanted) -> None:
    """Take off a lock that was placed a moment ago for something that then could not be done."""
    ended = replace(hold, active=False, released_us=hold.lock.placed_us, released_by=hold.lock.placed_by)
    release_quietly(volumes, replace(ended, release_reason="It was not needed after all."))


def named_on(volumes: Sequence[Volume]) -> list[uuid.UUID]:
    """The database identifiers that active locks on the volumes stand for."""
    return [row_id(lock) for lock in disk.list_holds(volumes) if lock.active]


def reconcile(volumes: Sequence[Volume], rows: Iterable[Wanted]) -> Findings:
    """Make the volumes agree with the database without ever letting footage go that the database does not release.

    rows: every active hold, and the released ones whose locks are still on a volume.
    """
    findings = Findings()
    _guarded(findings, "volumes", disk.spread, volumes)
    rows = list(rows)
    for row in rows:
        _guarded(findings, f"hold {row.id}", _settle, volumes, row, findings)
    known = {row.id for row in rows}
    findings.strangers = [lock for lock in disk.list_holds(volumes) if lock.active and row_id(lock) not in known]
    return findings


def _settle(volumes: Sequence[Volume], row: Wanted, findings: Findings) -> None:
    if not row.active:
        if release(volumes, row):
            findings.released.append(row.id)
        return
    locks = _locks(disk.list_holds(volumes), row.id)
    if any(lock.active for lock in locks):
        return
    lock = row.lock
    if locks:
        # Its file says that it was released, which the database does not: a released lock cannot be used again.
        lock = replace(lock, id=f"{row.id}-{len(locks) + 1}")
        findings.troubles[f"hold {row.id}"] = (
            f"The hold {row.id} (“{lock.reason}”) was released on the disks, but not here. It was placed again. "
            "Whoever wants it released does so in Beadle, with a reason."
        )
    disk.place(volumes, lock)
    findings.placed.append(row.id)


def _guarded(findings: Findings, name: str, work: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    try:
        work(*args, **kwargs)
    except (BeadleError, OSError) as error:
        findings.troubles[name] = str(error)


def _locks(found: Iterable[Hold], hold_id: uuid.UUID) -> list[Hold]:
    return [lock for lock in found if row_id(lock) == hold_id]


def row_id(lock: Hold) -> uuid.UUID:
    """The identifier of the database's row for a lock; of one that was placed by hand, always the same made-up one."""
    try:
        return uuid.UUID(lock.id[:_UUID_LENGTH])
    except ValueError:
        return uuid.uuid5(_BY_HAND, lock.id)
