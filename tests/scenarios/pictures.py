"""What a story sees when it plays footage: every picture decoded, with its label and its burnt-in clock."""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
from tests.factories.system import Person, iso

from beadle.platform.clock import from_us, to_us
from beadle.simulator.readback import read_clock

FRAME_US = 40_000
"""The pretend cameras send 25 pictures a second."""

LATE_US = 500_000


@dataclass(frozen=True, slots=True)
class Seen:
    """One picture. at_us: when it was recorded, by its label. shown_us, camera: what is burnt in (None: unread)."""

    at_us: int
    shown_us: int | None
    camera: int | None
    width: int


def decode(data: bytes, *, clock: bool = True) -> list[tuple[int, Seen]]:
    """Every picture of an MP4 with its time in ticks of 90 kHz. Raises where anything in it is damaged."""
    pictures = []
    with av.open(io.BytesIO(data), options={"err_detect": "explode"}) as container:
        for frame in container.decode(video=0):
            assert frame.pts is not None
            assert frame.time_base is not None
            read = read_clock(frame.to_ndarray(format="gray")) if clock else None
            shown, number = (None, None) if read is None else (to_us(read[1]), read[0])
            ticks = round(frame.pts * frame.time_base * 90_000)
            pictures.append((ticks, Seen(0, shown, number, frame.width)))
    return pictures


def _labelled(data: bytes, fragments: list[list[int]]) -> list[Seen]:
    """The pictures of the fragments, each with its own moment (UTC)."""
    seen = []
    for ticks, picture in decode(data):
        place = max((each for each in fragments if each[4] <= ticks), key=lambda each: each[4])
        at_us = place[2] + round((ticks - place[4]) * 1_000_000 / 90_000)
        seen.append(Seen(at_us, picture.shown_us, picture.camera, picture.width))
    return seen


async def listing(person: Person, camera: str, start_us: int, end_us: int) -> dict[str, Any]:
    """The files and fragments of a span: one look, written in the audit log."""
    span = {"from": iso(start_us), "to": iso(end_us)}
    answer: dict[str, Any] = await person.get(f"/api/video/cameras/{camera}/fragments", **span)
    assert answer["next"] is None
    return answer


async def replay(person: Person, camera: str, start_us: int, end_us: int) -> list[Seen]:
    """Every recorded picture between two moments, as a player in the browser fetches and decodes them."""
    seen: list[Seen] = []
    for segment in (await listing(person, camera, start_us, end_us))["segments"]:
        data = await piece(person, segment["url"], *segment["init"])
        first, last = segment["fragments"][0], segment["fragments"][-1]
        data += await piece(person, segment["url"], first[0], last[0] + last[1] - first[0])
        seen += await asyncio.to_thread(_labelled, data, segment["fragments"])
    return [each for each in seen if start_us <= each.at_us < end_us]


async def piece(person: Person, url: str, offset: int, length: int) -> bytes:
    """Bytes of a recorded file."""
    answer = await person.ask("GET", url, headers={"Range": f"bytes={offset}-{offset + length - 1}"})
    assert answer.status_code == 206, f"{answer.status_code} {answer.text[:300]}"
    assert len(answer.content) == length
    return answer.content


def holes(seen: list[Seen]) -> list[str]:
    """Where pictures are missing: by the labels, to a picture, and by the burnt-in clock, as finely as it tells.

    A pretend camera on a busy machine sends late pictures together, so that they bear the same burnt-in time.
    """
    found = []
    for one, two in pairwise(seen):
        step = two.at_us - one.at_us
        if not 0.5 * FRAME_US < step < 1.5 * FRAME_US:
            found.append(f"{step / 1e6:.3f} s after {from_us(one.at_us):%H:%M:%S.%f}")
        if one.shown_us is not None and two.shown_us is not None and not 0 <= two.shown_us - one.shown_us <= LATE_US:
            found.append(f"the burnt-in clock goes from {from_us(one.shown_us)} to {from_us(two.shown_us)}")
    return found


def check_whole(seen: list[Seen], start_us: int, end_us: int, camera: int | None = None) -> None:
    """Between two moments no picture is missing, and labels agree with the clock in the pictures to half a second."""
    inside = [each for each in seen if start_us <= each.at_us < end_us]
    wanted = (end_us - start_us) / FRAME_US
    assert not (found := holes(inside)), f"pictures are missing: {found}"
    assert abs(len(inside) - wanted) <= 1.5, f"{len(inside)} pictures instead of {wanted:.1f}"
    assert all(each.shown_us is not None for each in inside), "a burnt-in clock cannot be read"
    assert camera is None or {each.camera for each in inside} == {camera}
    apart = [abs(each.at_us - (each.shown_us or 0)) for each in inside]
    assert max(apart) < LATE_US, f"a label is {max(apart) / 1e6:.2f} s from the clock in the picture"


def gaps(line: dict[str, Any], *, longer_than_s: float = 0.1) -> list[tuple[float, str]]:
    """Seconds and reason of every gap of a time line."""
    found = []
    for gap in line["gaps"]:
        seconds = (moment_us(gap["to"]) - moment_us(gap["from"])) / 1e6
        if seconds > longer_than_s:
            found.append((seconds, gap["reason"]))
    return found


def moment_us(text: str) -> int:
    """Microseconds of a moment as the API tells it."""
    return to_us(datetime.fromisoformat(text))


def decode_every_file(volume: Path) -> dict[str, int]:
    """Decode all recorded files of a volume; pictures by file. Raises where one of them is damaged."""
    files = sorted(volume.glob("*/*/*.mp4"))
    return {str(path.relative_to(volume)): len(decode(path.read_bytes(), clock=False)) for path in files}
