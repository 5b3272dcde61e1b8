"""A sink for units that keeps them, joined."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Unit:
    """One access unit."""

    data: bytes
    stamp: int
    key: bool
    lost: int
    sets: tuple[bytes, ...]


@dataclass
class UnitList:
    """Units in order of arrival; `sources` counts new senders."""

    units: list[Unit] = field(default_factory=list)
    sources: int = 0

    def on_unit(self, parts: list[bytes], stamp: int, *, key: bool, lost: int, sets: list[bytes]) -> None:
        self.units.append(Unit(b"".join(parts), stamp, key, lost, tuple(sets)))

    def on_new_source(self) -> None:
        self.sources += 1
