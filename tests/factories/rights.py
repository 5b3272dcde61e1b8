"""A town with two camera groups, and somebody of every role whose rights end at the first of them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from fastapi import FastAPI
from tests.factories import accounts, reads, video
from tests.factories.estate import add_camera
from tests.factories.hotlists import add_hit

from beadle.accounts.deps import Deps
from beadle.accounts.models import Account, AccountSession
from beadle.accounts.rights import granting
from beadle.accounts.sessions import COOKIE, csrf_of, new_token, token_hash
from beadle.accounts.terms import Grant, Role, everywhere
from beadle.anpr.reads.ids import new_read_id
from beadle.anpr.reads.models import SampleRow
from beadle.platform.clock import from_us, to_us
from beadle.platform.db import new_id
from beadle.video.exporting import Workshop
from beadle.video.footage.volume import Volume
from beadle.video.library import Library
from beadle.video.models import ExportFileRow, ExportRow, HoldCameraRow, HoldRow, LayoutRow
from beadle.video.viewing import Viewer, Viewing

SPAN_S = 10


@dataclass
class Person:
    """Somebody with a session, made without signing in. `own` and `other` are what stands in the two groups."""

    role: Role
    id: uuid.UUID
    session_id: uuid.UUID
    token: str
    things: dict[str, Things] = field(default_factory=dict)


@dataclass
class Things:
    """What there is of one group, for one person: a camera, one that may be retired, and what hangs on them."""

    group: uuid.UUID
    camera: uuid.UUID
    spare: uuid.UUID
    segment: str
    look: str
    hold: uuid.UUID
    export: uuid.UUID
    layout: uuid.UUID
    hit: uuid.UUID
    read: uuid.UUID

    @classmethod
    def unknown(cls) -> Things:
        """Identifiers of nothing."""
        made = {name: uuid.uuid4() for name in ("group", "camera", "spare", "hold", "export", "layout", "hit")}
        return cls(**made, segment="0-0", look="x", read=new_read_id(from_us(0)))


@dataclass
class Matrix:
    """The whole application over two groups of cameras with footage."""

    deps: Deps
    app: FastAPI
    volume: Volume
    groups: dict[str, uuid.UUID] = field(default_factory=dict)
    cameras: dict[str, tuple[uuid.UUID, uuid.UUID, str]] = field(default_factory=dict)
    keys: dict[uuid.UUID, str] = field(default_factory=dict)
    hits: dict[str, uuid.UUID] = field(default_factory=dict)
    reads: dict[str, uuid.UUID] = field(default_factory=dict)
    purpose: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def start_us(self) -> int:
        """When the footage begins: an hour ago."""
        return to_us(self.deps.clock.now() - timedelta(hours=1))

    def span(self) -> dict[str, str]:
        """The footage's span, for a query."""
        return {"from": iso(self.start_us), "to": iso(self.start_us + SPAN_S * 1_000_000)}

    async def fill(self) -> None:
        """Two groups of two cameras, the first of each with footage."""
        deps = self.deps
        self.purpose = await accounts.purpose_id(deps.database)
        for number, name in enumerate(("own", "other")):
            # Nobody listens there, so that a connection test ends at once.
            nowhere = {"streams": {"main": {"url": "rtsp://127.0.0.1:9/main"}}}
            first, spare = [
                await add_camera(deps.database, deps.clock, deps.secrets, 10 * number + nth, f"{name} {nth}", **nowhere)
                for nth in (1, 2)
            ]
            video.record(self.volume, first.key, self.start_us)
            (segment,) = deps.part(Library).archive().segments(first.key, self.start_us, self.start_us + 1)
            self.groups[name] = await accounts.add_group(deps.database, name, [first.id, spare.id])
            self.cameras[name] = (first.id, spare.id, segment.key)
            self.keys[first.id] = first.key
            self.hits[name] = await add_hit(deps, first.id)
            self.reads[name] = await self._sampled_read(first.id)

    async def _sampled_read(self, camera: uuid.UUID) -> uuid.UUID:
        """A read of that camera with its pictures, that was drawn to be checked."""
        deps = self.deps
        pictures = {"patch": reads.JPEG, "overview": reads.JPEG}
        told = reads.observation("AB12CDE", deps.clock.now(), camera_id=camera, **pictures)
        (kept,) = await reads.keep(deps.database, deps.clock, deps.data_dir, [told])
        row = SampleRow(read_id=kept.read_id, read_at=kept.at, camera_id=camera, day=kept.at.date(), place=1)
        async with deps.database.work() as session:
            session.add(row)
        return kept.read_id

    async def person(self, role: Role) -> Person:
        """Somebody of that role; an administrator cannot be limited, everybody else is to the group `own`."""
        limited = (Grant(role, self.groups["own"]),)
        grants = everywhere(role) if role is Role.ADMINISTRATOR else limited
        account = Account(
            name=role.value.replace("_", "-"),
            display_name=role.value,
            grants=granting.rows(frozenset(grants)),
            password_hash=accounts.password_hash(),
            second_factor="totp",
            created_at=self.deps.clock.now(),
        )
        async with self.deps.database.work() as session:
            session.add(account)
        made = await self.fresh(Person(role, account.id, new_id(), new_token()))
        for name in self.groups:
            made.things[name] = await self._things(made, name)
        made.things["unknown"] = Things.unknown()
        return made

    async def fresh(self, person: Person) -> Person:
        """The same person in another session, proved a moment ago; for what ends or locks a session."""
        made = Person(person.role, person.id, new_id(), new_token())
        purpose = await accounts.purpose_id(self.deps.database)
        for name, things in person.things.items():
            looked = self.look(made, things.camera, purpose) if name in self.groups else things.look
            made.things[name] = replace(things, look=looked)
        now = self.deps.clock.now()
        row = AccountSession(
            id=made.session_id,
            token_hash=token_hash(made.token),
            account_id=made.id,
            created_at=now,
            seen_at=now,
            proved_at=now,
            address="192.0.2.7",
        )
        async with self.deps.database.work() as session:
            session.add(row)
        return made

    def headers(self, person: Person) -> dict[str, str]:
        """What the person's browser sends."""
        csrf = csrf_of(person.session_id, self.deps.secrets.key)
        return {"X-Beadle-CSRF": csrf, "Cookie": f"{COOKIE}={person.token}"}

    def look(self, person: Person, camera: uuid.UUID, purpose: uuid.UUID) -> str:
        """A look's token for that session, as if it had been granted: only the right is in question."""
        viewer = Viewer(str(person.session_id), purpose)
        end = self.start_us + SPAN_S * 1_000_000
        return self.deps.part(Viewing).look(viewer, camera, self.start_us, end)

    async def _things(self, person: Person, name: str) -> Things:
        camera, spare, segment = self.cameras[name]
        purpose = await accounts.purpose_id(self.deps.database)
        hold, export = new_id(), new_id()
        layout = LayoutRow(
            id=new_id(), owner_id=person.id, name=name, shared=False, columns=1, tiles=[str(camera)], tour_seconds=None
        )
        async with self.deps.database.work() as session:
            session.add(self._hold(hold, person, camera))
            await session.flush()
            session.add_all([layout, self._export(export, hold, person, (camera, purpose))])
        place = self.deps.part(Workshop).place(export)
        place.mkdir(parents=True)
        (place / "master.mp4").write_bytes(b"footage")
        look = self.look(person, camera, purpose)
        return Things(
            self.groups[name], camera, spare, segment, look, hold, export, layout.id, self.hits[name], self.reads[name]
        )

    def _hold(self, hold: uuid.UUID, person: Person, camera: uuid.UUID) -> HoldRow:
        return HoldRow(
            id=hold,
            kind="person",
            from_at=from_us(self.start_us),
            to_at=from_us(self.start_us + SPAN_S * 1_000_000),
            reason="Because",
            placed_by=person.id,
            placed_by_name=person.role.value,
            placed_at=self.deps.clock.now(),
            cameras=[HoldCameraRow(camera_id=camera, camera_key=self.keys[camera])],
        )

    def _export(self, export: uuid.UUID, hold: uuid.UUID, person: Person, about: Any) -> ExportRow:
        camera, purpose = about
        file = ExportFileRow(
            name="master.mp4",
            camera_id=camera,
            camera_key=self.keys[camera],
            camera_name="A camera",
            kind="master",
            bytes=7,
            bytes_done=7,
            sha256="0" * 64,
        )
        return ExportRow(
            id=export,
            status="done",
            from_at=from_us(self.start_us),
            to_at=from_us(self.start_us + SPAN_S * 1_000_000),
            purpose="Public safety and prevention of crime",
            purpose_id=purpose,
            reason="Request 1",
            working_copy=False,
            requested_by=person.id,
            requested_by_name=person.role.value,
            requested_at=self.deps.clock.now(),
            finished_at=self.deps.clock.now(),
            hold_id=hold,
            progress=1.0,
            files=[file],
        )


def iso(moment_us: int) -> str:
    """A moment as the API takes it."""
    return from_us(moment_us).isoformat().replace("+00:00", "Z")
