"""The estate over HTTP: who may, what comes back, what is written down."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from tests.factories.accounts import Browser, browser, make_app, make_deps, signed_in
from tests.factories.estate import add_camera

from beadle.accounts.deps import Deps
from beadle.accounts.terms import Role
from beadle.audit.models import AuditLine
from beadle.estate import routes, service
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets, Settings

CAMERA: dict[str, Any] = {
    "number": 12,
    "name": "Market Place",
    "streams": {"main": {"url": "rtsp://admin:hunter2hunter2@10.0.0.12/m"}, "sub": {"url": "rtsp://10.0.0.12/s"}},
    "latitude": 53.2357,
    "longitude": -1.4275,
    "purpose": "Safety in the market",
}
NOWHERE = "/api/cameras/00000000-0000-0000-0000-000000000001"


async def lines(database: Database) -> list[AuditLine]:
    async with database.session() as session:
        query = select(AuditLine).where(AuditLine.action != "session.sign_in").order_by(AuditLine.id)
        return list((await session.scalars(query)).all())


async def add(manager: Browser, **more: Any) -> dict[str, Any]:
    answer = await manager.ask("POST", "/api/cameras", json=CAMERA | more)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_a_camera_from_adding_to_retiring(manager: Browser, database: Database) -> None:
    made = await add(manager)
    assert (made["key"], made["username"], made["has_password"]) == ("012-market-place", "admin", True)
    assert made["streams"] == {"main": {"url": "rtsp://10.0.0.12/m"}, "sub": {"url": "rtsp://10.0.0.12/s"}}
    assert "moved" in made["notes"][0]
    assert made["health"] == {"state": "connecting", "since": None, "detail": ""}
    path = f"/api/cameras/{made['id']}"
    changed = await manager.ask("PATCH", path, json={"name": "Market Square", "retention_days": 14})
    assert (changed.json()["name"], changed.json()["key"]) == ("Market Square", "012-market-place")
    assert (await manager.ask("GET", path)).json()["retention_days"] == 14
    assert [camera["id"] for camera in (await manager.ask("GET", "/api/cameras")).json()] == [made["id"]]
    assert (await manager.ask("POST", f"{path}/retire")).json()["retired_at"]
    assert (await manager.ask("GET", "/api/cameras")).json() == []
    assert (await manager.ask("GET", path)).status_code == 200
    assert (await manager.ask("PATCH", path, json={"name": "x"})).status_code == 410
    written = await lines(database)
    assert [(line.action, line.outcome) for line in written] == [
        ("camera.create", "ok"),
        ("camera.change", "ok"),
        ("camera.retire", "ok"),
        ("camera.change", "failed"),
    ]
    assert {line.object for line in written} == {f"camera:{made['id']}"}
    assert written[1].detail == {"name": ["Market Place", "Market Square"], "retention_days": [31, 14]}
    assert written[0].detail["streams"] == {"main": "10.0.0.12", "sub": "10.0.0.12"}


AREAS = [[[0.0, 0.0], [0.5, 0.0], [0.5, 0.25]], [[0.75, 0.5], [1.0, 0.5], [1.0, 1.0], [0.75, 1.0]]]


async def test_what_movement_ignores_and_that_a_camera_is_steered_is_kept_and_written_down(
    manager: Browser, database: Database, secrets: Secrets
) -> None:
    made = await add(manager)
    assert (made["motion_ignore"], made["ptz"]) == ([], False)
    path = f"/api/cameras/{made['id']}"
    asked = {"motion": "keyframes", "motion_ignore": AREAS, "ptz": True}
    assert (await manager.ask("PATCH", path, json=asked)).status_code == 200
    assert (await manager.ask("PATCH", path, json={"name": "Market Square"})).status_code == 200
    kept = (await manager.ask("GET", path)).json()
    assert {name: kept[name] for name in asked} == asked
    assert (await lines(database))[1].detail == {
        "motion": ["off", "keyframes"],
        "motion_ignore": [[], AREAS],
        "ptz": [False, True],
    }
    async with database.session() as session:
        (planned,) = await service.recording_plan(session, secrets)
    assert (planned.motion_ignore, planned.ptz) == (AREAS, True)
    assert (await manager.ask("PATCH", path, json={"motion_ignore": []})).json()["motion_ignore"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        [[[0.1, 0.1], [0.2, 0.2]]],
        [[[0.1, 0.1], [0.2, 0.2], [0.3, 1.01]]],
        [[[0.1, 0.1], [0.2, 0.2], [0.3]]],
        [[[0.1, 0.1], [0.2, 0.2], [0.3, "a"]]],
        [[[0.1, 0.1]] * 33],
        [AREAS[0]] * 17,
        "everything",
    ],
)
async def test_what_is_no_area_changes_nothing(manager: Browser, wrong: object) -> None:
    path = f"/api/cameras/{(await add(manager, motion_ignore=AREAS))['id']}"
    assert (await manager.ask("PATCH", path, json={"motion_ignore": wrong})).status_code == 422
    assert (await manager.ask("GET", path)).json()["motion_ignore"] == AREAS


async def test_no_secret_comes_back_or_is_written_down(
    manager: Browser, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    made = await add(manager)
    path = f"/api/cameras/{made['id']}"
    answers = [
        json.dumps(made),
        (await manager.ask("PATCH", path, json={"password": "hunter2hunter2!"})).text,
        (await manager.ask("GET", path)).text,
        (await manager.ask("GET", "/api/cameras")).text,
        (await manager.ask("GET", "/api/cameras.csv")).text,
        (await manager.ask("POST", "/api/cameras", json=CAMERA)).text,
        (await manager.ask("POST", "/api/cameras", json=CAMERA | {"number": 13, "username": "other"})).text,
        (await manager.ask("PATCH", path, json={"password": ["hunter2hunter2"]})).text,
        (await manager.ask("PATCH", path, json={"streams": {"main": {"url": "http://hunter2@10.0.0.1"}}})).text,
        (await manager.ask("PATCH", path, json={"streams": {"main": "rtsp://a:hunter2@10.0.0.1"}})).text,
    ]
    assert "hunter2" not in "".join(answers)
    assert "hunter2" not in str([line.detail for line in await lines(database)])
    printed = capsys.readouterr()
    assert "hunter2" not in printed.out + printed.err


async def test_an_operator_sees_cameras_but_not_how_to_reach_them(
    operator: Browser, database: Database, clock: FixedClock, secrets: Secrets
) -> None:
    camera = await add_camera(database, clock, secrets)
    for path in ("/api/cameras", f"/api/cameras/{camera.id}", "/api/cameras.csv"):
        answer = await operator.ask("GET", path)
        assert answer.status_code == 200
        assert "Market Place" in answer.text
        assert "10.20.0." not in answer.text
        assert "rtsp" not in answer.text


CHANGES = [
    ("POST", "/api/cameras", CAMERA),
    ("PATCH", NOWHERE, {"name": "x"}),
    ("POST", f"{NOWHERE}/retire", None),
    ("POST", "/api/cameras/import?apply=true", None),
    ("POST", "/api/sites", {"name": "Town Centre"}),
]
LOOKS = ["/api/cameras", NOWHERE, "/api/cameras.csv", "/api/sites", "/api/map"]


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ADMINISTRATOR, Role.MANAGER}])
async def test_roles_that_may_not_change_anything(
    app: FastAPI, database: Database, clock: FixedClock, role: Role
) -> None:
    async with signed_in(app, database, clock, role) as somebody:
        for method, path, body in CHANGES:
            assert (await somebody.ask(method, path, json=body)).status_code == 403, path
        expected = 403 if role is Role.CABINET_MEMBER else 200
        for path in LOOKS:
            assert (await somebody.ask("GET", path)).status_code in {expected, 404 if expected == 200 else 403}, path
    refused = [line for line in await lines(database) if line.outcome == "refused"]
    assert len(refused) >= len(CHANGES)


async def test_strangers(app: FastAPI) -> None:
    async with browser(app) as stranger:
        for method, path, body in [*CHANGES, *(("GET", path, None) for path in LOOKS)]:
            assert (await stranger.ask(method, path, json=body)).status_code == 401, path


async def test_changes_need_the_proof(manager: Browser, database: Database) -> None:
    for method, path, body in CHANGES:
        assert (await manager.http.request(method, path, json=body)).status_code == 403, path


@pytest.mark.parametrize(
    "more",
    [
        {"id": str(uuid.uuid4())},
        {"key": "my-own-key"},
        {"password_box": "AA=="},
        {"retired_at": None},
        {"has_password": True},
        {"created_at": "2026-01-01T00:00:00Z"},
        {"health": {"state": "online"}},
        {"number": "12"},
        {"number": True},
        {"number": 0},
        {"number": 2**63},
        {"name": "a\0b"},
        {"name": "a\nb"},
        {"name": "\ud800"},
        {"name": ""},
        {"latitude": 90.1},
        {"latitude": "NaN"},
        {"longitude": -181},
        {"retention_days": 0},
        {"cost_pence": -1},
        {"transport": "sctp"},
        {"site_id": "1"},
        {"streams": {"fourth": {"url": "rtsp://10.0.0.1/"}}},
        {"streams": {"main": {"url": "rtsp://10.0.0.1/", "port": 1}}},
        {"streams": {"main": {"url": "file:///etc/passwd"}}},
        {"streams": {"main": {"url": "rtsp://10.0.0.1/\r\nX: y"}}},
        {"password": "x" * 201},
    ],
)
async def test_what_may_not_be_said_of_a_camera(manager: Browser, database: Database, more: dict[str, Any]) -> None:
    content = json.dumps(CAMERA | more).encode()
    answer = await manager.ask("POST", "/api/cameras", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422, answer.text
    assert (await manager.ask("GET", "/api/cameras")).json() == []


async def test_markup_in_a_name_is_only_text(manager: Browser) -> None:
    made = await add(manager, name="<img src=x onerror=alert(1)>")
    assert made["name"] == "<img src=x onerror=alert(1)>"
    answer = await manager.ask("GET", "/api/cameras")
    assert answer.headers["content-type"] == "application/json"


async def test_the_list_as_csv_goes_out_and_comes_back(manager: Browser, database: Database) -> None:
    await manager.ask("POST", "/api/sites", json={"name": "Town Centre"})
    await add(manager, name="=HYPERLINK(1)", owner="@owner")
    answer = await manager.ask("GET", "/api/cameras.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    assert "'=HYPERLINK" in answer.text
    assert "'@owner" in answer.text
    back = await manager.ask("POST", "/api/cameras/import", content=answer.content)
    assert [row["action"] for row in back.json()["rows"]] == ["unchanged"]
    actions = [line.action for line in await lines(database)]
    assert actions[-2:] == ["camera.export_list", "camera.import"]


async def test_an_import_is_a_preview_until_it_is_applied(manager: Browser, database: Database) -> None:
    content = b"number,name\n1,One\n2,Two\nx,Three\n"
    preview = await manager.ask("POST", "/api/cameras/import", content=content)
    assert (preview.json()["created"], preview.json()["refused"]) == (2, 1)
    assert (await manager.ask("GET", "/api/cameras")).json() == []
    await manager.ask("POST", "/api/cameras/import?apply=true", content=content)
    assert [camera["number"] for camera in (await manager.ask("GET", "/api/cameras")).json()] == [1, 2]
    details = [line.detail for line in await lines(database)]
    assert details[1] == {"applied": True, "bytes": len(content), "created": 2, "updated": 0, "refused": 1}


async def test_a_file_larger_than_allowed(manager: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = await manager.ask("POST", "/api/cameras/import", content=b"x" * (16 * 1024 * 1024 + 1))
    assert answer.status_code == 413


async def test_sites(manager: Browser) -> None:
    made = await manager.ask("POST", "/api/sites", json={"name": "Town Centre", "address": "Market Hall"})
    assert made.status_code == 201
    assert (await manager.ask("POST", "/api/sites", json={"name": "Town Centre"})).status_code == 409
    (site,) = (await manager.ask("GET", "/api/sites")).json()
    assert site == made.json()
    camera = await add(manager, site_id=site["id"])
    assert camera["site_name"] == "Town Centre"


async def test_the_map(manager: Browser, deps: Deps, secrets: Secrets, database: Database, clock: FixedClock) -> None:
    answer = await manager.ask("GET", "/api/map")
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.json()["features"] == []
    town = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": None}]}
    (deps.data_dir / "town.geojson").write_text(json.dumps(town))
    with_map = Settings({"estate": {"base_map": "town.geojson"}})
    app = make_app(make_deps(database, clock, with_map, secrets, deps.data_dir), routes.router)
    async with browser(app) as same:
        same.http.cookies = manager.http.cookies
        assert (await same.ask("GET", "/api/map")).json() == town
        (deps.data_dir / "town.geojson").write_text("{")
        assert (await same.ask("GET", "/api/map")).status_code == 422


async def test_ids_that_are_none(operator: Browser) -> None:
    assert (await operator.ask("GET", NOWHERE)).status_code == 404
    for bad in ("1", "..%2f..%2fetc", "%00", "1%27%20OR%201=1"):
        assert (await operator.ask("GET", f"/api/cameras/{bad}")).status_code in {404, 422}, bad


async def test_a_pinned_certificate_from_the_form_to_the_audit_log(
    manager: Browser, operator: Browser, database: Database
) -> None:
    pinned = ":".join(["AB"] * 32)
    made = await add(manager, streams={"main": {"url": "rtsps://10.0.0.12/m"}}, tls_fingerprint=pinned)
    assert (made["tls_verify"], made["tls_fingerprint"]) == (True, "ab" * 32)
    path = f"/api/cameras/{made['id']}"
    changed = await manager.ask("PATCH", path, json={"tls_fingerprint": None, "tls_verify": False})
    assert (changed.json()["tls_verify"], changed.json()["tls_fingerprint"]) == (False, "")
    for wrong in ("ab" * 20, "no fingerprint", 7):
        assert (await manager.ask("PATCH", path, json={"tls_fingerprint": wrong})).status_code == 422
    await manager.ask("PATCH", path, json={"tls_fingerprint": pinned})
    assert (await operator.ask("GET", path)).json()["tls_fingerprint"] == ""
    written = await lines(database)
    assert written[0].detail["tls_fingerprint"] == "ab" * 32
    assert written[1].detail == {"tls_verify": [True, False], "tls_fingerprint": ["ab" * 32, ""]}


async def test_a_cameras_password_asks_for_a_fresh_proof_and_nothing_else_does(
    manager: Browser, clock: FixedClock
) -> None:
    made = await add(manager)
    path = f"/api/cameras/{made['id']}"
    clock.advance(601)
    assert (await manager.ask("PATCH", path, json={"name": "Market Square"})).status_code == 200
    secret = {"main": {"url": "rtsp://admin:hunter2hunter2@10.0.0.12/m"}}
    asked = [
        await manager.ask("PATCH", path, json={"password": "another"}),
        await manager.ask("PATCH", path, json={"password": ""}),
        await manager.ask("PATCH", path, json={"streams": secret}),
        await manager.ask("POST", "/api/cameras", json=CAMERA | {"number": 13}),
        await manager.ask(
            "POST",
            "/api/cameras/import?apply=true",
            content="number,name,password\n13,New,secret\n",
        ),
    ]
    assert {(answer.status_code, answer.json()["type"]) for answer in asked} == {(403, "step-up-needed")}
    preview = await manager.ask("POST", "/api/cameras/import", content="number,name,password\n13,New,secret\n")
    assert preview.status_code == 200
