"""Taking in a list of cameras: what every row would do, and doing it in one transaction."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.accounts.permissions import Permission, allowed, everywhere_allowed
from beadle.accounts.rights import groups as camera_groups
from beadle.estate import queries, sheet
from beadle.estate.changes import FIELDS, Wish, takes_password_elsewhere, wish
from beadle.estate.errors import BadAddress, NotYourGroup, NumberTaken
from beadle.estate.events import EstateChanged
from beadle.estate.models import Camera, Site
from beadle.estate.schemas import CameraIn, ImportResult, ImportRow
from beadle.estate.service import apply, new_camera
from beadle.estate.viewers import Viewer
from beadle.platform.clock import Clock
from beadle.platform.events import publish
from beadle.platform.settings import Secrets
from beadle.platform.text import fault_of_line

_AT_ONCE = 500
"""Rows that are written in one go: between two batches everybody else's requests have their turn."""
_NUMBERS = frozenset({"number", "cost_pence", "retention_days"})
_FRACTIONS = frozenset({"latitude", "longitude", "bearing", "field_of_view", "range_metres"})
_TRUTHS = {"yes": True, "true": True, "1": True, "y": True, "no": False, "false": False, "0": False, "n": False}
_SWITCHES = frozenset({"enabled", "recorded", "tls_verify", "ptz"})
_KEPT_WHEN_EMPTY = frozenset({"password", "transport", "retention_days", "motion", *_SWITCHES})
_STREAM_COLUMNS = {"main_url": "main", "sub_url": "sub", "third_url": "third"}


@dataclass(slots=True)
class _Known:
    """What is there already."""

    viewer: Viewer
    cameras: dict[int, Camera]
    sites: dict[str, uuid.UUID]
    groups: dict[str, uuid.UUID]
    new_groups: dict[str, uuid.UUID] = field(default_factory=dict)
    new_sites: dict[str, uuid.UUID] = field(default_factory=dict)
    lines: dict[int, int] = field(default_factory=dict)

    def site(self, name: str) -> uuid.UUID:
        """The site of that name; a new one where there is none. Raises ValueError for whoever may not add one."""
        folded = name.casefold()
        if folded not in self.sites:
            if not everywhere_allowed(self.viewer.actor, Permission.ESTATE_WRITE):
                raise ValueError(f"site: there is no site {name}, and you may not add one")
            self.sites[folded] = self.new_sites[name] = uuid.uuid4()
        return self.sites[folded]

    def groups_named(self, cell: str) -> frozenset[uuid.UUID]:
        """The groups whose names stand in the cell; new ones for whoever may add them. Raises ValueError."""
        found = set()
        for name in filter(None, (part.strip() for part in cell.split(";"))):
            if (folded := name.casefold()) not in self.groups:
                if not allowed(self.viewer.actor, Permission.USERS_MANAGE):
                    raise ValueError(f"groups: there is no camera group {name[:60]}")
                if len(name) > 120 or fault_of_line(name):
                    raise ValueError("groups: a name is longer than 120 characters, or not a line of text")
                self.groups[folded] = self.new_groups[name] = uuid.uuid4()
            found.add(self.groups[folded])
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Step:
    """One row that changes something. groups: all that the camera is to be in; None where they stay."""

    wish: Wish
    camera: Camera | None
    groups: frozenset[uuid.UUID] | None


async def take_in(
    session: AsyncSession, clock: Clock, secrets: Secrets, data: bytes, *, viewer: Viewer, apply_it: bool
) -> ImportResult:
    """Say of every row what it would do; with `apply_it`, do it. Raises BadSheet.

    A row stands for the camera that has its number now, or for a new one. Columns that are there are set, and an empty
    cell empties, except for passwords, switches, transport and retention, which it leaves. Sites and groups are found
    by name. viewer: whoever sends the list; rows beyond their rights are refused.
    """
    cameras = {camera.number: camera for camera in await queries.cameras(session)}
    sites = {site.name.casefold(): site.id for site in await queries.sites(session)}
    known = _Known(viewer, cameras, sites, {name.casefold(): group for group, name in viewer.names.items()})
    # In a thread: a hundred thousand rows take seconds, and everybody else's requests go on.
    read, rows, steps = await asyncio.to_thread(_judge, data, known)
    if apply_it and steps:
        await _apply(session, clock, secrets, steps, known)
    return ImportResult(
        rows=rows,
        created=sum(row.action == "create" for row in rows),
        updated=sum(row.action == "update" for row in rows),
        refused=sum(row.action == "refuse" for row in rows),
        ignored_columns=list(read.ignored),
        new_sites=sorted(known.new_sites),
        new_groups=sorted(known.new_groups),
    )


def _judge(data: bytes, known: _Known) -> tuple[sheet.Sheet, list[ImportRow], list[_Step]]:
    read = sheet.read(data)
    rows: list[ImportRow] = []
    steps: list[_Step] = []
    for row in read.rows:
        judged, step = _judge_row(row, known)
        rows.append(judged)
        if step is not None:
            steps.append(step)
    return read, rows, steps


