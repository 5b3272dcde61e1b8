"""Messages whose columns an administrator has named: JSON, XML or CSV. The same code shows the preview."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from beadle.anpr.adapters import pictures, texts, trees
from beadle.anpr.adapters.mapping import ColumnMapping, Path, steps
from beadle.anpr.adapters.parts import Group
from beadle.anpr.adapters.terms import Adapter, Nothing, Refused, Sighting
from beadle.anpr.adapters.trees import Element
from beadle.anpr.terms import Box

MOST_ROWS = 1000

Find = Callable[[str], Any]
"""Gives what stands at a column's path, or None."""


def sightings(mapping: ColumnMapping, group: Group) -> list[Sighting | Refused | Nothing]:
    """The plates of all rows. A row that is no read is refused by itself."""
    made: list[Sighting | Refused | Nothing] = []
    for row in rows(mapping, group):
        if len(made) == MOST_ROWS:
            made.append(Refused(f"The message has more than {MOST_ROWS} reads; those behind are left out.", _NAME))
            break
        made.append(row if isinstance(row, Refused) else _sighting(mapping, row, group))
    return made or [Nothing("The message has no rows.")]


_NAME = Adapter.MAPPED


def rows(mapping: ColumnMapping, group: Group) -> Iterator[Find | Refused]:
    """What finds a column's value, for every row; or the reason why there are none."""
    if mapping.format == "csv":
        yield from _csv_rows(mapping, group.data.text)
        return
    if mapping.format == "xml":
        root = trees.xml(group.data.body)
        if isinstance(root, str):
            yield Refused(root, _NAME)
            return
        for element in _elements(root, steps(mapping.rows)):
            yield lambda path, at=element: _in_xml(at, steps(path))  # type: ignore[misc]
        return
    found = trees.parse_json(group.data.text)
    if isinstance(found, trees.Broken):
        yield Refused(str(found), _NAME)
        return
    for item in texts.items(_in_json(found, steps(mapping.rows))):
        yield lambda path, at=item: _in_json(at, steps(path))  # type: ignore[misc]


def _csv_rows(mapping: ColumnMapping, text: str) -> Iterator[Find | Refused]:
    if "\x00" in text:
        yield Refused("The table holds characters that no table has (NUL).", _NAME)
        return
    # Python's own limit of 128 KiB a field holds: to change it would change it for every sheet of the process. What
    # lies behind such a field is not read either, for nobody knows where in it the next row would begin.
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=mapping.delimiter, strict=False)
    try:
        for row in reader:
            yield lambda path, at=row: texts.child(at, path)  # type: ignore[misc]
    except csv.Error as error:
        long = "field limit" in str(error)
        why = f"a column holds more than {csv.field_size_limit() >> 10} kilobytes" if long else str(error)
        yield Refused(f"The table cannot be read from line {reader.line_num + 1} on: {why}.", _NAME)


def _in_json(data: Any, path: Path) -> Any:
    for step in path:
        if isinstance(step, int):
            listed = texts.items(data)
            data = listed[step] if step < len(listed) else None
        else:
            data = texts.child(data, step)
        if data is None:
            return None
    return data


def _elements(root: Element, path: Path) -> list[Element]:
    """Every element at the path; the root's own name may stand in front. The root alone for the empty path."""
    names = [step for step in path if isinstance(step, str)]
    if names and names[0].casefold() == root.tag.casefold():
        names = names[1:]
    level = [root]
    for name in names:
        level = [below for each in level for below in each if below.tag.casefold() == name.casefold()]
    return level


def _in_xml(element: Element, path: Path) -> str | None:
    at: list[Element] = [element]
    for step in path:
        if isinstance(step, int):
            at = at[step : step + 1]
        elif step.startswith("@"):
            return next((each.get(step[1:]) for each in at if each.get(step[1:])), None)
        else:
            below = [one for each in at for one in each if one.tag.casefold() == step.casefold()]
            at = below or [each for each in at if each.tag.casefold() == step.casefold() and each is element]
    return (at[0].text or "").strip() or None if at else None


def _sighting(mapping: ColumnMapping, find: Find, group: Group) -> Sighting:
    columns = mapping.columns
    value: Mapping[str, Any] = {name: find(path) if path else None for name, path in columns.model_dump().items()}
    patch, overview = pictures.sort_out(group.pictures)
    plate, event = texts.text(value["plate"]), texts.text(value["event"])
    return Sighting(
        adapter=Adapter.MAPPED,
        text=plate,
        event=event,
        times=(value["time"],),
        time_format=mapping.time_format,
        fallback=f"{texts.text(value['time'])}|{texts.text(value['lane'])}|{plate}",
        confidence=texts.share(value["confidence"], mapping.confidence_top),
        direction=texts.direction(value["direction"], mapping.towards, mapping.away),
        lane=texts.lane(value["lane"]),
        vehicle_color=texts.word(value["vehicle_color"]),
        vehicle_kind=texts.word(value["vehicle_kind"]),
        box=_box(value),
        patch=texts.picture(value["patch"]) or patch,
        overview=texts.picture(value["overview"]) or overview,
    )


def _box(value: Mapping[str, Any]) -> Box | None:
    numbers = [texts.number(value[name]) for name in ("left", "top", "width", "height")]
    if None in numbers:
        return None
    left, top, width, height = (float(each or 0) for each in numbers)
    return pictures.in_pixels(left, top, left + width, top + height)
