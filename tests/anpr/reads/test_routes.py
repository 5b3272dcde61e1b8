from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from tests.factories import accounts
from tests.factories.reads import JPEG

from beadle.accounts.models import AccountSession
from beadle.accounts.sessions import COOKIE
from beadle.accounts.terms import Role
from beadle.anpr.events import PlateReads
from beadle.anpr.reads.ids import new_read_id
from beadle.anpr.reads.terms import Hits
from beadle.anpr.terms import Action
from beadle.audit import service as audit
from beadle.audit.errors import AuditUnavailable
from beadle.platform.events import Told

LATEST = "/api/anpr/reads/latest"


async def test_the_newest_reads_are_one_look_that_opens_their_pictures(desk: Any) -> None:
    old = await desk.seen("OLD1", ago_s=90)
    new = await desk.seen("NEW1", "West Bars", ago_s=30, patch=JPEG, overview=JPEG + b"all")
    operator = await desk.person(Role.OPERATOR)
    answer = await operator.ask("GET", LATEST)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert [read["plate"] for read in found["reads"]] == ["NEW1", "OLD1"]
    assert found["reads"][0] == new.card
    assert (found["reads"][0]["camera"], found["reads"][0]["camera_number"]) == ("West Bars", 2)
    (line,) = await desk.audit(Action.WATCH_READS)
    assert (line.outcome, line.detail["reads"]) == ("ok", 2)
    assert line.purpose == "Public safety and prevention of crime"
    look = {"look": found["look"]}
    patch = await operator.ask("GET", f"/api/anpr/reads/{new.read_id}/patch.jpg", params=look)
    assert (patch.status_code, patch.content, patch.headers["content-type"]) == (200, JPEG, "image/jpeg")
    assert patch.headers["cache-control"] == "private, no-store"
    assert await desk.audit(Action.SEE_READ) == [], "the look's own line covers the plates in its list"
    overview = await operator.ask("GET", f"/api/anpr/reads/{new.read_id}/overview.jpg", params=look)
    assert overview.content == JPEG + b"all"
    one = await operator.ask("GET", f"/api/anpr/reads/{old.read_id}", params=look)
    assert one.json() == old.card
    lines = await desk.audit(Action.SEE_READ)
    assert [(each.object, each.subjects) for each in lines] == [
        (f"read:{new.read_id}", ["plate:NEW1"]),
        (f"read:{old.read_id}", ["plate:OLD1"]),
    ]
    assert f"camera:{desk.cameras['West Bars']}" in lines[0].objects
    assert (await operator.ask("GET", f"/api/anpr/reads/{old.read_id}/patch.jpg", params=look)).status_code == 404


async def test_of_one_camera_and_as_many_as_are_asked_for(desk: Any) -> None:
    for number in range(5):
        await desk.seen(f"AB{number}", ago_s=50 - number)
        await desk.seen(f"XY{number}", "West Bars", ago_s=50 - number)
    operator = await desk.person(Role.OPERATOR)
    some = await operator.ask("GET", LATEST, params={"limit": 3, "camera_id": str(desk.cameras["West Bars"])})
    assert [read["plate"] for read in some.json()["reads"]] == ["XY4", "XY3", "XY2"]
    assert len((await operator.ask("GET", LATEST, params={"limit": 7})).json()["reads"]) == 7
    assert (await operator.ask("GET", LATEST, params={"limit": 201})).status_code == 422


async def test_who_is_limited_sees_their_cameras_reads_and_no_others(desk: Any) -> None:
    mine, other = await desk.seen("MINE1", patch=JPEG), await desk.seen("OTHER1", "West Bars", patch=JPEG)
    person = await desk.limited(Role.OPERATOR, "Horns Bridge")
    found = (await person.ask("GET", LATEST)).json()
    assert [read["plate"] for read in found["reads"]] == ["MINE1"]
    look = {"look": found["look"]}
    west = {"camera_id": str(desk.cameras["West Bars"])}
    assert (await person.ask("GET", LATEST, params=west)).status_code == 403
    unknown = new_read_id(desk.clock.now())
    for path in ("", "/patch.jpg", "/overview.jpg"):
        for query in ({}, look):
            refused = await person.ask("GET", f"/api/anpr/reads/{other.read_id}{path}", params=query)
            missing = await person.ask("GET", f"/api/anpr/reads/{unknown}{path}", params=query)
            assert refused.status_code == missing.status_code == 403
            names = ("type", "title", "status", "detail", "advice")
            assert [refused.json()[name] for name in names] == [missing.json()[name] for name in names]
    assert (await person.ask("GET", f"/api/anpr/reads/{mine.read_id}", params=look)).status_code == 200
    refusals = [line for line in await desk.audit() if line.outcome == "refused"]
    assert len(refusals) == 13
    manager = await desk.person(Role.MANAGER)
    assert (await manager.ask("GET", f"/api/anpr/reads/{unknown}")).status_code == 404
    assert (await manager.ask("GET", f"/api/anpr/reads/{uuid.uuid4()}")).status_code == 404


async def test_without_a_token_a_look_is_watching_for_the_stated_purpose(desk: Any) -> None:
    kept = await desk.seen(patch=JPEG)
    operator = await desk.person(Role.OPERATOR)
    assert (await operator.ask("GET", f"/api/anpr/reads/{kept.read_id}/patch.jpg")).content == JPEG
    (line,) = await desk.audit(Action.SEE_READ)
    assert (line.object, line.subjects) == (f"read:{kept.read_id}", ["plate:AB12CDE"])
    assert line.purpose == "Public safety and prevention of crime"
    liaison = await desk.person(Role.POLICE_LIAISON)
    assert (await liaison.ask("GET", f"/api/anpr/reads/{kept.read_id}/patch.jpg")).status_code == 403


