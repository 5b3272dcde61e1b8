from __future__ import annotations

from pathlib import Path

import pytest
from tests.factories.town import Town, at
from tests.video.ingest.certificates import self_signed
from tests.video.ingest.fake_camera import FakeCamera

from beadle.accounts.terms import Role
from beadle.estate import service as estate
from beadle.estate.schemas import CameraChange
from beadle.video.recorders import RecorderView, RecorderWatch
from beadle.video.terms import Action


async def test_the_status_with_and_without_a_recorder(town: Town) -> None:
    one, _ = town.ids.values()
    town.record(one, 0)
    auditor = await town.person(Role.AUDITOR)
    answer = await auditor.ask("GET", "/api/video/status")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["recorder"]["state"] == "unknown"
    (volume,) = body["volumes"]
    assert (volume["id"], volume["state"], volume["oldest"]) == (town.volume.id, "ready", at(0))
    assert volume["days_kept"] == pytest.approx(1 / 24, abs=0.01)
    assert volume["total_bytes"] > volume["free_bytes"] > 0
    told = {"state": "full", "detail": "No room."}
    cameras = {"a": "online", "b": "online", "c": "lost"}
    view = RecorderView("running", "Recording.", 1_780_000_000_000_000, 4, cameras, {str(town.volume.path): told})
    town.deps.part(RecorderWatch).view = view
    body = (await auditor.ask("GET", "/api/video/status")).json()
    assert body["recorder"]["version"] == 4
    assert body["cameras"] == {"online": 2, "lost": 1}
    assert (body["volumes"][0]["state"], body["volumes"][0]["detail"]) == ("full", "No room.")
    assert body["transcodes"] == [0, 2]


@pytest.mark.parametrize("role", [None, Role.CABINET_MEMBER, Role.CASE_OFFICER])
async def test_the_status_is_not_for_everybody(town: Town, role: Role | None) -> None:
    person = await (town.stranger() if role is None else town.person(role))
    assert (await person.ask("GET", "/api/video/status")).status_code == (401 if role is None else 403)


async def test_trying_an_address_is_written_down_without_its_password(town: Town) -> None:
    manager = await town.person(Role.MANAGER)
    body = {"url": "rtsp://ann:secret@127.0.0.1:1/main", "username": "ann", "password": "hidden-word"}
    answer = await manager.ask("POST", "/api/video/probe", json=body)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["ok"], found["stream"], found["picture"]) == (False, None, None)
    assert found["findings"][0]["level"] == "error"
    (line,) = await town.audit(Action.PROBE)
    assert "secret" not in str(line.detail)
    assert "hidden-word" not in str(line.detail)
    assert "secret" not in answer.text


@pytest.mark.parametrize("url", ["http://169.254.169.254/", "file:///etc/passwd", "exec:reboot", "rtsp://", "x" * 5000])
async def test_only_cameras_addresses_are_tried(town: Town, url: str) -> None:
    manager = await town.person(Role.MANAGER)
    assert (await manager.ask("POST", "/api/video/probe", json={"url": url})).status_code == 422


async def test_trying_a_camera_of_the_estate(town: Town) -> None:
    manager = await town.person(Role.MANAGER)
    camera = await town.add_camera(3, "Local", main="rtsp://127.0.0.1:1/main")
    answer = await manager.ask("POST", f"/api/video/cameras/{camera}/probe")
    assert answer.status_code == 200, answer.text
    assert answer.json()["ok"] is False
    empty = await town.add_camera(4, "No address")
    assert (await manager.ask("POST", f"/api/video/cameras/{empty}/probe")).status_code == 422


async def test_operators_do_not_try_addresses(town: Town) -> None:
    operator = await town.person(Role.OPERATOR)
    one, _ = town.ids.values()
    assert (await operator.ask("POST", "/api/video/probe", json={"url": "rtsp://c.test/"})).status_code == 403
    assert (await operator.ask("POST", f"/api/video/cameras/{one}/probe")).status_code == 403


async def test_a_certificate_is_shown_pinned_and_then_expected(town: Town, tmp_path: Path) -> None:
    manager = await town.person(Role.MANAGER)
    context, fingerprint = self_signed(tmp_path)
    async with FakeCamera(tls=context) as fake:
        camera = await town.add_camera(3, "Encrypted", main=fake.url)
        path = f"/api/video/cameras/{camera}/probe"
        found = (await manager.ask("POST", path)).json()
        assert not found["ok"]
        assert found["certificate"]["fingerprint"] == fingerprint.hex()
        assert not found["certificate"]["trusted"]
        assert fake.asked == []  # nothing is said to a camera that is not trusted
        async with town.deps.database.work() as session:
            change = CameraChange(tls_fingerprint=found["certificate"]["fingerprint"])
            await estate.change_camera(session, town.deps.clock, town.deps.secrets, camera, change)
        assert (await manager.ask("POST", path)).json()["ok"]
        wish = {"url": fake.url, "tls_fingerprint": ":".join(["AB"] * 32)}
        other = (await manager.ask("POST", "/api/video/probe", json=wish)).json()
        assert "another certificate" in other["findings"][0]["text"]
        bad = await manager.ask("POST", "/api/video/probe", json={"url": fake.url, "tls_fingerprint": "ab" * 20})
        assert bad.status_code == 422
