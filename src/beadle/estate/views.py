"""How a camera is shown: through the API, in a list, in the audit log. Nothing secret is in any of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from beadle.estate.addresses import place
from beadle.estate.models import Camera
from beadle.estate.queries import CameraView
from beadle.estate.schemas import CameraOut, Health
from beadle.estate.terms import STREAMS, UNKNOWN_STATE

_SHOWN = (
    *("id", "number", "key", "name", "site_id", "latitude", "longitude", "bearing", "field_of_view", "range_metres"),
    *("purpose", "pressing_need", "lawful_basis", "owner", "funding_line", "cost_pence"),
    *("transport", "tls_verify", "enabled", "recorded", "retention_days"),
    *("motion", "motion_ignore", "ptz", "retired_at"),
)


def _health(view: CameraView) -> Health:
    if not view.camera.enabled:
        return Health(state="disabled", since=view.camera.changed_at, detail="Switched off in the estate.")
    if view.health is None:
        return Health(state=UNKNOWN_STATE, since=None, detail="")
    return Health(state=view.health.state, since=view.health.since, detail=view.health.detail)


def out(view: CameraView, *, shows_addresses: bool, notes: Sequence[str] = ()) -> CameraOut:
    """The camera for an answer. Without the right to addresses it shows which streams there are, not where."""
    camera = view.camera
    return CameraOut(
        **{name: getattr(camera, name) for name in _SHOWN},
        site_name=view.site_name,
        streams={
            name: {"url": camera.streams[name] if shows_addresses else ""} for name in STREAMS if name in camera.streams
        },
        username=camera.username if shows_addresses else "",
        tls_fingerprint=camera.tls_fingerprint if shows_addresses else "",
        has_password=camera.password_box is not None,
        health=_health(view),
        notes=list(notes),
    )


def row(view: CameraView, *, shows_addresses: bool = True, groups: str = "") -> dict[str, str | float | None]:
    """The camera as a row of the exported list. groups: the names of its groups, between semicolons."""
    camera = view.camera
    cells: dict[str, Any] = {name: getattr(camera, name) for name in _SHOWN}
    cells |= {f"{name}_url": camera.streams.get(name, "") if shows_addresses else "" for name in STREAMS}
    cells |= {name: "yes" if cells[name] else "no" for name in ("tls_verify", "enabled", "recorded", "ptz")}
    return cells | {
        "site": view.site_name or "",
        "groups": groups,
        "username": camera.username if shows_addresses else "",
        "tls_fingerprint": camera.tls_fingerprint if shows_addresses else "",
        "has_password": "yes" if camera.password_box is not None else "no",
        "state": _health(view).state,
    }


def for_audit(camera: Camera) -> dict[str, Any]:
    """What of a new camera stands in the audit log."""
    streams = {name: place(url) for name, url in camera.streams.items()}
    named = ("number", "key", "name", "enabled", "recorded", "retention_days")
    encrypted = any(url.startswith("rtsps:") for url in camera.streams.values())
    trust = {"tls_verify": camera.tls_verify, "tls_fingerprint": camera.tls_fingerprint} if encrypted else {}
    return {name: getattr(camera, name) for name in named} | {"streams": streams} | trust
