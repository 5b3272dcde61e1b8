"""Verifying the whole log: every line against its leaf, every leaf against the tree, the tree against what was signed.

All of it is read in one snapshot, by as many processes as the machine has cores; the log may go on meanwhile.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beadle.audit import reading, stamping
from beadle.audit.errors import BadNote, StampFailed
from beadle.audit.examining import CHUNK, Examiner, Fault, Finding, Forgotten, Part
from beadle.audit.judging import Judge, Report, Stored, check_notes, check_row_of
from beadle.audit.merkle import BITS, Range
from beadle.audit.note import Checkpoint, Verifier, opened
from beadle.audit.reading import Connection, Outline

Progress = Callable[[int, int], None]
"""Called with leaves done and leaves in all."""

_NOTES_AT_ONCE = 5_000


@dataclass(frozen=True)
class Demand:
    """What is to be verified, and against what.

    known: keys that checkpoints may be signed with; copies: notes from second places; since: aware, only lines sealed
    from the last checkpoint before it on are read; processes: 0 for none beside this one.
    """

    url: str
    known: Sequence[Verifier] = ()
    copies: Sequence[str] = ()
    since: datetime | None = None
    processes: int = 2


def verify(demand: Demand, progress: Progress = lambda _done, _total: None) -> Report:
    """Read the log and say what is wrong with it. Blocking. Raises psycopg.Error where it cannot be read."""
    with closing(reading.connect(demand.url)) as connection:
        name = reading.snapshot(connection)
        outline = reading.outline(connection)
        report = Report(size=outline.size, unsealed=outline.unsealed, checkpoints=len(outline.checkpoints))
        known = _known(demand, outline, report)
        copies = _opened(demand.copies, known, report)
        begin = _begin(outline, demand.since)
        report.findings += check_row_of(outline.checkpoints)
        judge = Judge(report, _before(connection, begin, report))
        work = _Work(demand.url, name, demand.processes)
        with closing(work):
            after = reading.line_before(connection, begin)
            others = work.others(outline.checkpoints, known, after)
            _read(work, judge, outline, Range(begin, outline.size), copies, progress)
            judge.higher(reading.high_nodes(connection))
            judge.compare(outline.checkpoints)
            judge.compare_copies(copies, outline.checkpoints)
            for each in others:
                report.findings += each.result()
        report.stamps, wrong = _stamps(connection, outline.checkpoints)
        report.findings += wrong
    report.last = _last(outline.checkpoints, known)
    report.signed = min(report.last.size, report.size) if report.last else 0
    report.findings = list(dict.fromkeys(report.findings))
    return report


def _read(
    work: _Work, judge: Judge, outline: Outline, span: Range, copies: Sequence[Checkpoint], progress: Progress
) -> None:
    sizes = sorted({row.size for row in outline.checkpoints} | {copy.size for copy in copies} | {outline.size})
    spans = [Range(at, min(at + CHUNK, span.end)) for at in range(span.begin, span.end, CHUNK)]
    total = span.end - span.begin
    for part, stored in work.parts(spans, outline.forgotten, sizes):
        judge.take(part, stored)
        progress(part.span.end - span.begin, total)


def examine_span(
    connection: Connection, span: Range, forgotten: Sequence[tuple[int, int]], sizes: Sequence[int]
) -> tuple[Part, bytes | None]:
    """One chunk and the hash that the tree keeps of it."""
    nodes = reading.nodes(connection, 1, Range(span.begin >> BITS, span.end >> BITS))
    examiner = Examiner(span, forgotten=Forgotten(forgotten), nodes=nodes, sizes=sizes)
    for _ in examiner.examine(reading.blocks(connection, span)):
        pass
    place = span.begin >> 2 * BITS
    return examiner.part, reading.nodes(connection, 2, Range(place, place + 1)).get(place)


def _known(demand: Demand, outline: Outline, report: Report) -> list[Verifier]:
    known = list(demand.known)
    if not known and outline.keys:
        report.notices.append(
            "No verifier key was given and none is in the data folder, so those that the database names were taken: "
            "whoever can change the log can change them too."
        )
        known = [Verifier.parse(key) for key in outline.keys]
    return known


def _opened(notes: Sequence[str], known: Sequence[Verifier], report: Report) -> list[Checkpoint]:
    found = []
    for note in notes:
        try:
            found.append(opened(note, known))
        except BadNote as error:
            report.findings.append(Finding(Fault.FORK, f"A copy from a second place: {error.message}"))
    return found


def _last(checkpoints: Sequence[Stored], known: Sequence[Verifier]) -> Checkpoint | None:
    for row in reversed(checkpoints):
        try:
            return opened(row.note, known)
        except BadNote:
            continue
    return None


def _begin(outline: Outline, since: datetime | None) -> int:
    """The leaf to begin at: under the last checkpoint before `since`, at the beginning of its chunk."""
    if since is None:
        return 0
    sizes = [row.size for row in outline.checkpoints if row.at <= since and row.size <= outline.size]
    return max(sizes, default=0) // CHUNK * CHUNK


def _before(connection: Connection, begin: int, report: Report) -> list[bytes]:
    """Stored roots of the chunks that are not read anew; the checkpoints after them hold them to what was signed."""
    count = begin // CHUNK
    stored = reading.nodes(connection, 2, Range(0, count))
    for place in range(count):
        if place not in stored:
            text = f"The stored hash over leaves {place * CHUNK} to {(place + 1) * CHUNK - 1} is gone."
            report.findings.append(Finding(Fault.TREE, text))
    return [stored.get(place, bytes(32)) for place in range(count)]


def _stamps(connection: Connection, checkpoints: Sequence[Stored]) -> tuple[int, list[Finding]]:
    notes = {row.number: row.note for row in checkpoints}
    wrong = []
    found = reading.stamps(connection)
    for number, at, answer in found:
        try:
            fits = stamping.check(notes.get(number, ""), answer).at == at
        except StampFailed:
            fits = False
        if not fits:
            wrong.append(Finding(Fault.STAMP, f"The time stamp of checkpoint {number} does not belong to it."))
    return len(found), wrong


class _Work:
    """Where the work is done: here, or in other processes that see the same snapshot."""

    def __init__(self, url: str, snapshot: str, processes: int) -> None:
        self._here = None if processes else reading.connect(url, snapshot)
        self._pool = None
        if processes:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(processes, context, _begin_process, (url, snapshot))

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        if self._here is not None:
            self._here.close()

    def _start(self, work: Callable[..., Any], *values: object) -> Future[Any]:
        if self._pool is not None:
            return self._pool.submit(_in_process, work, values)
        done: Future[Any] = Future()
        done.set_result(work(self._here, *values))
        return done

    def parts(
        self, spans: Sequence[Range], forgotten: Sequence[tuple[int, int]], sizes: Sequence[int]
    ) -> Iterator[tuple[Part, bytes | None]]:
        """The chunks, in order, a few ahead of whoever takes them."""
        ahead: list[Future[tuple[Part, bytes | None]]] = []
        for span in spans:
            inside = [size for size in sizes if span.begin < size <= span.end]
            ahead.append(self._start(examine_span, span, forgotten, inside))
            if len(ahead) > 4:
                yield ahead.pop(0).result()
        for each in ahead:
            yield each.result()

    def others(
        self, checkpoints: Sequence[Stored], known: Sequence[Verifier], after: int
    ) -> list[Future[list[Finding]]]:
        """What is checked beside the chunks: signatures, stray lines, the search index."""
        cuts = range(0, len(checkpoints), _NOTES_AT_ONCE)
        return [
            self._start(_strays, after),
            *(self._start(_notes, checkpoints[at : at + _NOTES_AT_ONCE], list(known)) for at in cuts),
        ]


_connection: Connection | None = None


def _begin_process(url: str, snapshot: str) -> None:
    global _connection  # noqa: PLW0603 - one connection for the life of the process
    _connection = reading.connect(url, snapshot)


def _in_process(work: Callable[..., Any], values: tuple[object, ...]) -> Any:
    return work(_connection, *values)


def _strays(connection: Connection, after: int) -> list[Finding]:
    return reading.strays(connection, after)


def _notes(_connection: Connection, rows: Sequence[Stored], known: Sequence[Verifier]) -> list[Finding]:
    return check_notes(rows, known)
