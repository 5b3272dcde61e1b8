"""Settings of footage: where this machine's recorder keeps it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from pydantic import Field

from beadle.platform.settings import Section


class FootageSettings(Section):
    """The volumes of this machine."""

    section: ClassVar[str] = "footage"
    volumes: tuple[Path, ...] = Field(
        default=(Path("volumes/1"),),
        min_length=1,
        description="Folders for footage, each on a disk of its own; a relative one lies in the data folder.",
    )

    def folders(self, data_dir: Path) -> list[Path]:
        """The volumes' folders, absolute."""
        return [data_dir / folder for folder in self.volumes]
