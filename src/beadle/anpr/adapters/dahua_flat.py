"""Dahua's flat text, `Events[0].TrafficCar.PlateNumber=AB12CDE` line by line, or `Code=...;data={...}`, as a tree."""

from __future__ import annotations

import re
from typing import Any

from beadle.anpr.adapters import trees

MOST_LINES = 5000
_DEEPEST = 12
_MOST_PLACES = 64
_EVENT = re.compile(r"(?:Return)?Events\[(\d{1,2})\]\.(.+)", re.IGNORECASE)
_STEP = re.compile(r"([^.\[\]]+)|\[(\d{1,3})\]")
_CODE = re.compile(r"Code=([^;]{1,60});(?:[^{;]{0,200};){0,10}data=(\{.*\})\s*", re.IGNORECASE | re.DOTALL)


def is_flat(text: str) -> bool:
    """Whether it is a text of this kind, or a heartbeat."""
    begin = text[:4000].lstrip()
    return is_alive(text) or begin.startswith("Code=") or re.search(r"(?m)^\s*(?:Return)?Events\[", begin) is not None


def is_alive(text: str) -> bool:
    """Whether it only says that the camera lives."""
    return text[:200].strip().casefold() == "heartbeat"


def tree(text: str) -> dict[str, Any] | str:
    """The events of a text as `dahua.from_json` takes them, or why there are none."""
    coded = _CODE.match(text.strip())
    if coded:
        data = trees.parse_json(coded[2])
        return str(data) if isinstance(data, trees.Broken) else {"Code": coded[1], "Data": data}
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        return f"The message has more than {MOST_LINES} lines."
    events: dict[int, dict[str, Any]] = {}
    for line in lines:
        name, separator, value = line.partition("=")
        found = _EVENT.fullmatch(name.strip())
        if found and separator:
            _enter(events.setdefault(int(found[1]), {}), found[2], value.strip())
    return {"Events": [events[place] for place in sorted(events)]} if events else "The message names no event."


def _enter(event: dict[str, Any], path: str, value: str) -> None:
    """Put a value at its path. What contradicts an earlier line is left out."""
    steps = [name or int(place) for name, place in _STEP.findall(path)]
    if not steps or len(steps) > _DEEPEST or isinstance(steps[0], int):
        return
    at: Any = event
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        fresh: Any = value if following is None else ([] if isinstance(following, int) else {})
        at = _into(at, step, fresh)
        if at is None:
            return


def _into(at: Any, step: str | int, fresh: Any) -> Any:
    if isinstance(step, int):
        if not isinstance(at, list) or step > len(at) or step >= _MOST_PLACES:
            return None
        if step == len(at):
            at.append(fresh)
        return at[step]
    return at.setdefault(step, fresh) if isinstance(at, dict) else None
