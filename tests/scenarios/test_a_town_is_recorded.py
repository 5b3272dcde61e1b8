"""Story 1: cameras are entered, recorded, looked at and exported, and every look and act stands in the audit log."""

from __future__ import annotations

import asyncio
import hashlib
from itertools import pairwise
from typing import Any

from tests.factories.system import Person, System, free_port, iso
from tests.factories.waiting import until
from tests.scenarios.conftest import SIGN_IN
from tests.scenarios.pictures import check_whole, decode, moment_us, replay

from beadle.accounts.terms import Role
from beadle.platform.clock import SYSTEM
from beadle.simulator.simulator import Simulator

SECOND_US = 1_000_000


async def test_a_town_is_recorded_replayed_and_exported(town: System, admin: Person, cameras: Simulator) -> None:
    before = (await admin.audit())[-1]["id"]
    url = cameras.camera(1).url()
    await _the_connection_is_tested(admin, url)
    one = await admin.add_camera(101, "Market Place", url, **SIGN_IN)
    two = await admin.add_camera(102, "New Square", cameras.camera(2).url(), **SIGN_IN)
    operator = await town.add_person(admin, "olivia", Role.OPERATOR)
    supervisor = await town.add_person(admin, "sam", Role.SUPERVISOR)
    for camera in (one, two):
        health = await operator.until_state(camera["id"], "online")
        assert health["detail"] == "Pictures arrive."

    start_us, end_us = await _three_seconds_are_on_the_timeline(operator, one, two)
    for number, camera in enumerate((one, two), 1):
        check_whole(await replay(operator, camera["id"], start_us, end_us), start_us, end_us, number)

    wish = {
        "cameras": [one["id"], two["id"]],
        "from": iso(start_us),
        "to": iso(end_us),
        "purpose": "crime",
        "reason": "Theft of a bicycle",
        "reference": "21*1234",
    }
    refused = await operator.ask("POST", "/api/video/exports", json=wish)
    assert refused.status_code == 403
    assert "Copy recorded pictures" not in refused.json()["title"]
    assert "roles do not allow" in refused.text
    export = await supervisor.post("/api/video/exports", wish, expect=201)
    await _the_export_is_fetched_in_two_pieces(supervisor, export["id"], end_us - start_us)
    foreign = await operator.ask("GET", f"/api/video/exports/{export['id']}/files/any.mp4")
    assert foreign.status_code == 403
    _everything_is_in_the_log(await admin.audit(before), one, two, export["id"])


async def _the_connection_is_tested(admin: Person, url: str) -> None:
    good = await admin.post("/api/video/probe", {"url": url, **SIGN_IN})
    assert good["ok"], good
    assert (good["stream"]["codec"], good["stream"]["width"], good["stream"]["height"]) == ("h264", 320, 240)
    assert good["picture"].startswith("data:image/jpeg;base64,")
    wrong = await admin.post("/api/video/probe", {"url": url, "username": "beadle", "password": "guess"})
    assert not wrong["ok"]
    assert "password" in " ".join(each["text"] for each in wrong["findings"])
    refused = await admin.post("/api/video/probe", {"url": f"rtsp://127.0.0.1:{free_port()}/main"})
    assert not refused["ok"]
    assert refused["picture"] is None
    assert [each["level"] for each in refused["findings"]].count("error") == 1, refused
    for answer in (wrong, refused):
        assert "Error" not in str(answer["findings"])
        assert "guess" not in str(answer)


async def _three_seconds_are_on_the_timeline(operator: Person, *cameras: dict[str, Any]) -> tuple[int, int]:
    """The last three seconds that both cameras have in one piece."""
    hour_ago = SYSTEM.now_us() - 3600 * SECOND_US

    async def look() -> tuple[int, int] | None:
        spans = [(await operator.timeline(each["id"], hour_ago))["spans"] for each in cameras]
        if not all(len(each) == 1 for each in spans):
            return None
        start = max(moment_us(each[0]["from"]) for each in spans)
        end = min(moment_us(each[0]["to"]) for each in spans)
        return (end - 3 * SECOND_US, end) if end - start > 3 * SECOND_US else None

    return await until(look, what="three seconds of footage on the timeline")


async def _the_export_is_fetched_in_two_pieces(supervisor: Person, export: str, length_us: int) -> None:
    async def done() -> dict[str, Any] | None:
        found: dict[str, Any] = await supervisor.get(f"/api/video/exports/{export}")
        assert found["status"] not in {"failed", "cancelled"}, found
        return found if found["status"] == "done" else None

    found = await until(done, what="the export")
    masters = [file for file in found["files"] if file["kind"] == "master"]
    assert len(masters) == 2
    for file in masters:
        half = file["bytes"] // 2
        one = await supervisor.ask("GET", file["url"], headers={"Range": f"bytes=0-{half - 1}"})
        rest = {"Range": f"bytes={half}-", "If-Range": one.headers["etag"]}
        two = await supervisor.ask("GET", file["url"], headers=rest)
        assert (one.status_code, two.status_code) == (206, 206)
        data = one.content + two.content
        assert len(data) == file["bytes"]
        assert hashlib.sha256(data).hexdigest() == file["sha256"]
        pictures = await asyncio.to_thread(decode, data)
        # Whole groups are exported, so up to a second more on either side.
        assert 0 <= len(pictures) - length_us * 25 // SECOND_US <= 50
        steps = {later[0] - earlier[0] for earlier, later in pairwise(pictures)}
        assert max(steps) < 1.5 * 3600


def _everything_is_in_the_log(rows: list[dict[str, Any]], one: Any, two: Any, export: str) -> None:
    said = [(row["actor"], row["action"], row["outcome"]) for row in rows]
    story = [
        ("administrator", "camera.probe", "ok"),
        ("administrator", "camera.probe", "ok"),
        ("administrator", "camera.probe", "ok"),
        ("administrator", "camera.create", "ok"),
        ("administrator", "camera.create", "ok"),
        ("administrator", "user.create", "ok"),
        ("olivia", "session.sign_in", "ok"),
        ("administrator", "user.create", "ok"),
        ("sam", "session.sign_in", "ok"),
        ("olivia", "footage.replay", "ok"),
        ("olivia", "footage.replay", "ok"),
        ("olivia", "export.request", "refused"),
        ("sam", "export.request", "ok"),
        ("system", "export.finish", "ok"),
        *[("sam", "export.download", "ok")] * 4,
        ("olivia", "export.download", "refused"),
    ]
    assert [line for line in said if line in story] == story, said
    looks = [row["object"] for row in rows if row["action"] == "footage.replay"]
    assert looks == [f"camera:{one['id']}", f"camera:{two['id']}"]
    asked = next(row for row in rows if row["action"] == "export.request" and row["outcome"] == "ok")
    assert (asked["purpose"], asked["case_reference"]) == ("Investigation of a reported crime", "21*1234")
    assert asked["object"] == f"export:{export}"
    assert all(row["address"] == "127.0.0.1" for row in rows if row["actor"] in {"olivia", "sam"})
    assert "pretend-town" not in str(rows)
