"""Builders of cameras."""

from __future__ import annotations

from typing import Any

from beadle.estate import service
from beadle.estate.models import Camera
from beadle.estate.schemas import CameraIn
from beadle.platform.clock import Clock
from beadle.platform.db import Database
from beadle.platform.settings import Secrets


def camera_in(number: int = 12, name: str = "Market Place", **more: Any) -> CameraIn:
    """A camera with a main and a sub stream on a private address, and a sign-in."""
    said: dict[str, Any] = {
        "number": number,
        "name": name,
        "streams": {
            "main": {"url": f"rtsp://10.20.0.{number % 250 + 1}:554/main"},
            "sub": {"url": f"rtsp://10.20.0.{number % 250 + 1}:554/sub"},
        },
        "username": "beadle",
        "password": "camera sign-in",
    }
    return CameraIn.model_validate(said | more)


async def add_camera(
    database: Database, clock: Clock, secrets: Secrets, number: int = 12, name: str = "Market Place", **more: Any
) -> Camera:
    """A camera in the database, committed."""
    async with database.work() as session:
        camera, _ = await service.create_camera(session, clock, secrets, camera_in(number, name, **more))
    return camera
