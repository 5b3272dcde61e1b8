"""How a camera is shown."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from beadle.estate import views
from beadle.estate.changes import NOTHING_SAID
from beadle.estate.models import Camera, CameraHealth
from beadle.estate.queries import CameraView
from beadle.estate.sheet import COLUMNS, READ_ONLY_COLUMNS

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def view(*, health: str | None = None, **more: object) -> CameraView:
    values = NOTHING_SAID | {
        "id": uuid.UUID(int=7),
        "number": 12,
        "key": "012-market-place",
        "name": "Market Place",
        "streams": {"sub": "rtsp://10.0.0.1/s?password=hunter2", "main": "rtsp://10.0.0.1/m"},
        "username": "beadle",
        "password_box": b"\x01box",
        "created_at": NOON,
        "changed_at": NOON,
    }
    found = CameraHealth(camera_id=uuid.UUID(int=7), state=health, since=NOON, detail="d") if health else None
    return CameraView(Camera(**(values | more)), "Town Centre", found)


def test_whoever_changes_cameras_sees_addresses_and_nobody_sees_a_password() -> None:
    shown = views.out(view(), shows_addresses=True)
    assert list(shown.streams) == ["main", "sub"]
    assert shown.streams["main"]["url"] == "rtsp://10.0.0.1/m"
    assert (shown.username, shown.has_password, shown.site_name) == ("beadle", True, "Town Centre")
    assert "box" not in shown.model_dump_json()


def test_others_see_which_streams_there_are_but_not_where() -> None:
    shown = views.out(view(), shows_addresses=False)
    assert shown.streams == {"main": {"url": ""}, "sub": {"url": ""}}
    assert shown.username == ""
    assert "hunter2" not in shown.model_dump_json()


def test_health() -> None:
    assert views.out(view(), shows_addresses=False).health.state == "connecting"
    assert views.out(view(health="lost"), shows_addresses=False).health.model_dump() == {
        "state": "lost",
        "since": NOON,
        "detail": "d",
    }
    assert views.out(view(health="online", enabled=False), shows_addresses=False).health.state == "disabled"


def test_a_row_has_every_column() -> None:
    row = views.row(view())
    assert set(COLUMNS) | set(READ_ONLY_COLUMNS) <= set(row)
    assert (row["enabled"], row["has_password"], row["site"], row["sub_url"]) == (
        "yes",
        "yes",
        "Town Centre",
        "rtsp://10.0.0.1/s?password=hunter2",
    )


def test_the_audit_log_learns_no_path() -> None:
    said = views.for_audit(view().camera)
    assert said["streams"] == {"sub": "10.0.0.1", "main": "10.0.0.1"}
    assert "hunter2" not in str(said)
