"""What people do in the video room: protect footage, ask for exports, save layouts. Never commits.

Who may is decided at the edge; whose it is, here.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.rights.purposes import Grounds
from beadle.accounts.terms import SYSTEM, Actor
from beadle.audit import service as audit
from beadle.audit.terms import Entry
from beadle.platform.clock import Clock, from_us, to_us
from beadle.platform.db import new_id
from beadle.platform.events import Alarm, publish
from beadle.video import queries
from beadle.video.errors import BadRequest, ExportOver, HoldOver, NotTheOwner
from beadle.video.events import ExportProgress, ExportRemoved, HoldPlaced, HoldReleased
from beadle.video.export.naming import master_name, working_name
from beadle.video.footage.terms import Hold
from beadle.video.holding import row_id
from beadle.video.models import ExportFileRow, ExportRow, HoldCameraRow, HoldRow, LayoutRow
from beadle.video.schemas import ExportIn, FootageHoldIn, LayoutIn
from beadle.video.settings import ExportSettings
from beadle.video.terms import Action, ExportStatus, FileKind, HoldKind, NamedCamera

_NOBODY = uuid.UUID(int=0)
_MOST_LAYOUTS = 200


class Matter(NamedTuple):
    """What a hold or an export is about: its cameras, and the grounds that it is asked for on."""

    cameras: Sequence[NamedCamera]
    grounds: Grounds


async def place_hold(session: AsyncSession, clock: Clock, actor: Actor, wish: FootageHoldIn, matter: Matter) -> HoldRow:
    """Enter a person's hold; the caller places the lock on the volumes before it commits."""
    row = HoldRow(
        id=new_id(),
        kind=HoldKind.PERSON.value,
        from_at=wish.from_,
        to_at=wish.to,
        reason=wish.reason,
        reference=matter.grounds.case_reference[:120] or None,
        purpose=matter.grounds.name,
        purpose_id=matter.grounds.id,
        review_on=wish.review_on,
        placed_by=actor.id or _NOBODY,
        placed_by_name=actor.display_name,
        placed_at=clock.now(),
        cameras=_held(matter.cameras),
    )
    session.add(row)
    await session.flush()
    await publish(session, clock, HoldPlaced(hold_id=row.id, cameras=tuple(row.camera_ids)))
    return row


def _held(cameras: Sequence[NamedCamera]) -> list[HoldCameraRow]:
    return [HoldCameraRow(camera_id=camera.id, camera_key=camera.key) for camera in cameras]


async def release_hold(session: AsyncSession, clock: Clock, actor: Actor, hold_id: uuid.UUID, reason: str) -> HoldRow:
    """End a person's hold; the caller takes the lock off once that is committed. Raises HoldOver or NotFound."""
    row = await queries.hold(session, hold_id, lock=True)
    if row.kind != HoldKind.PERSON.value:
        raise HoldOver("This footage is held by an export.", advice="Cancel the export instead.")
    if row.released_at is not None:
        raise HoldOver("This hold was released already.", advice="Load the list again.")
    end_hold(row, clock, actor, reason)
    await publish(session, clock, HoldReleased(hold_id=row.id, cameras=tuple(row.camera_ids)))
    return row


async def take_up_hold(session: AsyncSession, clock: Clock, lock: Hold, cameras: Mapping[str, uuid.UUID]) -> bool:
    """Enter a hold that was found on the disks, with a line in the audit log and an alarm; nothing of it is changed.

    cameras: identifiers by key. False where it names none of them: then it cannot stand in the list.
    """
    held = [HoldCameraRow(camera_id=cameras[key], camera_key=key) for key in lock.cameras if key in cameras]
    if not held:
        return False
    row = HoldRow(
        id=row_id(lock),
        kind=HoldKind.PERSON.value,
        from_at=from_us(lock.from_us),
        to_at=None if lock.to_us is None else from_us(lock.to_us),
        reason=lock.reason or "Found on the disks.",
        reference=lock.reference[:120] or None,
        placed_by=_NOBODY,
        placed_by_name=lock.placed_by[:200] or "found on the disks",
        placed_at=from_us(lock.placed_us),
        cameras=held,
    )
    session.add(row)
    await session.flush()
    detail = {"reason": row.reason, "placed_by": row.placed_by_name, "cameras": list(lock.cameras)}
    entry = Entry(action=Action.TAKE_UP_HOLD, actor=SYSTEM.name, object=f"hold:{row.id}", detail=detail)
    await audit.record(session, clock, entry)
    text = (
        f"A hold (“{row.reason}”) was found on the disks that the database did not know. It is kept, and stands in the "
        "list of holds again. Release it there if nobody needs it."
    )
    await publish(session, clock, Alarm(source=f"hold {row.id}", level="alarm", title="A hold was found", text=text))
    await publish(session, clock, HoldPlaced(hold_id=row.id, cameras=tuple(row.camera_ids)))
    return True


