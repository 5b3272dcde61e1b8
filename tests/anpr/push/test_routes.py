"""Setting cameras up for plates, and looking after what was refused."""

from __future__ import annotations

import uuid

from tests.factories.push_town import Town, drain
from tests.factories.pushing import axis, message

from beadle.accounts.terms import Grant, Role
from beadle.anpr.push.directory import Directory
from beadle.anpr.reading.state import ReadingState, state_path, write_state
from beadle.anpr.terms import Action

CAMERAS = "/api/anpr/cameras"


async def test_from_nothing_to_a_read(town: Town):
    manager = await town.person(Role.MANAGER)
    camera = str(town.cameras[0])
    made = await manager.ask("POST", CAMERAS, json={"camera_id": camera, "mode": "pushed", "towards": "in"})
    assert made.status_code == 201, made.text
    assert (made.json()["adapter"], made.json()["zone"], made.json()["token_set"]) == ("auto", "Europe/London", False)
    token = await manager.ask("POST", f"{CAMERAS}/{camera}/token")
    assert token.status_code == 201
    assert token.json()["address"] == f"http://beadle.test/api/anpr/push/{token.json()['token']}"
    await town.deps.part(Directory).look()
    pushed = await (await town.stranger()).http.post(token.json()["address"], content=axis(1))
    assert pushed.json() == {"status": "kept", "Result": True, "Message": "success"}
    await drain(town)
    assert await town.plates() == ["AB12CDE"]
    (shown,) = (await manager.ask("GET", CAMERAS)).json()
    assert (shown["camera"], shown["messages"], shown["reads"], shown["token_set"]) == ("Horns Bridge", 1, 1, True)
    assert token.json()["token"] not in str(shown)
    lines = await town.audit(Action.CHANGE_CAMERA)
    assert [line.object for line in lines] == [f"camera:{camera}"] * 2
    assert token.json()["token"] not in str([line.detail for line in lines])


async def test_change_and_remove(town: Town):
    manager = await town.person(Role.MANAGER)
    path = f"{CAMERAS}/{town.cameras[0]}"
    assert (await manager.ask("PATCH", path, json={"mode": "off"})).status_code == 404
    await town.set_up()
    changed = await manager.ask("PATCH", path, json={"mode": "own", "region": [[0, 0], [1, 0], [1, 1]], "fps": 4})
    assert (changed.json()["mode"], changed.json()["fps"], len(changed.json()["region"])) == ("own", 4, 3)
    again = await manager.ask("POST", CAMERAS, json={"camera_id": str(town.cameras[0]), "mode": "own"})
    assert again.status_code == 409
    assert (await manager.ask("DELETE", path)).status_code == 204
    assert (await manager.ask("GET", CAMERAS)).json() == []


async def test_how_the_own_reading_of_a_camera_goes(town: Town):
    await town.set_up(0, mode="own")
    await town.set_up(1, mode="own")
    manager = await town.person(Role.MANAGER)
    state = ReadingState(11.5, 12, 0.04, reading=True, last_frame_at=town.clock.now())
    state_path(town.deps.data_dir).parent.mkdir(exist_ok=True)
    write_state(town.deps.data_dir, town.clock.now(), {town.cameras[0]: state})
    first, second = (await manager.ask("GET", CAMERAS)).json()
    assert (first["reading"]["fps"], first["reading"]["reading"], second["reading"]) == (11.5, True, None)


async def test_what_is_not_accepted(town: Town):
    manager = await town.person(Role.MANAGER)
    camera = {"camera_id": str(town.cameras[0]), "mode": "pushed"}
    for wrong in (
        {"zone": "Mars/Olympus"},
        {"zone": "../../etc/passwd"},
        {"region": [[0, 0], [1, 1]]},
        {"region": [[0, 0], [1, 1], [2, 0]]},
        {"adapter": "fortran"},
        {"fps": 0},
        {"token_hash": "x"},
        {"mapping": {"format": "json", "columns": {"plate": "a..b"}}},
    ):
        answer = await manager.ask("POST", CAMERAS, json=camera | wrong)
        assert answer.status_code == 422, wrong


