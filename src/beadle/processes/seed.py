"""The demonstration's estate: the pretend town's sites and cameras, entered as an administrator would."""

from __future__ import annotations

import json
import os

from beadle.simulator import town

CAMERA_USER = "beadle"
CAMERA_PASSWORD = "pretend-town"  # noqa: S105 - of simulated cameras that listen on this machine only


def base_map() -> bytes:
    """The pretend town's map as GeoJSON."""
    return json.dumps(town.base_map()).encode()


def environment() -> dict[str, str]:
    """The environment that a child of the demonstration runs in."""
    return dict(os.environ)  # noqa: TID251 - handed on, not read
