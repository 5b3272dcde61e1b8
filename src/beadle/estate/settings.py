"""Settings of the estate room."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from pydantic import Field

from beadle.platform.settings import Section


class EstateSettings(Section):
    """The map behind the cameras."""

    section: ClassVar[str] = "estate"

    base_map: Path | None = Field(
        default=None, description="GeoJSON file of the town, in the data folder or by its full path; none for no map."
    )
