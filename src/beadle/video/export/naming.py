"""Names of exported files: made from our own words only, so they are safe in a path, a header and a script."""

from __future__ import annotations

import re

from beadle.platform.clock import from_us

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_STEM = 64


def master_name(camera_key: str, from_us_: int, to_us_: int, part: int = 1) -> str:
    """Such as "market-place_20260601T120000Z_20260601T121000Z.mp4"; further parts have their number in it."""
    stem = _UNSAFE.sub("-", camera_key).strip("-.")[:_LONGEST_STEM] or "camera"
    number = f"_part{part}" if part > 1 else ""
    return f"{stem}_{_stamp(from_us_)}_{_stamp(to_us_)}{number}.mp4"


def working_name(master: str) -> str:
    """The working copy's name beside its master's."""
    return f"{master.removesuffix('.mp4')}_play.mp4"


def _stamp(moment_us: int) -> str:
    return f"{from_us(moment_us):%Y%m%dT%H%M%SZ}"
