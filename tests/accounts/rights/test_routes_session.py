"""Stating a purpose, breaking the glass, and rights in words, over HTTP; and what ends an open socket."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, FastAPI
from sqlalchemy import delete, select, text, update
from tests.factories.accounts import (
    PASSWORD,
    Browser,
    Socket,
    add_group,
    add_user,
    browser,
    make_app,
    move_camera,
    purpose_id,
    signed_in,
    socket,
)
from tests.factories.estate import add_camera

from beadle.accounts import routes
from beadle.accounts.deps import Deps
from beadle.accounts.guard import Ctx, SocketCtx, permit, router, socket_permit
from beadle.accounts.models import AccountSession
from beadle.accounts.permissions import Permission
from beadle.accounts.rights.models import AccountGrant, Purpose
from beadle.accounts.terms import Grant, Role
from beadle.audit.models import AuditLine
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.events import EventRow
from beadle.platform.settings import Secrets

things = router(prefix="/things", tags=["things"])
live = APIRouter()


@things.get("/cameras/{camera_id}")
async def look(
    camera_id: uuid.UUID, ctx: Annotated[Ctx, permit(Permission.FOOTAGE_REPLAY, "thing.look", look=True)]
) -> str:
    return "a face"


@things.get("/forgotten")
async def forgotten(ctx: Annotated[Ctx, permit(Permission.FOOTAGE_REPLAY, "thing.look", look=True)]) -> str:
    ctx.looked = False  # as a handler would leave it that takes a token and does not check it
    return "a face"


@live.websocket("/live/{camera_id}")
async def watch(
    camera_id: uuid.UUID,
    ctx: Annotated[SocketCtx, socket_permit(Permission.LIVE_WATCH, "camera.watch", while_locked=True, look=True)],
) -> None:
    await ctx.begin()
    while await ctx.still_allowed():
        await ctx.socket.receive_text()
        await ctx.socket.send_text("a picture")
    await ctx.socket.close(4403, "ended")


@pytest.fixture
def app(deps: Deps) -> FastAPI:
    return make_app(deps, routes.router, things, live)


@pytest.fixture
async def camera(database: Database, clock: FixedClock, secrets: Secrets) -> uuid.UUID:
    return (await add_camera(database, clock, secrets)).id


@pytest.fixture
async def group(database: Database, camera: uuid.UUID) -> uuid.UUID:
    return await add_group(database, "Town Centre", [camera])


@asynccontextmanager
async def limited(
    app: FastAPI, database: Database, clock: FixedClock, group: uuid.UUID | None, *keys: str, role: Role = Role.OPERATOR
) -> AsyncIterator[Browser]:
    purposes = frozenset([await purpose_id(database, key) for key in keys]) if keys else None
    async with signed_in(app, database, clock, name="olivia", grants=[Grant(role, group, purposes)]) as made:
        yield made


async def state(who: Browser, database: Database, key: str, **more: Any) -> Any:
    body = {"purpose_id": str(await purpose_id(database, key)), **more}
    return await who.ask("PUT", "/api/session/purpose", json=body)


async def lines(database: Database, action: str) -> list[AuditLine]:
    async with database.session() as session:
        query = select(AuditLine).where(AuditLine.action == action).order_by(AuditLine.id)
        return list((await session.scalars(query)).all())


async def test_a_session_begins_with_the_usual_purpose(
    app: FastAPI, database: Database, clock: FixedClock, camera: uuid.UUID, group: uuid.UUID
) -> None:
    async with limited(app, database, clock, group) as olivia:
        info = (await olivia.ask("GET", "/api/session")).json()
        assert info["purpose"]["name"] == "Public safety and prevention of crime"
        assert len(info["purposes"]) == 8
        assert (await olivia.ask("GET", f"/api/things/cameras/{camera}")).json() == "a face"
    (line,) = await lines(database, "thing.look")
    assert (line.object, line.purpose) == (f"camera:{camera}", "Public safety and prevention of crime")


async def test_without_a_right_to_the_usual_purpose_one_has_to_be_stated(
    app: FastAPI, database: Database, clock: FixedClock, camera: uuid.UUID, group: uuid.UUID
) -> None:
    async with limited(app, database, clock, group, "crime", "training") as olivia:
        info = (await olivia.ask("GET", "/api/session")).json()
        assert info["purpose"] is None
        assert {each["key"] for each in info["purposes"]} == {"crime", "training"}
        refused = await olivia.ask("GET", f"/api/things/cameras/{camera}")
        assert (refused.status_code, refused.json()["type"]) == (403, "purpose-needed")
        assert (await state(olivia, database, "crime")).status_code == 422
        assert (await state(olivia, database, "crime", case_reference="  ")).status_code == 422
        assert (await state(olivia, database, "public-safety")).status_code == 403
        stated = await state(olivia, database, "crime", case_reference="21*1234")
        assert stated.status_code == 200, stated.text
        assert stated.json()["purpose"] == {
            "id": str(await purpose_id(database, "crime")),
            "name": "Investigation of a reported crime",
            "case_reference": "21*1234",
            "second_person": "",
            "until": None,
        }
        assert (await olivia.ask("GET", f"/api/things/cameras/{camera}")).status_code == 200
        assert (await olivia.ask("GET", f"/api/things/cameras/{uuid.uuid4()}")).status_code == 403
    seen = (await lines(database, "thing.look"))[1]
    assert (seen.purpose, seen.case_reference) == ("Investigation of a reported crime", "21*1234")
    assert [line.outcome for line in await lines(database, "purpose.state")] == ["failed", "failed", "refused", "ok"]


async def test_a_second_person_vouches_for_half_an_hour(
    app: FastAPI, database: Database, clock: FixedClock, camera: uuid.UUID
) -> None:
    await add_user(database, clock, "sam", Role.SUPERVISOR)
    await add_user(database, clock, "alice", Role.AUDITOR)
    await add_user(database, clock, "gone", Role.SUPERVISOR, disabled=True)
    async with limited(app, database, clock, None, "training") as olivia:
        assert (await state(olivia, database, "training")).status_code == 422
        for name, password in (
            ("sam", "not it, not it"),
            ("alice", PASSWORD),
            ("olivia", PASSWORD),
            ("gone", PASSWORD),
        ):
            second = {"name": name, "password": password}
            assert (await state(olivia, database, "training", second=second)).status_code == 403, name
        stated = await state(olivia, database, "training", second={"name": " Sam", "password": PASSWORD})
        assert stated.status_code == 200, stated.text
        assert stated.json()["purpose"]["second_person"] == "Sam"
        assert stated.json()["purpose"]["until"] == "2026-06-01T12:30:00Z"
        for _ in range(29):
            clock.advance(60)
            assert (await olivia.ask("GET", f"/api/things/cameras/{camera}")).status_code == 200
        clock.advance(60)
        ended = await olivia.ask("GET", f"/api/things/cameras/{camera}")
        assert ended.json()["type"] == "purpose-needed"
    seen = [line for line in await lines(database, "thing.look") if line.outcome == "ok"][-1]
    assert seen.detail["second_person"] == "Sam"
    assert PASSWORD not in str([line.detail for line in await lines(database, "purpose.state")])


async def test_a_colleagues_password_cannot_be_guessed_here(
    app: FastAPI, database: Database, clock: FixedClock
) -> None:
    await add_user(database, clock, "sam", Role.SUPERVISOR)
    async with limited(app, database, clock, None) as olivia:
        answers = [
            (await state(olivia, database, "training", second={"name": "sam", "password": f"guess number {n}"}))
            for n in range(7)
        ]
    assert [answer.status_code for answer in answers] == [403] * 5 + [429] * 2


async def test_a_retired_purpose_is_nobodys(
    app: FastAPI, database: Database, clock: FixedClock, camera: uuid.UUID
) -> None:
    async with limited(app, database, clock, None) as olivia:
        assert (await state(olivia, database, "missing-person")).status_code == 200
        gone = await purpose_id(database, "missing-person")
        async with database.work() as session:
            await session.execute(update(Purpose).where(Purpose.id == gone).values(retired=True))
        refused = await olivia.ask("GET", f"/api/things/cameras/{camera}")
        assert refused.json()["type"] == "purpose-needed"
        again = await olivia.ask("PUT", "/api/session/purpose", json={"purpose_id": str(gone)})
        assert again.status_code == 410
        unknown = await olivia.ask("PUT", "/api/session/purpose", json={"purpose_id": str(uuid.uuid4())})
        assert unknown.status_code == 404


async def test_a_handler_that_forgot_to_ask_shows_nothing(app: FastAPI, database: Database, clock: FixedClock) -> None:
    async with limited(app, database, clock, None) as olivia:
        answer = await olivia.ask("GET", "/api/things/forgotten")
    assert answer.status_code == 500
    assert "face" not in answer.text


async def test_breaking_the_glass(
    app: FastAPI, database: Database, clock: FixedClock, camera: uuid.UUID, group: uuid.UUID
) -> None:
    other = await add_group(database, "Elsewhere")
    async with limited(app, database, clock, other, "training", role=Role.SUPERVISOR) as olivia:
        path = f"/api/things/cameras/{camera}"
        assert (await olivia.ask("GET", path)).status_code == 403
        assert (await olivia.ask("POST", "/api/session/break-glass", json={"reason": "why"})).status_code == 422
        broken = await olivia.ask(
            "POST", "/api/session/break-glass", json={"reason": "Somebody is in the river", "case_reference": "LOG 7"}
        )
        assert broken.status_code == 201, broken.text
        assert broken.json()["break_glass"]["until"] == "2026-06-01T13:00:00Z"
        assert (await olivia.ask("GET", path)).status_code == 200
        again = await olivia.ask("POST", "/api/session/break-glass", json={"reason": "Somebody is in the river"})
        assert again.status_code == 409
        mended = await olivia.ask("DELETE", "/api/session/break-glass")
        assert mended.json()["break_glass"] is None
        assert (await olivia.ask("GET", path)).status_code == 403
        assert (await olivia.ask("DELETE", "/api/session/break-glass")).status_code == 409
    (seen,) = [line for line in await lines(database, "thing.look") if line.outcome == "ok"]
    assert (seen.purpose, seen.case_reference) == ("Emergency: the glass was broken", "LOG 7")
    assert seen.detail["break_glass_reason"] == "Somebody is in the river"
    async with database.session() as session:
        events = (await session.scalars(select(EventRow).order_by(EventRow.id))).all()
    assert [event.kind for event in events if event.kind.startswith("rights.")] == [
        "rights.break_glass",
        "rights.break_glass_ended",
    ]


async def test_broken_glass_is_over_with_its_hour_and_with_its_session(
    app: FastAPI, database: Database, clock: FixedClock, camera: uuid.UUID
) -> None:
    other = await add_group(database, "Elsewhere")
    async with limited(app, database, clock, other) as olivia, browser(app) as elsewhere:
        await olivia.ask("POST", "/api/session/break-glass", json={"reason": "Somebody is in the river"})
        assert (await olivia.ask("GET", f"/api/things/cameras/{camera}")).status_code == 200
        await elsewhere.sign_in("olivia")
        assert (await elsewhere.ask("GET", f"/api/things/cameras/{camera}")).status_code == 403
        clock.advance(3600)
        await elsewhere.sign_in("olivia")
        assert (await elsewhere.ask("GET", "/api/session")).json()["break_glass"] is None
        await olivia.sign_in("olivia")
        assert (await olivia.ask("GET", f"/api/things/cameras/{camera}")).status_code == 403


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.POLICE_LIAISON, Role.CONTRACTOR, Role.DATA_PROTECTION_OFFICER])
async def test_who_may_not_break_the_glass(app: FastAPI, database: Database, clock: FixedClock, role: Role) -> None:
    async with signed_in(app, database, clock, role) as somebody:
        answer = await somebody.ask("POST", "/api/session/break-glass", json={"reason": "Somebody is in the river"})
        assert answer.status_code == 403


async def grant_goes(database: Database, camera: uuid.UUID) -> None:
    async with database.work() as session:
        await session.execute(delete(AccountGrant))


async def camera_leaves_the_group(database: Database, camera: uuid.UUID) -> None:
    await move_camera(database, camera)


async def purpose_is_retired(database: Database, camera: uuid.UUID) -> None:
    async with database.work() as session:
        await session.execute(text("UPDATE purpose SET usual = false, retired = true WHERE key = 'public-safety'"))


async def purpose_leaves_the_grant(database: Database, camera: uuid.UUID) -> None:
    async with database.work() as session:
        await session.execute(update(AccountGrant).values(purpose_ids=[await purpose_id(database, "crime")]))


async def user_is_disabled(database: Database, camera: uuid.UUID) -> None:
    async with database.work() as session:
        await session.execute(text("UPDATE account SET disabled = true"))


async def session_ends(database: Database, camera: uuid.UUID) -> None:
    async with database.work() as session:
        await session.execute(delete(AccountSession))


ENDS = [
    grant_goes,
    camera_leaves_the_group,
    purpose_is_retired,
    purpose_leaves_the_grant,
    user_is_disabled,
    session_ends,
]


@pytest.mark.parametrize("withdrawn", ENDS)
async def test_whatever_withdraws_the_right_ends_the_picture(
    app: FastAPI, database: Database, clock: FixedClock, camera: uuid.UUID, group: uuid.UUID, withdrawn: Any
) -> None:
    async with limited(app, database, clock, group) as olivia, watching(app, olivia, camera) as picture:
        clock.advance(2)
        assert (await say(picture))["text"] == "a picture"
        await withdrawn(database, camera)
        assert await closed_within(picture, clock, looks=2)


async def test_stating_another_purpose_leaves_open_pictures_alone(
    app: FastAPI, database: Database, clock: FixedClock, camera: uuid.UUID, group: uuid.UUID
) -> None:
    async with limited(app, database, clock, group) as olivia, watching(app, olivia, camera) as picture:
        await state(olivia, database, "missing-person")
        for _ in range(2):
            clock.advance(2)
            assert (await say(picture))["text"] == "a picture"
    (line,) = await lines(database, "camera.watch")
    assert line.purpose == "Public safety and prevention of crime"


async def closed_within(picture: Socket, clock: FixedClock, *, looks: int) -> bool:
    """Whether the socket closes by so many looks at the right; one of them may have begun before it went."""
    said: list[dict[str, Any]] = []
    for _ in range(looks):
        clock.advance(2)
        said.append(await say(picture))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(2):
                said.append(await picture.from_app.get())
        if said[-1]["type"] == "websocket.close":
            return bool(said[-1]["code"] == 4403)
    return False


@asynccontextmanager
async def watching(app: FastAPI, who: Browser, camera: uuid.UUID) -> AsyncIterator[Socket]:
    cookie = who.http.cookies["beadle_session"]
    async with socket(app, f"/api/live/{camera}", cookie=cookie) as made:
        assert (await made.next())["type"] == "websocket.accept"
        yield made
        await made.to_app.put({"type": "websocket.disconnect", "code": 1000})


async def say(made: Socket) -> dict[str, Any]:
    await made.to_app.put({"type": "websocket.receive", "text": "go on"})
    return await made.next()


async def test_rights_in_words(app: FastAPI, database: Database, clock: FixedClock, group: uuid.UUID) -> None:
    wanted = "May watch and replay Town Centre, and hold its footage, for training with a supervisor; may not export."
    async with limited(app, database, clock, group, "training") as olivia:
        assert (await olivia.ask("GET", "/api/session/rights")).json()["sentences"][0] == wanted
        own = (await olivia.ask("GET", "/api/session")).json()["user"]["id"]
        assert (await olivia.ask("GET", f"/api/users/{own}/rights")).status_code == 403
    async with signed_in(app, database, clock, Role.ADMINISTRATOR) as admin:
        assert (await admin.ask("GET", f"/api/users/{own}/rights")).json()["sentences"][0] == wanted
        assert (await admin.ask("GET", f"/api/users/{uuid.uuid4()}/rights")).status_code == 404
        grant = {
            "role": "operator",
            "group_id": str(group),
            "purpose_ids": [str(await purpose_id(database, "training"))],
        }
        preview = await admin.ask("POST", "/api/rights/preview", json={"grants": [grant]})
        assert preview.json()["sentences"][0] == wanted
        unknown = {"role": "operator", "group_id": str(uuid.uuid4())}
        assert (await admin.ask("POST", "/api/rights/preview", json={"grants": [unknown]})).status_code == 422
