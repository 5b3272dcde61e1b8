from __future__ import annotations

import hashlib
import io
import uuid
from pathlib import Path
from typing import Any

import av
import pytest
from tests.factories import accounts
from tests.factories.town import Town, span

from beadle.accounts.terms import Role
from beadle.platform.clock import FixedClock
from beadle.platform.errors import Full, Unavailable
from beadle.video import exporting
from beadle.video.export.naming import working_name
from beadle.video.footage.disposal import Sweeper
from beadle.video.footage.retention import Policy
from beadle.video.terms import Action, Codec


def wish(*cameras: uuid.UUID, start: float = 0, end: float = 10, **more: object) -> dict[str, Any]:
    return {
        "cameras": [str(camera) for camera in cameras],
        **span(start, end),
        "purpose": "crime",
        "reason": "Police request 12345",
        "reference": "CRIME/12345/26",
        **more,
    }


async def requested(town: Town, person: accounts.Browser, *cameras: uuid.UUID, **more: Any) -> dict[str, Any]:
    answer = await person.ask("POST", "/api/video/exports", json=wish(*cameras, **more))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def held(town: Town) -> int:
    return len([path for path in (town.volume.path / "holds").glob("*.json") if '"released": null' in path.read_text()])


async def test_from_the_wish_to_the_file(town: Town) -> None:
    one, two = town.ids.values()
    town.record(one, 0)
    town.record(two, 0)
    supervisor = await town.person(Role.SUPERVISOR)
    export = await requested(town, supervisor, one, two)
    assert (export["status"], export["requested_by"]) == ("queued", "Supervisor")
    assert held(town) == 1
    assert ("video.export", {"export_id": export["id"]}) in await town.jobs()
    (line,) = await town.audit(Action.REQUEST_EXPORT)
    assert (line.object, line.case_reference) == (f"export:{export['id']}", "CRIME/12345/26")
    assert line.purpose == "Investigation of a reported crime"
    await exporting.make(town.shop, uuid.UUID(export["id"]))
    done = (await supervisor.ask("GET", f"/api/video/exports/{export['id']}")).json()
    assert (done["status"], done["progress"], done["error"]) == ("done", 1.0, None)
    assert done["bytes_done"] == done["bytes_total"] > 0
    assert held(town) == 0
    for file in done["files"]:
        answer = await supervisor.ask("GET", file["url"])
        assert answer.status_code == 200
        assert hashlib.sha256(answer.content).hexdigest() == file["sha256"]
        assert len(answer.content) == file["bytes"]
        assert file["name"] in answer.headers["content-disposition"]
        with av.open(io.BytesIO(answer.content)) as container:
            assert len(list(container.decode(video=0))) == 50
    assert len(await town.audit(Action.DOWNLOAD_EXPORT)) == 2
    (finish,) = await town.audit(Action.FINISH_EXPORT)
    assert finish.actor == "system"


async def test_the_file_flows_before_it_is_made_and_is_the_same(town: Town) -> None:
    one, _ = town.ids.values()
    town.record(one, 0, groups=10)
    supervisor = await town.person(Role.SUPERVISOR)
    export = await requested(town, supervisor, one, end=20)
    url = export["files"][0]["url"]
    early = await supervisor.ask("GET", url)
    assert early.status_code == 200
    part = await supervisor.ask("GET", url, headers={"Range": "bytes=1000-4999"})
    assert part.status_code == 206
    assert part.content == early.content[1000:5000]
    await exporting.make(town.shop, uuid.UUID(export["id"]))
    late = await supervisor.ask("GET", url, headers={"Range": "bytes=5000-", "If-Range": early.headers["etag"]})
    assert late.status_code == 206
    assert late.content == early.content[5000:]


async def test_what_is_recorded_later_does_not_change_an_export(town: Town) -> None:
    one, _ = town.ids.values()
    town.record(one, 0, groups=3)
    supervisor = await town.person(Role.SUPERVISOR)
    export = await requested(town, supervisor, one, end=60)
    early = await supervisor.ask("GET", export["files"][0]["url"])
    town.record(one, 20)
    await exporting.make(town.shop, uuid.UUID(export["id"]))
    late = await supervisor.ask("GET", export["files"][0]["url"])
    assert late.content == early.content


async def test_a_working_copy_is_made_beside_the_master(town: Town) -> None:
    one, _ = town.ids.values()
    town.record(one, 0, groups=2)
    supervisor = await town.person(Role.SUPERVISOR)
    export = await requested(town, supervisor, one, end=4, working_copy=True)
    copy = next(file for file in export["files"] if file["kind"] == "working")
    assert (await supervisor.ask("GET", copy["url"])).status_code == 409
    await exporting.make(town.shop, uuid.UUID(export["id"]))
    answer = await supervisor.ask("GET", copy["url"])
    assert answer.status_code == 200
    assert answer.content.index(b"moov") < answer.content.index(b"mdat")
    with av.open(io.BytesIO(answer.content)) as container:
        assert container.streams.video[0].codec_context.name == "h264"
        assert len(list(container.decode(video=0))) == 20


