"""Checking a stretch of the log against its leaves. Pure: rows in, findings out; the database is read elsewhere.

Rows come in blocks of 256 leaves, each row one line of text that PostgreSQL has put together (`reading.BLOCKS`):

    index TAB kind ("line", "segments") TAB number TAB salt, hex TAB personal text TAB input of the leaf

None of them contains a raw tab or line feed, for JSON writes those as escapes.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from beadle.audit.merkle import BITS, HASH_BYTES, WIDTH, Frontier, Range, folded, whole_root

CHUNK = WIDTH * WIDTH
"""Leaves that are checked at a time: those under one stored hash of level 2."""

_sha256 = hashlib.sha256
_PERSONAL = slice(-66, -2)
"""Where the personal hash stands at the end of a line's input."""


class Fault(StrEnum):
    """What can be wrong."""

    CHANGED = "changed"
    GONE = "gone"
    PERSONAL_CHANGED = "personal_changed"
    PERSONAL_GONE = "personal_gone"
    TWICE = "twice"
    SLIPPED_IN = "slipped_in"
    INDEX = "index"
    TREE = "tree"
    CHECKPOINT = "checkpoint"
    TRUNCATED = "truncated"
    FORK = "fork"
    STAMP = "stamp"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `line` is the line's number; where only a stretch can be named, `last` ends it."""

    fault: Fault
    text: str
    line: int | None = None
    last: int | None = None


class Block(NamedTuple):
    """Up to 256 leaves from `begin`: their rows as text, and their stored hashes one behind the other."""

    begin: int
    rows: bytes
    hashes: bytes


class Forgotten:
    """Which lines' personal values were forgotten in order, as the log's own lines say."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._firsts = [first for first, _ in self._spans]

    def __contains__(self, line: int) -> bool:
        at = bisect_right(self._firsts, line)
        return any(first <= line <= last for first, last in self._spans[max(0, at - 2) : at])


@dataclass
class Part:
    """What was found in one chunk. `root` is over its leaves; `at` has, for each size asked for, the root over the
    chunk's leaves below it; both are None where leaves are missing. `lines`: first and last line number seen."""

    span: Range
    findings: list[Finding] = field(default_factory=list)
    root: bytes | None = None
    at: dict[int, bytes | None] = field(default_factory=dict)
    forgotten: int = 0
    lines: list[tuple[int, int, int]] = field(default_factory=list)
    """For each block with lines: index of its first leaf, smallest and largest line number."""


