"""XML and JSON from strangers as plain trees: no entities, no document type, and neither deep nor large without end."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

__all__ = ["Broken", "Element", "first", "local", "parse_json", "within", "xml"]

DEEPEST = 40
MOST_ELEMENTS = 20_000
MOST_ATTRIBUTES = 64
_UNBOUND_PREFIX = 27
"""Expat's number for a prefix that nobody declared. Some firmware writes such; the names behind it are right."""
_PREFIX = re.compile(rb"(</?|[ \t\r\n])[A-Za-z_][\w.-]{0,40}:(?=[A-Za-z_])")


class _TooMuchError(Exception):
    pass


class _Bounded(TreeBuilder):
    """Builds elements named without their namespace; stops where there are too many, or they lie too deep."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0
        self._count = 0

    def start(self, tag: str, attributes: Any, /) -> Element:
        self._depth += 1
        self._count += 1
        if self._depth > DEEPEST or self._count > MOST_ELEMENTS or len(attributes) > MOST_ATTRIBUTES:
            raise _TooMuchError
        return super().start(local(tag), {local(name): value for name, value in attributes.items()})

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(local(tag))


def local(tag: str) -> str:
    """An element's name without its namespace, also without a prefix that was never declared."""
    return tag.rpartition("}")[2].rpartition(":")[2]


def xml(data: bytes) -> Element | str:
    """The root of a document, all names without namespaces, or why there is none."""
    try:
        try:
            return _parse(data)
        except ParseError as error:
            if error.code != _UNBOUND_PREFIX:
                raise
            return _parse(_PREFIX.sub(rb"\1", data))
    except ParseError as error:
        return f"The XML cannot be read: {error}."
    except DefusedXmlException:
        return "The XML declares entities or a document type, which no camera needs."
    except _TooMuchError:
        return "The XML is deeper or larger than any camera's."
    except (ValueError, LookupError):
        return "The XML is written in an encoding that is not known."


def _parse(data: bytes) -> Element:
    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=True, forbid_entities=True, forbid_external=True)
    parser.feed(data.strip(b"\x00 \t\r\n"))
    root: Element = parser.close()
    return root


def within(element: Element, *names: str) -> str:
    """The text of the first element below of one of these names, whatever their case; "" where none has one."""
    wanted = [name.casefold() for name in names]
    found: dict[str, str] = {}
    for each in element.iter():
        name = each.tag.casefold()
        if name in wanted and name not in found and (said := (each.text or "").strip()):
            found[name] = said
    return next((found[name] for name in wanted if name in found), "")


def first(element: Element, *names: str) -> Element | None:
    """The first element, the given one included, of one of these names, whatever their case."""
    wanted = {name.casefold() for name in names}
    return next((each for each in element.iter() if each.tag.casefold() in wanted), None)


def parse_json(text: str) -> Any:
    """What a JSON text holds, or a Broken that says why it holds nothing. Numbers that are no numbers are refused."""
    try:
        found = json.loads(text, parse_constant=_refuse)
    except RecursionError:
        return Broken("The JSON is deeper than any camera's.")
    except ValueError as error:
        return Broken(f"The JSON cannot be read: {str(error)[:80]}.")
    return Broken("The JSON is deeper than any camera's.") if _deeper(found, DEEPEST) else found


class Broken(str):
    """Why a text could not be read."""

    __slots__ = ()


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _deeper(found: object, levels: int) -> bool:
    """Whether a tree is deeper than that; level by level, for a deep one must not cost our own stack."""
    level = [found]
    for _ in range(levels):
        level = [below for each in level for below in _below(each)]
        if not level:
            return False
    return True


def _below(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value
