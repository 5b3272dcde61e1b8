"""Putting the chunks together: roots at every checkpoint, signatures, copies from second places, stamps. Pure."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from beadle.audit.errors import BadNote
from beadle.audit.examining import CHUNK, Fault, Finding, Part
from beadle.audit.merkle import BITS, EMPTY_ROOT, WIDTH, Frontier, folded, whole_root
from beadle.audit.note import Checkpoint, Verifier, opened

_IN_SYSLOG = re.compile(r'note="([A-Za-z0-9+/]+=*)"')
_IN_TEXT = re.compile(
    r"^[^\s+]+\r?\n[0-9]+\r?\n[A-Za-z0-9+/]{43}=\r?\nnumber [0-9]+\r?\ntime [0-9TZ:-]+\r?\n\r?\n(?:\u2014 [^\n]+\n?)+",
    re.MULTILINE,
)


class Stored(NamedTuple):
    """A checkpoint as it stands in the database."""

    number: int
    size: int
    at: datetime
    root: bytes
    note: str


@dataclass
class Report:
    """What a verification found. `checked` leaves were read; `size` is the tree's; `signed` stand under a checkpoint.

    unsealed: lines that wait for their leaf; forgotten: lines whose personal values were forgotten in order.
    """

    size: int = 0
    checked: int = 0
    signed: int = 0
    unsealed: int = 0
    forgotten: int = 0
    checkpoints: int = 0
    copies: int = 0
    stamps: int = 0
    last: Checkpoint | None = None
    findings: list[Finding] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def notes_in(text: str) -> list[str]:
    """Every checkpoint in a text: a folder's files, a mail as it was saved, lines of a syslog."""
    found = [match.group().replace("\r\n", "\n") for match in _IN_TEXT.finditer(text)]
    for match in _IN_SYSLOG.finditer(text):
        try:
            said = base64.b64decode(match[1], validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
        if _IN_TEXT.fullmatch(said):
            found.append(said)
    return list(dict.fromkeys(note if note.endswith("\n") else f"{note}\n" for note in found))


def check_notes(rows: Iterable[Stored], known: Sequence[Verifier]) -> list[Finding]:
    """Whether each stored checkpoint is signed by a known key and says what its columns say."""
    findings = []
    for row in rows:
        try:
            said = opened(row.note, known)
        except BadNote as error:
            findings.append(Finding(Fault.CHECKPOINT, f"Checkpoint {row.number}: {error.message}"))
            continue
        if (said.number, said.size, said.at, said.root) != row[:4]:
            text = f"Checkpoint {row.number} was changed: its columns are not what was signed."
            findings.append(Finding(Fault.CHECKPOINT, text))
    return findings


def check_row_of(checkpoints: Sequence[Stored]) -> list[Finding]:
    """Whether the checkpoints count on by one and grow."""
    findings = []
    number, size = 0, 0
    for row in checkpoints:
        if row.number != number + 1:
            text = f"Checkpoints {number + 1} to {row.number - 1} are gone."
            findings.append(Finding(Fault.CHECKPOINT, text))
        if row.size <= size:
            text = f"Checkpoint {row.number} does not go on from the one before it."
            findings.append(Finding(Fault.CHECKPOINT, text))
        number, size = row.number, row.size
    return findings


class Judge:
    """Takes the chunks in order and compares roots.

    before: roots of the chunks that are not read anew (`--since`), as they are stored.
    """

    def __init__(self, report: Report, before: Sequence[bytes] = ()) -> None:
        self._report = report
        self._prefix = Frontier()
        self._chunks: list[bytes] = list(before)
        self._lines: list[tuple[int, int, int]] = []
        self._roots: dict[int, bytes] = {}
        for root in before:
            self._prefix.add(root, 2 * BITS)
        if before:
            self._roots[len(before) * CHUNK] = self._prefix.root()

    def take(self, part: Part, stored: bytes | None) -> None:
        """The next chunk; `stored` is the hash that the tree keeps of it, None where it is not whole yet."""
        self._report.findings += part.findings
        self._report.forgotten += part.forgotten
        self._report.checked += part.span.end - part.span.begin
        self._lines += part.lines
        parts = self._prefix.parts()
        for size, root in part.at.items():
            if root is not None:
                self._roots[size] = folded([*parts, root])
        if part.span.end - part.span.begin < CHUNK:
            return
        if part.root is not None and stored != part.root and not part.findings:
            text = f"The stored hash over leaves {part.span.begin} to {part.span.end - 1} does not fit them."
            self._report.findings.append(Finding(Fault.TREE, text))
        root = part.root or stored or EMPTY_ROOT
        self._chunks.append(root)
        self._prefix.add(root, 2 * BITS)

    def higher(self, nodes: Mapping[tuple[int, int], bytes]) -> None:
        """Compare the stored hashes of level 3 and above."""
        level, hashes = 2, self._chunks
        while len(hashes) >= WIDTH:
            level += 1
            hashes = [whole_root(hashes[n : n + WIDTH]) for n in range(0, len(hashes) - WIDTH + 1, WIDTH)]
            for place, root in enumerate(hashes):
                if nodes.get((level, place)) != root:
                    text = f"The stored hash {place} of level {level} does not fit what is below it."
                    self._report.findings.append(Finding(Fault.TREE, text))

    def compare(self, checkpoints: Iterable[Stored]) -> None:
        """Compare the tree with the stored checkpoints. The first that does not fit names the stretch."""
        good, wrong = 0, 0
        for row in checkpoints:
            if row.size > self._report.size:
                text = (
                    f"Checkpoint {row.number} of {row.at:%Y-%m-%d %H:%M:%S} UTC was signed over {row.size} leaves, and"
                    f" the log has {self._report.size}: its end was cut off."
                )
                self._report.findings.append(Finding(Fault.TRUNCATED, text))
            elif row.size in self._roots and self._roots[row.size] != row.root:
                wrong += 1
                if wrong == 1:
                    self._name(Fault.CHECKPOINT, f"Checkpoint {row.number}", row.at, good, row.size)
            elif wrong == 0:
                good = row.size
        if wrong > 1:
            self._report.notices.append(f"{wrong - 1} later checkpoints do not fit either.")

    def compare_copies(self, copies: Iterable[Checkpoint], stored: Sequence[Stored]) -> None:
        """Compare with checkpoints from second places: a log that was rewritten and signed anew does not fit them."""
        by_number = {row.number: row for row in stored}
        good, wrong = 0, 0
        for copy in sorted(copies, key=lambda each: (each.size, each.number)):
            self._report.copies += 1
            row = by_number.get(copy.number)
            if copy.size > self._report.size:
                wrong += 1
                text = (
                    f"A copy of checkpoint {copy.number} ({copy.at:%Y-%m-%d %H:%M:%S} UTC) was signed over"
                    f" {copy.size} leaves, and the log has {self._report.size}: its end was cut off."
                )
                self._report.findings.append(Finding(Fault.TRUNCATED, text))
            elif self._roots.get(copy.size, copy.root) != copy.root:
                wrong += 1
                if wrong == 1:
                    self._name(Fault.FORK, f"The copy of checkpoint {copy.number}", copy.at, good, copy.size)
            elif row is None or (row.size, row.root) != (copy.size, copy.root):
                wrong += 1
                text = f"Checkpoint {copy.number} stands in a second place, and no longer so in the log."
                self._report.findings.append(Finding(Fault.FORK, text))
            elif wrong == 0:
                good = copy.size
        if wrong > 1:
            self._report.notices.append(f"{wrong} copies in all do not fit.")

    def _name(self, fault: Fault, who: str, at: datetime, good: int, size: int) -> None:
        """The first checkpoint that does not fit: what it covers beyond the last that does, is where to look."""
        inside = [(first, last) for begin, first, last in self._lines if begin < size and begin + WIDTH > good]
        first = min((each for each, _ in inside), default=None)
        last = max((each for _, each in inside), default=None)
        lines = f", lines {first} to {last} or" if first is not None else ""
        text = (
            f"{who} ({at:%Y-%m-%d %H:%M:%S} UTC) does not fit the log: something among leaves {good} to {size - 1}"
            f"{lines} their order, was changed after it was signed."
        )
        already = any(f.line is not None for f in self._report.findings if f.fault in {Fault.CHANGED, Fault.GONE})
        line = None if already else first
        self._report.findings.append(Finding(fault, text, line, last if line is not None else None))