def _judge_row(row: sheet.Row, known: _Known) -> tuple[ImportRow, _Step | None]:
    name = _shown(row.cells.get("name", ""))
    number: int | None = None
    try:
        fields = _fields({column: cell for column, cell in row.cells.items() if column != "groups"})
        number = fields["number"] if isinstance(fields.get("number"), int) else None
        asked = wish(CameraIn.model_validate(fields))
        _refuse_doubles(row, asked.values["number"], known)
        camera = known.cameras.get(asked.values["number"])
        _refuse_another_host(camera, asked)
        groups = _groups(row, camera, known)
        if site := row.cells.get("site", ""):
            asked.values["site_id"] = known.site(site)
    except ValidationError as error:
        faults = [f"{_column(fault['loc'])}: {fault['msg']}" for fault in error.errors(include_input=False)]
        return _refused(row, number, name, faults), None
    except (ValueError, BadAddress, NumberTaken, NotYourGroup) as error:
        return _refused(row, number, name, [str(error)]), None
    if camera is None:
        return ImportRow(line=row.line, action="create", number=number, name=name, errors=[]), _Step(
            asked, None, groups
        )
    if not _changes(camera, asked) and groups in {None, known.viewer.groups_of(camera.id)}:
        return ImportRow(line=row.line, action="unchanged", number=number, name=name, errors=[]), None
    return ImportRow(line=row.line, action="update", number=number, name=name, errors=[]), _Step(asked, camera, groups)


def _groups(row: sheet.Row, camera: Camera | None, known: _Known) -> frozenset[uuid.UUID] | None:
    """The groups that the row gives the camera, None where it names none. Raises ValueError or NotYourGroup."""
    before = frozenset() if camera is None else known.viewer.groups_of(camera.id)
    if camera is not None and not known.viewer.may(Permission.ESTATE_WRITE, camera.id):
        raise NotYourGroup("number: your rights do not cover the camera of this number")
    groups = known.groups_named(row.cells["groups"]) if "groups" in row.cells else None
    known.viewer.check_move(before, before if groups is None else groups)
    return groups


def _refused(row: sheet.Row, number: int | None, name: str, errors: list[str]) -> ImportRow:
    return ImportRow(line=row.line, action="refuse", number=number, name=name, errors=errors)


def _shown(name: str) -> str:
    return name[:120] if fault_of_line(name) is None else ""


def _column(place: tuple[int | str, ...]) -> str:
    columns = {stream: column for column, stream in _STREAM_COLUMNS.items()}
    if place[0] == "streams" and len(place) > 1:
        return columns.get(str(place[1]), "streams")
    return str(place[0])


def _refuse_doubles(row: sheet.Row, number: int, known: _Known) -> None:
    first = known.lines.setdefault(number, row.line)
    if first != row.line:
        raise NumberTaken(f"number: {number} stands on line {first} already.")


def _refuse_another_host(camera: Camera | None, asked: Wish) -> None:
    if camera is not None and camera.password_box is not None and takes_password_elsewhere(camera.streams, asked):
        raise BadAddress("main_url: names another host, so the password is needed too, in the column password")


def _fields(cells: Mapping[str, str]) -> dict[str, Any]:
    """The cells as a request's fields. Raises ValueError that names the column."""
    if "" in cells:
        raise ValueError(f"the row has {cells['']}")
    fields: dict[str, Any] = {}
    streams: dict[str, dict[str, str]] = {}
    for column, cell in cells.items():
        if fault := fault_of_line(cell):
            raise ValueError(f"{column}: {fault}")
        if column in _STREAM_COLUMNS:
            streams[_STREAM_COLUMNS[column]] = {"url": cell}
        elif column == "site":
            fields |= {} if cell else {"site_id": None}
            _check_site_name(cell)
        elif cell or column not in _KEPT_WHEN_EMPTY:
            fields[column] = _value(column, cell)
    if streams:
        fields["streams"] = streams
    return fields


def _check_site_name(name: str) -> None:
    if len(name) > 120:
        raise ValueError("site: longer than 120 characters")


def _value(column: str, cell: str) -> Any:
    if not cell and column not in {"number", "name"}:
        return None
    if column in _NUMBERS:
        if not re.fullmatch(r"[0-9]{1,15}(\.0+)?", cell):
            raise ValueError(f"{column}: not a whole number")
        return int(cell.split(".", maxsplit=1)[0])
    if column in _FRACTIONS:
        if not re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]{1,20})?", cell):
            raise ValueError(f"{column}: not a number")
        return float(cell)
    if column in _SWITCHES:
        if cell.lower() not in _TRUTHS:
            raise ValueError(f"{column}: write yes or no")
        return _TRUTHS[cell.lower()]
    return cell.lower() if column in {"transport", "motion"} else cell


def _changes(camera: Camera, asked: Wish) -> bool:
    values = {name: getattr(camera, name) for name in FIELDS}
    return bool(asked.password) or any(values[name] != value for name, value in asked.values.items())


async def _apply(session: AsyncSession, clock: Clock, secrets: Secrets, steps: list[_Step], known: _Known) -> None:
    session.add_all(Site(id=site_id, name=name) for name, site_id in known.new_sites.items())
    await session.flush()
    await camera_groups.make(session, known.new_groups)
    taken = await queries.keys(session)
    for start in range(0, len(steps), _AT_ONCE):
        batch = steps[start : start + _AT_ONCE]
        moved = await asyncio.to_thread(_carry_out, batch, secrets, clock.now(), taken)
        session.add_all(camera for camera, _ in moved)
        await session.flush()
        await camera_groups.set_groups(session, {camera.id: groups for camera, groups in moved if groups is not None})
    await publish(session, clock, EstateChanged())


def _carry_out(
    steps: list[_Step], secrets: Secrets, now: datetime, taken: set[str]
) -> list[tuple[Camera, frozenset[uuid.UUID] | None]]:
    """The cameras, new and changed, with the groups that each is to be in."""
    done: list[tuple[Camera, frozenset[uuid.UUID] | None]] = []
    for step in steps:
        camera = step.camera
        if camera is None:
            camera = new_camera(step.wish, secrets, now, taken)
        else:
            apply(camera, step.wish, secrets, now)
        done.append((camera, step.groups))
    return done
