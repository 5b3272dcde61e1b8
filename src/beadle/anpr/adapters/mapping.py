"""Which column of a message is what: data that an administrator edits, for cameras that no other adapter knows."""

from __future__ import annotations

import re
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

LONGEST_PATH = 200
_STEP = re.compile(r"(?P<name>[^.\[\]]+)|\[(?P<place>\d{1,3})\]")
_PATH = re.compile(r"(?:[^.\[\]]+|\[\d{1,3}\])(?:\.[^.\[\]]+|\[\d{1,3}\])*")

Path = tuple[str | int, ...]


def steps(path: str) -> Path:
    """`data.results[0].plate` as its steps. Raises ValueError for what is no path; the empty path has none."""
    if not path:
        return ()
    if len(path) > LONGEST_PATH or not _PATH.fullmatch(path):
        raise ValueError(f"{path[:40]!r} is not a column: names with dots between them, and [0] for places in a list.")
    return tuple(found["name"] or int(found["place"]) for found in _STEP.finditer(path))


class Columns(BaseModel):
    """Where each value stands: a column's name in CSV, a path such as `vehicle.plate` or `plates[0].text` elsewhere.

    In XML a step is an element's name without its namespace, and `@name` as the last step an attribute. Empty: the
    camera does not tell it. Pictures are base64.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    plate: str = Field(min_length=1, max_length=LONGEST_PATH)
    time: str = Field("", max_length=LONGEST_PATH)
    event: str = Field("", max_length=LONGEST_PATH)
    confidence: str = Field("", max_length=LONGEST_PATH)
    direction: str = Field("", max_length=LONGEST_PATH)
    lane: str = Field("", max_length=LONGEST_PATH)
    vehicle_color: str = Field("", max_length=LONGEST_PATH)
    vehicle_kind: str = Field("", max_length=LONGEST_PATH)
    left: str = Field("", max_length=LONGEST_PATH)
    top: str = Field("", max_length=LONGEST_PATH)
    width: str = Field("", max_length=LONGEST_PATH)
    height: str = Field("", max_length=LONGEST_PATH)
    patch: str = Field("", max_length=LONGEST_PATH)
    overview: str = Field("", max_length=LONGEST_PATH)


class ColumnMapping(BaseModel):
    """How messages of a camera are read. rows: the path of the list of reads; empty where a message is one read.

    confidence_top: what the camera writes for certainty, 1, 100 or 255. time_format: as in `%d/%m/%Y %H:%M:%S`; empty
    for the usual forms.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    format: Literal["json", "xml", "csv"]
    columns: Columns
    rows: str = Field("", max_length=LONGEST_PATH)
    delimiter: Literal[",", ";", "\t", "|"] = ","
    confidence_top: float = Field(100, gt=0, le=100_000)
    time_format: str = Field("", max_length=60)
    towards: tuple[str, ...] = Field((), max_length=20, description="Words for coming towards the camera.")
    away: tuple[str, ...] = Field((), max_length=20, description="Words for driving away from it.")

    @model_validator(mode="after")
    def _paths(self) -> Self:
        steps(self.rows)
        if self.format != "csv":
            for path in self.columns.model_dump().values():
                steps(path)
        return self