def end_hold(row: HoldRow, clock: Clock, actor: Actor, reason: str) -> None:
    """Write into the row that the hold is over."""
    row.released_at, row.release_reason = clock.now(), reason
    row.released_by, row.released_by_name = actor.id, actor.display_name


async def request_export(
    session: AsyncSession,
    clock: Clock,
    actor: Actor,
    wish: ExportIn,
    matter: Matter,
    *,
    settings: ExportSettings,
) -> tuple[ExportRow, HoldRow]:
    """Enter an export and the hold that keeps its footage until it is made. Raises BadRequest."""
    _check_wish(wish, clock, settings)
    reason = f"Export for: {wish.reason}"
    grounds, cameras = matter.grounds, matter.cameras
    hold = HoldRow(
        id=new_id(),
        kind=HoldKind.EXPORT.value,
        from_at=wish.from_,
        to_at=wish.to,
        purpose=grounds.name,
        purpose_id=grounds.id,
        reason=reason[:2000],
        reference=grounds.case_reference[:120] or None,
        placed_by=actor.id or _NOBODY,
        placed_by_name=actor.display_name,
        placed_at=clock.now(),
        cameras=_held(cameras),
    )
    session.add(hold)
    await session.flush()
    row = ExportRow(
        id=new_id(),
        status=ExportStatus.QUEUED.value,
        from_at=wish.from_,
        to_at=wish.to,
        purpose=grounds.name,
        purpose_id=grounds.id,
        reason=wish.reason,
        reference=grounds.case_reference[:120] or None,
        working_copy=wish.working_copy,
        requested_by=actor.id or _NOBODY,
        requested_by_name=actor.display_name,
        requested_at=clock.now(),
        hold_id=hold.id,
        progress=0.0,
    )
    for camera in cameras:
        first = master_name(camera.key, to_us(wish.from_), to_us(wish.to))
        list_files(row, Subject(camera.id, camera.key, camera.name), [first])
    session.add(row)
    await session.flush()
    await tell_progress(session, clock, row)
    return row, hold


def _check_wish(wish: ExportIn, clock: Clock, settings: ExportSettings) -> None:
    if len(set(wish.cameras)) != len(wish.cameras):
        raise BadRequest("A camera is named twice.", advice="Name each camera once.")
    if len(wish.cameras) > settings.most_cameras:
        raise BadRequest(f"An export takes at most {settings.most_cameras} cameras.", advice="Make several exports.")
    hours = (wish.to - wish.from_).total_seconds() / 3600
    if hours > settings.longest_hours:
        raise BadRequest(f"An export covers at most {settings.longest_hours} hours.", advice="Make several exports.")
    if wish.to > clock.now():
        raise BadRequest("An export cannot cover time that is still to come.", advice="Choose an end in the past.")


class Subject(NamedTuple):
    """The camera that a file of an export shows, as the file's row names it."""

    camera_id: uuid.UUID
    camera_key: str
    camera_name: str