async def test_only_for_cameras_in_ones_reach(town: Town):
    await town.set_up(0)
    await town.set_up(1)
    await town.send(b"?", camera=1)
    await drain(town)
    (refused,) = await town.refused()
    mine = await town.person(Role.MANAGER, grants=(Grant(Role.MANAGER, town.groups[0]),), name="mine")
    assert [each["camera"] for each in (await mine.ask("GET", CAMERAS)).json()] == ["Horns Bridge"]
    assert (await mine.ask("GET", "/api/anpr/messages/refused")).json() == []
    other = town.cameras[1]
    for method, path, body in (
        ("PATCH", f"{CAMERAS}/{other}", {"mode": "off"}),
        ("DELETE", f"{CAMERAS}/{other}", None),
        ("POST", f"{CAMERAS}/{other}/token", None),
        ("POST", CAMERAS, {"camera_id": str(other), "mode": "off"}),
        ("GET", f"/api/anpr/messages/{refused.id}/raw", None),
        ("POST", f"/api/anpr/messages/{refused.id}/again", None),
        ("POST", f"/api/anpr/messages/{uuid.uuid4()}/again", None),
    ):
        answer = await mine.ask(method, path, json=body)
        assert answer.status_code == 403, path


async def test_nobody_else(town: Town):
    await town.set_up()
    operator = await town.person(Role.OPERATOR)
    for path in (CAMERAS, "/api/anpr/messages/refused", f"/api/anpr/messages/{uuid.uuid4()}/raw"):
        assert (await operator.ask("GET", path)).status_code == 403
    assert (await operator.ask("POST", f"{CAMERAS}/{town.cameras[0]}/token")).status_code == 403


async def test_a_token_asks_for_a_fresh_proof(town: Town):
    await town.set_up()
    manager = await town.person(Role.MANAGER)
    town.clock.advance(900)
    answer = await manager.ask("POST", f"{CAMERAS}/{town.cameras[0]}/token")
    assert answer.status_code == 403, answer.text


async def test_a_mapping_is_tried(town: Town):
    manager = await town.person(Role.MANAGER)
    mapping = {"format": "csv", "delimiter": ";", "columns": {"plate": "VRM", "time": "Seen at"}}
    sample = message("vaxtor.csv").decode()
    answer = await manager.ask("POST", "/api/anpr/mappings/preview", json={"sample": sample, "mapping": mapping})
    assert answer.status_code == 200
    assert [row["plate"] for row in answer.json()["rows"]] == ["AB12CDE", "", "", "K9"]
    assert await town.audit(Action.SEE_SETUP)


async def test_refused_messages_are_seen_fetched_and_tried_again(town: Town):
    await town.set_up(adapter="onvif")
    body = axis(1)
    await town.send(body, "application/json")
    await drain(town)
    manager = await town.person(Role.MANAGER)
    (refused,) = (await manager.ask("GET", "/api/anpr/messages/refused")).json()
    assert (refused["camera"], refused["size"], refused["again"]) == ("Horns Bridge", len(body), False)
    path = f"/api/anpr/messages/{refused['id']}"
    raw = await manager.ask("GET", f"{path}/raw")
    assert raw.content == body
    assert raw.headers["content-type"] == "application/octet-stream"
    assert raw.headers["content-disposition"] == f'attachment; filename="message-{refused["id"]}.bin"'
    assert (await town.audit(Action.SEE_SETUP))[-1].object == f"message:{refused['id']}"
    changed = await manager.ask("PATCH", f"{CAMERAS}/{town.cameras[0]}", json={"adapter": "auto"})
    assert changed.status_code == 200
    answer = await manager.ask("POST", f"{path}/again")
    assert (answer.status_code, answer.json()) == (202, {"waiting": True})
    assert (await manager.ask("GET", "/api/anpr/messages/refused")).json()[0]["again"] is True
    town.clock.advance(2)
    await town.pump._try_again()
    assert await town.plates() == ["AB12CDE"]
    assert (await manager.ask("GET", "/api/anpr/messages/refused")).json() == []


async def test_a_message_whose_file_is_gone(town: Town):
    await town.send(b"?")
    await drain(town)
    (refused,) = await town.refused()
    for path in town.folder.glob("*.spool"):
        path.unlink()
    manager = await town.person(Role.MANAGER)
    assert (await manager.ask("GET", f"/api/anpr/messages/{refused.id}/raw")).status_code == 404
    assert (await manager.ask("GET", f"/api/anpr/messages/{uuid.uuid4()}/raw")).status_code == 404
