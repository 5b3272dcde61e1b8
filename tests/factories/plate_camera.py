"""A camera that reads plates by itself, in a whole system, and what somebody has to say who asks for its reads."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import httpx
from tests.factories.pushing import form, jpeg
from tests.factories.system import Person, System

from beadle.platform.clock import SYSTEM


class PlateCamera:
    """Pushes what it reads to the address that it was given."""

    def __init__(self, camera_id: str, url: str) -> None:
        self.id = camera_id
        self._url = url

    async def sees(self, plate: str) -> None:
        """Push a plate with its picture, as of now."""
        results = [{"plate": plate.lower(), "score": 0.93, "box": {"xmin": 10, "ymin": 10, "xmax": 90, "ymax": 30}}]
        now = SYSTEM.now()
        # A camera names each picture anew; the same name would be the same pass told once more.
        said = {"data": {"results": results, "timestamp": now.isoformat(), "filename": f"{now:%H%M%S%f}_{plate}.jpg"}}
        kind, body = form(("json", "application/json", json.dumps(said).encode()), ("upload", "image/jpeg", jpeg()))
        async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
            answer = await http.post(self._url, content=body, headers={"Content-Type": kind})
        assert answer.status_code == 200, answer.text


async def plate_camera(office: System, chief: Person, number: int, name: str, **more: Any) -> PlateCamera:
    """A new camera whose plates are pushed; it is never recorded. more: as the form for a camera takes it."""
    url = f"rtsp://127.0.0.1:9/{number}"
    added = await chief.add_camera(number, name, url, recorded=False, **more)
    await chief.post("/api/anpr/cameras", {"camera_id": added["id"], "mode": "pushed"}, expect=201)
    address = (await chief.post(f"/api/anpr/cameras/{added['id']}/token", expect=201))["address"]
    return PlateCamera(added["id"], f"{office.address}{address}" if address.startswith("/") else address)


async def asked(person: Person, plate: str, **more: Any) -> dict[str, Any]:
    """A plate in the last hour, with all that a search or a journey of it needs."""
    purposes = await person.get("/api/purposes")
    (purpose,) = [each["id"] for each in purposes if each["key"] == "public-safety"]
    now = SYSTEM.now()
    said = {
        "plate": plate,
        "since": (now - timedelta(hours=1)).isoformat(),
        "until": (now + timedelta(minutes=5)).isoformat(),
        "requester": "DC 1234 Brown",
        "purpose_id": purpose,
        "case_reference": "26000123456",
    }
    return said | more