class Examiner:
    """Checks one chunk. nodes: stored hashes of level 1, by place. sizes: where roots are wanted."""

    def __init__(
        self, span: Range, *, forgotten: Forgotten, nodes: Mapping[int, bytes], sizes: Iterable[int] = ()
    ) -> None:
        self._forgotten = forgotten
        self._nodes = nodes
        self._sizes = sorted(size for size in sizes if span.begin < size <= span.end)
        self._frontier = Frontier()
        self._whole = True
        self.part = Part(span)

    def examine(self, blocks: Iterable[Block]) -> Iterator[int]:
        """Check the blocks, which come in order; yields the leaves of each as it is done. `part` is whole then."""
        at = self.part.span.begin
        for block in blocks:
            self._missing(at, block.begin)
            at = min(block.begin + WIDTH, self.part.span.end)
            self._block(block, at)
            yield at - block.begin
        self._missing(at, self.part.span.end)
        for size in self._sizes:
            self.part.at.setdefault(size, None)
        self.part.root = folded(self._frontier.parts()) if self._whole else None

    def _missing(self, begin: int, end: int) -> None:
        if begin < end:
            self._whole = False
            self._find(Fault.GONE, f"Leaves {begin} to {end - 1} are gone from the tree.")

    def _find(self, fault: Fault, text: str, line: int | None = None, last: int | None = None) -> None:
        self.part.findings.append(Finding(fault, text, line, last))

    def _block(self, block: Block, end: int) -> None:
        before = len(self.part.findings)
        computed, indexes, numbers = self._rows(block)
        expected = list(range(block.begin, end))
        stored = [block.hashes[n : n + HASH_BYTES] for n in range(0, len(block.hashes), HASH_BYTES)]
        if indexes != expected:
            self._whole = False
            self._out_of_row(indexes, expected, numbers)
        elif stored != computed:
            self._compare(numbers, stored, computed)
        if len(set(numbers)) < len(numbers) and indexes == expected:
            self._repeated(numbers)
        lines = [number for kind, number in numbers if kind == b"line"]
        if lines:
            self.part.lines.append((block.begin, min(lines), max(lines)))
        if self._whole and len(stored) == len(expected):
            self._grow(block.begin, stored, quiet=len(self.part.findings) > before)

    def _rows(self, block: Block) -> tuple[list[bytes], list[int], list[tuple[bytes, int]]]:
        """Leaf hashes anew, their indexes, and what each is of."""
        computed: list[bytes] = []
        indexes: list[int] = []
        numbers: list[tuple[bytes, int]] = []
        for row in block.rows.split(b"\n"):
            index, kind, number, salt, personal, text = row.split(b"\t")
            computed.append(_sha256(b"\x00" + text).digest())
            indexes.append(int(index))
            numbers.append((kind, int(number)))
            if kind == b"line":
                if not text:
                    self._find(Fault.GONE, f"Line {int(number)} is gone.", int(number))
                elif not personal:
                    self._no_personal(int(number))
                elif _sha256(bytes.fromhex(salt.decode()) + personal).hexdigest().encode() != text[_PERSONAL]:
                    said = f"The personal values of line {int(number)} were changed."
                    self._find(Fault.PERSONAL_CHANGED, said, int(number))
            elif kind != b"segments":
                self._find(Fault.CHANGED, f"Leaf {int(index)} is of no line and of no segments.")
            elif not text:
                self._find(Fault.GONE, f"Batch {int(number)} of segment hashes is gone.")
        return computed, indexes, numbers

    def _no_personal(self, line: int) -> None:
        if line in self._forgotten:
            self.part.forgotten += 1
        else:
            self._find(Fault.PERSONAL_GONE, f"The personal values of line {line} are gone before their time.", line)

    def _out_of_row(self, indexes: list[int], expected: list[int], numbers: list[tuple[bytes, int]]) -> None:
        seen: set[int] = set()
        for index, (kind, number) in zip(indexes, numbers, strict=True):
            if index in seen:
                named = number if kind == b"line" else None
                self._find(Fault.TWICE, f"{_name(kind, number)} stands twice at leaf {index}.", named)
            seen.add(index)
        for index in expected:
            if index not in seen:
                self._find(Fault.GONE, f"Leaf {index} is gone from the tree.")

    def _repeated(self, numbers: list[tuple[bytes, int]]) -> None:
        seen: set[tuple[bytes, int]] = set()
        for kind, number in numbers:
            if (kind, number) in seen:
                self._find(Fault.TWICE, f"{_name(kind, number)} has two leaves.", number if kind == b"line" else None)
            seen.add((kind, number))

    def _compare(self, numbers: list[tuple[bytes, int]], stored: list[bytes], computed: list[bytes]) -> None:
        already = {finding.line for finding in self.part.findings if finding.fault is Fault.GONE}
        for (kind, number), old, new in zip(numbers, stored, computed, strict=True):
            named = number if kind == b"line" else None
            if old != new and (named is None or named not in already):
                self._find(Fault.CHANGED, f"{_name(kind, number)} is not what was sealed: it was changed.", named)

    def _grow(self, begin: int, hashes: Sequence[bytes], *, quiet: bool) -> None:
        before = self._frontier.parts()
        for size in self._sizes:
            if begin < size <= begin + len(hashes):
                local = Frontier()
                for each in hashes[: size - begin]:
                    local.add(each)
                self.part.at[size] = folded(before + local.parts())
        if len(hashes) < WIDTH:
            for each in hashes:
                self._frontier.add(each)
            return
        root = whole_root(hashes)
        self._frontier.add(root, BITS)
        if self._nodes.get(begin >> BITS) != root and not quiet:
            first, last = self._lines_of(begin)
            said = f"The stored hash over leaves {begin} to {begin + WIDTH - 1} does not fit them"
            self._find(Fault.TREE, f"{said}{_stretch(first, last)}.", first, last)

    def _lines_of(self, begin: int) -> tuple[int | None, int | None]:
        found = [(first, last) for at, first, last in self.part.lines if at == begin]
        return found[0] if found else (None, None)


def _name(kind: bytes, number: int) -> str:
    return f"Line {number}" if kind == b"line" else f"Batch {number} of segment hashes"


def _stretch(first: int | None, last: int | None) -> str:
    return "" if first is None else f" (lines {first} to {last})"