async def test_a_token_is_one_sessions_for_a_while_and_for_its_span(desk: Any) -> None:
    kept = await desk.seen(patch=JPEG)
    operator, other = await desk.person(Role.OPERATOR), await desk.person(Role.SUPERVISOR)
    look = (await operator.ask("GET", LATEST)).json()["look"]
    path = f"/api/anpr/reads/{kept.read_id}/patch.jpg"
    assert (await operator.ask("GET", path, params={"look": look})).status_code == 200
    assert (await other.ask("GET", path, params={"look": look})).status_code == 403
    for forged in (look[:-4] + "AAA=", "x", look + "A", "é", look.swapcase()):
        assert (await operator.ask("GET", path, params={"look": forged})).status_code == 403
    old = await desk.seen("OLD1", ago_s=3 * 86_400, patch=JPEG)
    beyond = await operator.ask("GET", f"/api/anpr/reads/{old.read_id}/patch.jpg", params={"look": look})
    assert (beyond.status_code, "other reads" in beyond.text) == (403, True)
    desk.clock.advance(3600)
    assert (await operator.ask("GET", path, params={"look": look})).status_code == 403


async def test_a_look_ends_with_the_right_that_it_was_had_by(desk: Any) -> None:
    kept = await desk.seen(patch=JPEG)
    person = await desk.limited(Role.OPERATOR, "Horns Bridge")
    look = (await person.ask("GET", LATEST)).json()["look"]
    path = f"/api/anpr/reads/{kept.read_id}/patch.jpg"
    assert (await person.ask("GET", path, params={"look": look})).status_code == 200
    await accounts.move_camera(desk.deps.database, desk.cameras["Horns Bridge"], desk.groups["West Bars"])
    assert (await person.ask("GET", path, params={"look": look})).status_code == 403


async def test_nothing_is_seen_without_a_purpose(desk: Any) -> None:
    kept = await desk.seen(patch=JPEG)
    operator = await desk.person(Role.OPERATOR)
    async with desk.deps.database.work() as session:
        await session.execute(update(AccountSession).values(purpose_at=desk.clock.now(), purpose_id=None))
    for path in (LATEST, f"/api/anpr/reads/{kept.read_id}", f"/api/anpr/reads/{kept.read_id}/patch.jpg"):
        answer = await operator.ask("GET", path)
        assert (answer.status_code, answer.json()["type"]) == (403, "purpose-needed"), path


async def test_hits_stand_with_their_reads(desk: Any) -> None:
    kept = await desk.seen()
    hit = {"id": str(uuid.uuid4()), "state": "new", "exact": True, "list": "Stolen", "priority": "high"}

    async def look_up(_session: Any, reads: Any) -> dict[uuid.UUID, dict[str, Any]]:
        return {read: hit for read in reads if read == kept.read_id}

    desk.deps.add(Hits(look_up))
    operator = await desk.person(Role.OPERATOR)
    (read,) = (await operator.ask("GET", LATEST)).json()["reads"]
    assert read["hit"] == hit


async def test_a_picture_is_only_shown_once_its_line_can_be_written(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = await desk.seen(patch=JPEG)
    operator = await desk.person(Role.OPERATOR)

    async def broken(*_args: Any) -> None:
        raise AuditUnavailable("The disk is full.")

    monkeypatch.setattr(audit, "record", broken)
    for path in (LATEST, f"/api/anpr/reads/{kept.read_id}", f"/api/anpr/reads/{kept.read_id}/patch.jpg"):
        answer = await operator.ask("GET", path)
        assert (answer.status_code, JPEG in answer.content) == (503, False)


async def test_new_reads_are_told_to_whom_their_cameras_are_in_reach(desk: Any) -> None:
    person = await desk.limited(Role.OPERATOR, "Horns Bridge")
    cookie = person.http.cookies[COOKIE]
    first = await desk.seen("BEFORE1")
    async with accounts.socket(desk.app, "/api/anpr/live?after=0", cookie=cookie) as socket:
        assert (await socket.next())["type"] == "websocket.accept"
        (line,) = await desk.audit(Action.WATCH_READS)
        assert (line.outcome, line.detail["live"]) == ("ok", True)
        missed = (await socket.next())["text"]
        assert (f'"{first.read_id}"' in missed, '"plates.reads"' in missed) == (True, True)
        assert '"ready"' in (await socket.next())["text"]
        told = desk.deps.listener._subscribers[0]  # the listener does not run here: it is told by hand
        for number, name in enumerate(("West Bars", "Horns Bridge")):
            body = {"camera_id": str(desk.cameras[name]), "reads": [{"plate": name}]}
            told(Told(id=1000 + number, at=desk.clock.now(), kind=PlateReads.kind, body=body))
        told(Told(id=1002, at=desk.clock.now(), kind="alarm", body={}))
        assert '"Horns Bridge"' in (await socket.next())["text"]
        await socket.to_app.put({"type": "websocket.disconnect", "code": 1000})


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.POLICE_LIAISON, Role.DATA_PROTECTION_OFFICER, Role.CABINET_MEMBER])
async def test_nobody_else_watches(desk: Any, role: Role) -> None:
    person = await desk.person(role)
    assert (await person.ask("GET", LATEST)).status_code == 403
    async with accounts.socket(desk.app, "/api/anpr/live", cookie=person.http.cookies[COOKIE]) as socket:
        assert (await socket.next())["type"] == "websocket.close"


async def test_old_reads_are_not_on_the_live_screen(desk: Any) -> None:
    await desk.seen("OLD1", ago_s=timedelta(days=2, seconds=1).total_seconds())
    operator = await desk.person(Role.OPERATOR)
    assert (await operator.ask("GET", LATEST)).json()["reads"] == []