async def test_a_change_of_codec_makes_further_files(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = town.ids.values()
    town.record(one, 0, groups=2)
    town.record(one, 4, groups=1, codec=Codec.H265)
    town.record(two, 0, groups=1)
    supervisor = await town.person(Role.SUPERVISOR)
    export = await requested(town, supervisor, one, two, end=6, working_copy=True)
    address = f"/api/video/exports/{export['id']}"
    assert len(export["files"]) == 4
    early = await supervisor.ask("GET", export["files"][0]["url"])

    async def stops(*_args: object) -> None:
        raise Unavailable("The worker is stopping.")

    monkeypatch.setattr(exporting._Run, "_master", stops)
    with pytest.raises(Unavailable):
        await exporting.make(town.shop, uuid.UUID(export["id"]))
    monkeypatch.undo()
    planned = (await supervisor.ask("GET", address)).json()
    assert planned["bytes_done"] == 0
    masters = [file for file in planned["files"] if file["kind"] == "master"]
    copies = [working_name(file["name"]) for file in masters]
    assert {file["name"] for file in planned["files"]} == {*(file["name"] for file in masters), *copies}
    assert len(planned["files"]) == 6
    ahead = [await supervisor.ask("GET", file["url"], headers={"Range": "bytes=10-2000"}) for file in masters]
    assert len({answer.headers["etag"] for answer in ahead}) == 3
    assert ahead[0].content == early.content[10:2001]

    await exporting.make(town.shop, uuid.UUID(export["id"]))
    done = (await supervisor.ask("GET", address)).json()
    assert (done["status"], done["progress"]) == ("done", 1.0)
    assert done["bytes_done"] == done["bytes_total"] == sum(file["bytes"] for file in done["files"])
    assert [file["name"] for file in done["files"]] == [file["name"] for file in planned["files"]]
    pictures = {}
    for file in done["files"]:
        answer = await supervisor.ask("GET", file["url"])
        assert hashlib.sha256(answer.content).hexdigest() == file["sha256"]
        with av.open(io.BytesIO(answer.content)) as container:
            codec = container.streams.video[0].codec_context.name
            pictures[file["name"]] = (codec, len(list(container.decode(video=0))))
    assert [pictures[file["name"]] for file in masters] == [("h264", 20), ("hevc", 10), ("h264", 10)]
    assert [pictures[name] for name in copies] == [("h264", 20), ("h264", 10), ("h264", 10)]
    for file, answer in zip(masters, ahead, strict=True):
        rest = {"Range": "bytes=10-2000", "If-Range": answer.headers["etag"]}
        assert (await supervisor.ask("GET", file["url"], headers=rest)).content == answer.content


async def test_cancelling_removes_what_was_made_and_lets_the_footage_go(town: Town) -> None:
    one, _ = town.ids.values()
    town.record(one, 0)
    supervisor = await town.person(Role.SUPERVISOR)
    export = await requested(town, supervisor, one)
    await supervisor.ask("GET", export["files"][0]["url"])
    folder = town.shop.place(uuid.UUID(export["id"]))
    assert folder.exists()
    answer = await supervisor.ask("DELETE", f"/api/video/exports/{export['id']}")
    assert answer.json()["status"] == "cancelled"
    assert held(town) == 0
    assert ("video.export_sweep", {}) in await town.jobs()
    await exporting.make(town.shop, uuid.UUID(export["id"]))
    await exporting.sweep(town.shop, 7)
    assert not folder.exists()
    gone = await supervisor.ask("GET", export["files"][0]["url"])
    assert gone.status_code == 410
    assert (await supervisor.ask("DELETE", f"/api/video/exports/{export['id']}")).status_code == 410
    assert len(await town.audit(Action.REMOVE_EXPORT)) == 1


async def test_finished_files_go_at_their_age(town: Town, clock: FixedClock) -> None:
    one, _ = town.ids.values()
    town.record(one, 0)
    manager = await town.person(Role.MANAGER)
    export = await requested(town, manager, one)
    await exporting.make(town.shop, uuid.UUID(export["id"]))
    assert await exporting.sweep(town.shop, 7) == []
    clock.advance(7 * 86_400 + 1)
    assert await exporting.sweep(town.shop, 7) == [uuid.UUID(export["id"])]
    assert await exporting.sweep(town.shop, 7) == []
    again = await manager.sign_in("manager")
    assert again.status_code == 200
    assert (await manager.ask("GET", export["files"][0]["url"])).status_code == 410
    assert (await manager.ask("GET", f"/api/video/exports/{export['id']}")).json()["removed_at"] is not None
    (line,) = await town.audit(Action.REMOVE_EXPORT)
    assert line.object == f"export:{export['id']}"


async def test_a_full_disk_ends_it_in_words_and_gives_the_room_back(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = town.ids.values()
    town.record(one, 0)
    supervisor = await town.person(Role.SUPERVISOR)
    export = await requested(town, supervisor, one)
    monkeypatch.setattr("beadle.video.export.build.free_bytes", lambda _path: 0)
    await exporting.make(town.shop, uuid.UUID(export["id"]))
    failed = (await supervisor.ask("GET", f"/api/video/exports/{export['id']}")).json()
    assert failed["status"] == "failed"
    assert "no room left" in failed["error"]
    assert not town.shop.place(uuid.UUID(export["id"])).exists()
    assert held(town) == 0
    (line,) = await town.audit(Action.FINISH_EXPORT)
    assert line.outcome == "failed"


async def test_a_disk_that_needs_room_never_takes_footage_from_under_an_export(town: Town) -> None:
    one, two = town.ids.values()
    town.record(one, 0)
    town.record(two, 0)
    supervisor = await town.person(Role.SUPERVISOR)
    export = await requested(town, supervisor, one)
    greedy = Sweeper(town.volume, Policy(headroom_bytes=1 << 60))
    assert greedy.sweep().deleted_segments == 1  # the other camera's
    await exporting.make(town.shop, uuid.UUID(export["id"]))
    done = (await supervisor.ask("GET", f"/api/video/exports/{export['id']}")).json()
    assert done["status"] == "done"
    assert greedy.sweep().deleted_segments == 1


async def test_exports_are_for_whoever_asked_and_for_those_who_oversee(town: Town) -> None:
    one, _ = town.ids.values()
    town.record(one, 0)
    supervisor = await town.person(Role.SUPERVISOR)
    liaison = await town.person(Role.POLICE_LIAISON)
    manager = await town.person(Role.MANAGER)
    export = await requested(town, supervisor, one)
    url = f"/api/video/exports/{export['id']}"
    for method, address in (("GET", url), ("DELETE", url), ("GET", export["files"][0]["url"])):
        assert (await liaison.ask(method, address)).status_code == 404
    assert (await liaison.ask("GET", "/api/video/exports")).json() == []
    assert len((await manager.ask("GET", "/api/video/exports")).json()) == 1
    assert (await manager.ask("GET", export["files"][0]["url"])).status_code == 200


@pytest.mark.parametrize("role", [None, Role.OPERATOR, Role.AUDITOR, Role.CONTRACTOR, Role.CABINET_MEMBER])
async def test_nobody_else_exports(town: Town, role: Role | None) -> None:
    one, _ = town.ids.values()
    town.record(one, 0)
    supervisor = await town.person(Role.SUPERVISOR)
    export = await requested(town, supervisor, one)
    person = await (town.stranger() if role is None else town.person(role))
    expected = 401 if role is None else 403
    assert (await person.ask("POST", "/api/video/exports", json=wish(one))).status_code == expected
    for method, address in (
        ("GET", "/api/video/exports"),
        ("GET", f"/api/video/exports/{export['id']}"),
        ("DELETE", f"/api/video/exports/{export['id']}"),
        ("GET", export["files"][0]["url"]),
    ):
        assert (await person.ask(method, address)).status_code == expected


async def test_without_the_proof_nothing_is_asked_for(town: Town) -> None:
    one, _ = town.ids.values()
    town.record(one, 0)
    supervisor = await town.person(Role.SUPERVISOR)
    supervisor.csrf = ""
    assert (await supervisor.ask("POST", "/api/video/exports", json=wish(one))).status_code == 403


@pytest.mark.parametrize("name", ["..%2f..%2f..%2fetc%2fpasswd", "%2e%2e", "x.mp4", ".x.plan", "a%00b", "a" * 5000])
async def test_no_name_leads_out_of_an_export(town: Town, name: str) -> None:
    one, _ = town.ids.values()
    town.record(one, 0)
    supervisor = await town.person(Role.SUPERVISOR)
    export = await requested(town, supervisor, one)
    answer = await supervisor.ask("GET", f"/api/video/exports/{export['id']}/files/{name}")
    assert answer.status_code == 404
    assert b"root:" not in answer.content


async def test_absurd_wishes_leave_no_hold(town: Town) -> None:
    one, two = town.ids.values()
    town.record(one, 0)
    supervisor = await town.person(Role.SUPERVISOR)
    for bad, status in (
        (wish(one, start=10, end=0), 422),
        (wish(one, end=80 * 3600), 422),
        (wish(one, one), 422),
        (wish(), 422),
        (wish(one, start=600, end=700), 404),
        (wish(one, two), 404),
        (wish(uuid.uuid4()), 404),
        (wish(one, end=7200), 422),
        ({**wish(one), "status": "done"}, 422),
        ({**wish(one), "reason": "\x00\x00\x00"}, 422),
    ):
        answer = await supervisor.ask("POST", "/api/video/exports", json=bad)
        assert answer.status_code == status, (bad, answer.text)
    assert held(town) == 0
    assert (await supervisor.ask("GET", "/api/video/exports")).json() == []


def test_full_is_one_of_ours() -> None:
    assert issubclass(exporting.DiskFull, Full)
    assert exporting.folder_of(exporting.ExportSettings(), Path("data")) == Path("data/exports")