def list_files(row: ExportRow, camera: Subject, masters: Iterable[str]) -> None:
    """Enter a camera's master files, and their working copies where those are wanted, as far as they are new.

    How many there are is known only when the export is planned: each stretch of one codec has a file of its own.
    """
    known = {file.name for file in row.files}
    names = [(master, FileKind.MASTER) for master in masters]
    if row.working_copy:
        names += [(working_name(master), FileKind.WORKING) for master, _ in names]
    row.files += [
        ExportFileRow(name=name, **camera._asdict(), kind=kind.value, bytes=0, bytes_done=0, sha256="")
        for name, kind in names
        if name not in known
    ]


async def cancel_export(
    session: AsyncSession, clock: Clock, actor: Actor, export_id: uuid.UUID, *, reader: uuid.UUID | None
) -> tuple[ExportRow, HoldRow]:
    """Stop an export that is not finished; its hold ends. `reader` as in `queries.export`.

    Raises ExportOver where there is nothing left to stop.
    """
    row = await queries.export(session, export_id, reader=reader, lock=True)
    if row.status not in {ExportStatus.QUEUED.value, ExportStatus.RUNNING.value}:
        raise ExportOver("This export has ended already.", advice="Load the list again.")
    row.status, row.finished_at = ExportStatus.CANCELLED.value, clock.now()
    row.error = f"Cancelled by {actor.display_name}."
    hold = await queries.hold(session, row.hold_id, lock=True)
    if hold.released_at is None:
        end_hold(hold, clock, actor, "The export was cancelled.")
    await tell_progress(session, clock, row)
    return row, hold


async def note_removed(session: AsyncSession, clock: Clock, export_id: uuid.UUID) -> None:
    """Write down that an export's files are gone."""
    row = await queries.export(session, export_id, lock=True)
    row.removed_at = clock.now()
    names = [file.name for file in row.files]
    entry = Entry(
        action=Action.REMOVE_EXPORT,
        actor=SYSTEM.name,
        object=f"export:{row.id}",
        purpose=row.purpose,
        case_reference=row.reference or "",
        detail={"status": row.status, "requested_by": row.requested_by_name, "files": names},
    )
    await audit.record(session, clock, entry)
    await publish(session, clock, ExportRemoved(export_id=row.id, cameras=tuple(row.camera_ids)))


async def tell_progress(session: AsyncSession, clock: Clock, row: ExportRow) -> None:
    """Publish how far an export is."""
    event = ExportProgress(
        export_id=row.id,
        requested_by=row.requested_by,
        status=row.status,
        progress=round(row.progress, 4),
        cameras=tuple(row.camera_ids),
    )
    await publish(session, clock, event)


async def save_layout(
    session: AsyncSession, actor: Actor, wish: LayoutIn, *, layout_id: uuid.UUID | None, may_share: bool
) -> LayoutRow:
    """Make a layout, or change one's own. Sharing, and changing what is shared, needs the right to share."""
    if wish.shared and not may_share:
        raise NotTheOwner("Your roles do not allow sharing layouts.", advice="Save it for yourself.")
    if layout_id is None:
        row = LayoutRow(id=new_id(), owner_id=actor.id or _NOBODY)
        if len(await queries.layouts(session, row.owner_id)) >= _MOST_LAYOUTS:
            raise BadRequest(f"There are {_MOST_LAYOUTS} layouts already.", advice="Delete some first.")
        session.add(row)
    else:
        row = await _own_layout(session, actor, layout_id, may_share=may_share)
    row.name, row.shared, row.columns, row.tour_seconds = wish.name, wish.shared, wish.columns, wish.tour_seconds
    row.tiles = [None if tile is None else str(tile) for tile in wish.tiles]
    await session.flush()
    return row


async def delete_layout(session: AsyncSession, actor: Actor, layout_id: uuid.UUID, *, may_share: bool) -> None:
    """Delete one's own layout, or a shared one with the right to share."""
    await session.delete(await _own_layout(session, actor, layout_id, may_share=may_share))


async def _own_layout(session: AsyncSession, actor: Actor, layout_id: uuid.UUID, *, may_share: bool) -> LayoutRow:
    row = await queries.layout(session, layout_id, actor.id or _NOBODY)
    if row.owner_id != actor.id and not (row.shared and may_share):
        raise NotTheOwner("This layout is somebody else's.", advice="Save a copy of your own.")
    return row
