"""Which cameras to record: as given over the media socket, kept for the next start, or read from a file by hand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from beadle.platform.errors import Invalid
from beadle.video.footage.terms import checked_key
from beadle.video.ingest.spec import StreamSpec, Transport
from beadle.video.terms import StreamName

DEFAULT_RETENTION_DAYS = 31
_Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Polygon = Annotated[list[tuple[_Share, _Share]], Field(min_length=3, max_length=32)]
"""Corners as shares of a picture's width and height."""


class CameraConfiguration(BaseModel):
    """One camera, as the recorder needs to know it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(description="Names the camera's folder on every volume; never changes.")
    name: str = Field(default="", max_length=200, description="What people call it.")
    streams: dict[StreamName, str] = Field(description="rtsp:// or rtsps:// addresses; the main one is recorded.")
    username: str = Field(default="", description="For signing in to the camera.")
    password: str = Field(default="", repr=False, description="For signing in to the camera.")
    transport: Transport = Field(default=Transport.TCP, description="tcp or udp.")
    tls_verify: bool = Field(default=True, description="rtsps: check the camera's certificate.")
    tls_fingerprint: str = Field(default="", description="rtsps: the SHA-256 of the camera's own certificate.")
    sign_in_entry: str = Field(default="", max_length=64, description="Another one: the sign-in was typed again.")
    record: bool = Field(default=True, description="Whether the main stream is recorded.")
    retention_days: int = Field(default=DEFAULT_RETENTION_DAYS, ge=1, le=3650, description="Footage is kept this long.")

    motion: Literal["off", "keyframes"] = Field(
        default="off", description="Whether movement is looked for in pictures."
    )
    motion_ignore: list[Polygon] = Field(
        default_factory=list, max_length=16, description="Areas (shares of width and height) in which none counts."
    )
    ptz: bool = Field(default=False, description="It is steered: another view than usual is nothing wrong.")

    @field_validator("streams", mode="before")
    @classmethod
    def _present(cls, streams: object) -> object:
        """A stream without an address is one that the camera does not have."""
        return {name: url for name, url in streams.items() if url} if isinstance(streams, dict) else streams

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if StreamName.MAIN not in self.streams:
            raise ValueError("a main stream is needed")
        try:
            checked_key(self.key)
            for stream in self.streams:
                self.spec(stream)
        except Invalid as error:
            raise ValueError(str(error)) from None
        return self

    def spec(self, stream: StreamName) -> StreamSpec:
        """What is needed to open one of its streams."""
        return StreamSpec(
            url=self.streams[stream],
            username=self.username,
            password=self.password,
            transport=self.transport,
            tls_verify=self.tls_verify,
            tls_fingerprint=self.tls_fingerprint,
        )

    def same_source(self, other: CameraConfiguration) -> bool:
        """Whether what is opened and recorded is the same, whatever it is called and however long it is kept."""
        about = {"name", "retention_days", "sign_in_entry", "motion", "motion_ignore", "ptz"}
        return self.model_dump(exclude=about) == other.model_dump(exclude=about)


def parse_cameras(rows: Iterable[Mapping[str, Any]]) -> dict[str, CameraConfiguration]:
    """Cameras by key, in order. Raises Invalid, naming the camera and what is wrong with it."""
    cameras: dict[str, CameraConfiguration] = {}
    for row in rows:
        try:
            camera = CameraConfiguration.model_validate(row)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            who = str(row.get("key") or row.get("name") or "?")[:80] if isinstance(row, Mapping) else "?"
            what = first["msg"].removeprefix("Value error, ")
            raise Invalid(f"Camera {who}: {where} {what}".replace("  ", " ")) from None
        if camera.key.lower() in (key.lower() for key in cameras):
            raise Invalid(f"Two cameras have the key {camera.key}.", advice="Give each camera a name of its own.")
        cameras[camera.key] = camera
    return cameras


def read_cameras_file(path: Path) -> dict[str, CameraConfiguration]:
    """The cameras of a TOML file written by hand: `[[camera]]` tables with `name` and `url`. Raises Invalid.

    Optional: `key` (else made from the name), `sub_url`, `third_url`, `username`, `password`, `transport`, `record`,
    `retention_days`, `tls_verify`, `tls_fingerprint`.
    """
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise Invalid(f"{path} cannot be read ({error.strerror}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"{path} is not TOML: {error}.", advice="Correct the line and start again.") from error
    rows = tables.get("camera", tables.get("cameras", []))
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise Invalid(
            f"{path} lists no camera.", advice='Write a table for each: [[camera]], name = "...", url = "rtsp://...".'
        )
    return parse_cameras(_from_file(row) for row in rows)


def _from_file(row: dict[str, Any]) -> dict[str, Any]:
    given = dict(row)
    urls = {
        stream: given.pop(field)
        for stream, field in (("main", "url"), ("sub", "sub_url"), ("third", "third_url"))
        if field in given
    }
    given.setdefault("streams", urls)
    given.setdefault("key", key_from_name(str(given.get("name", ""))))
    return given


def key_from_name(name: str) -> str:
    """A folder's name from what people call the camera: "Market Place 2" is filed under "market-place-2"."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:64].rstrip("-")
