"""A log in memory, and everything that a hand can do to it. The forms are those of the database, byte for byte."""

from __future__ import annotations

import copy
import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.factories.log import KEY

from beadle.audit.examining import CHUNK, Block, Examiner, Fault, Forgotten
from beadle.audit.judging import Judge, Report, Stored, check_notes, check_row_of
from beadle.audit.leaf import (
    LineFields,
    PersonalFields,
    SegmentsFields,
    line_input,
    personal_hash,
    personal_text,
    segments_input,
)
from beadle.audit.merkle import WIDTH, Range, leaf_hash, root_of, whole_root
from beadle.audit.note import Checkpoint, Signer, Verifier, opened, parse
from beadle.platform.clock import EPOCH

OTHER = Signer("beadle/test", b"o" * 32)
START = EPOCH + timedelta(days=20_000)


@dataclass
class Leaf:
    """A row of audit_leaf."""

    index: int
    line_id: int | None
    segments_id: int | None
    hash: bytes


@dataclass
class Log:
    """The tables, as lists and dictionaries."""

    lines: dict[int, LineFields] = field(default_factory=dict)
    personal: dict[int, tuple[bytes, PersonalFields]] = field(default_factory=dict)
    segments: dict[int, SegmentsFields] = field(default_factory=dict)
    leaves: list[Leaf] = field(default_factory=list)
    nodes: dict[int, bytes] = field(default_factory=dict)
    checkpoints: list[Stored] = field(default_factory=list)
    forgotten: list[tuple[int, int]] = field(default_factory=list)

    def input(self, leaf: Leaf) -> bytes:
        """The input of a leaf as the database would write it; empty where its row is gone."""
        if leaf.line_id is not None:
            return line_input(self.lines[leaf.line_id]) if leaf.line_id in self.lines else b""
        batch = self.segments.get(leaf.segments_id or 0)
        return segments_input(batch) if batch else b""

    def regrow(self) -> None:
        """Compute every leaf and node anew, as somebody would who knows how."""
        for index, leaf in enumerate(self.leaves):
            leaf.index = index
            leaf.hash = leaf_hash(self.input(leaf))
        self.renode()

    def renode(self) -> None:
        """Compute the nodes anew from the leaves."""
        hashes = [leaf.hash for leaf in self.leaves]
        whole = range(0, len(hashes) - WIDTH + 1, WIDTH)
        self.nodes = {at // WIDTH: whole_root(hashes[at : at + WIDTH]) for at in whole}

    def resign(self, key: Signer = KEY) -> None:
        """Sign every checkpoint anew over the tree as it is."""
        hashes = [leaf.hash for leaf in self.leaves]
        self.checkpoints = [
            _signed(key, row.number, row.size, row.at, root_of(hashes[: row.size]))
            for row in self.checkpoints
            if row.size <= len(hashes)
        ]

    def blocks(self) -> Iterator[Block]:
        """What `reading.BLOCKS` gives."""
        blocks: dict[int, list[Leaf]] = {}
        for leaf in sorted(self.leaves, key=lambda each: each.index):
            blocks.setdefault(leaf.index // WIDTH, []).append(leaf)
        for place, leaves in sorted(blocks.items()):
            rows = b"\n".join(self._row(leaf) for leaf in leaves)
            yield Block(place * WIDTH, rows, b"".join(leaf.hash for leaf in leaves))

    def _row(self, leaf: Leaf) -> bytes:
        kinds = (leaf.line_id is None, leaf.segments_id is None)
        kind = {(False, True): b"line", (True, False): b"segments"}.get(kinds, b"neither")
        salt, personal = self.personal.get(leaf.line_id or 0, (b"", None))
        said = personal_text(personal).encode() if personal else b""
        number = leaf.line_id if leaf.line_id is not None else leaf.segments_id or 0
        return b"\t".join(
            [str(leaf.index).encode(), kind, str(number).encode(), salt.hex().encode(), said, self.input(leaf)]
        )


def _signed(key: Signer, number: int, size: int, at: Any, root: bytes) -> Stored:
    point = Checkpoint("beadle/test", size, root, number, at)
    return Stored(number, size, at, root, key.sign(point.body()))


def made(chance: random.Random, size: int) -> Log:
    """A whole log of that many leaves, with a checkpoint after every few and one at the end."""
    log = Log()
    for index in range(size):
        at = START + timedelta(seconds=index, microseconds=chance.randrange(1_000_000))
        if chance.random() < 0.05:
            listed = f'[["camera-1",{index},{index + 60},9,"{"00" * 32}"]]'
            log.segments[index + 1] = SegmentsFields(index + 1, at, "volume", index, index, listed)
            log.leaves.append(Leaf(index, None, index + 1, b""))
            continue
        number = index * 2 + 1 + chance.randrange(2)
        personal = PersonalFields(f"person {index % 9}", "192.0.2.7", f"24*{index}", '{"n":1}', [f"plate:AB{index}"])
        salt = chance.randbytes(16)
        log.personal[number] = (salt, personal)
        log.lines[number] = LineFields(
            *(number, at, uuid.UUID(int=index % 9) if index % 3 else None, "live.watch", f"camera:{index % 5}"),
            *([f"camera:{index % 7}"], "crime prevention", "ok", personal_hash(salt, personal_text(personal))),
        )
        log.leaves.append(Leaf(index, number, None, b""))
    log.regrow()
    hashes = [leaf.hash for leaf in log.leaves]
    sizes = sorted({*chance.sample(range(1, size + 1), min(size, 3)), size})
    for number, each in enumerate(sizes, 1):
        at = START + timedelta(seconds=each + 1)
        log.checkpoints.append(_signed(KEY, number, each, at, root_of(hashes[:each])))
    return log


def examined(log: Log, copies: Sequence[Checkpoint] = (), known: Sequence[Verifier] = (KEY.verifier,)) -> Report:
    """What a verification says of it."""
    size = max((leaf.index + 1 for leaf in log.leaves), default=0)
    report = Report(size=size, findings=[*check_row_of(log.checkpoints), *check_notes(log.checkpoints, known)])
    judge = Judge(report)
    sizes = {row.size for row in log.checkpoints} | {each.size for each in copies} | {size}
    for begin in range(0, size, CHUNK):
        span = Range(begin, min(begin + CHUNK, size))
        examiner = Examiner(span, forgotten=Forgotten(log.forgotten), nodes=log.nodes, sizes=sizes)
        assert sum(examiner.examine(log.blocks())) <= size
        judge.take(examiner.part, None)
    judge.compare(log.checkpoints)
    judge.compare_copies(copies, log.checkpoints)
    return report


def copies_of(log: Log) -> list[Checkpoint]:
    """The checkpoints, as a second place has them."""
    return [opened(row.note, [KEY.verifier]) for row in log.checkpoints]


# Each tampering changes the log and gives the number of the line that has to be named; None where none can be.


def _line(log: Log, chance: random.Random) -> int:
    return chance.choice(list(log.lines))


def edit_line(log: Log, chance: random.Random) -> int:
    """Any column of a line."""
    number = _line(log, chance)
    line = log.lines[number]
    column = chance.choice([name for name in LineFields._fields if name != "id"])
    log.lines[number] = line._replace(**{column: _other(getattr(line, column), chance)})
    return number


def edit_personal(log: Log, chance: random.Random) -> int:
    """Any column of what stands apart, or its salt."""
    number = _line(log, chance)
    salt, personal = log.personal[number]
    column = chance.choice(["salt", *PersonalFields._fields])
    if column == "salt":
        log.personal[number] = (_other(salt, chance), personal)
    else:
        log.personal[number] = (salt, personal._replace(**{column: _other(getattr(personal, column), chance)}))
    return number


def _other(value: Any, chance: random.Random) -> Any:
    """Another value of the same kind, often almost the same."""
    if isinstance(value, bytes):
        at = chance.randrange(len(value))
        return value[:at] + bytes([value[at] ^ 1 << chance.randrange(8)]) + value[at + 1 :]
    if isinstance(value, str):
        at = chance.randrange(len(value) + 1)
        return chance.choice([value[:at] + "x" + value[at:], value + " ", f"{value}\n", value.upper() + "é"])
    if isinstance(value, list):
        return chance.choice([[*value, "camera:99"], [], [value[0] + "9"], [value[0], value[0]]])
    if value is None or isinstance(value, uuid.UUID):
        return uuid.UUID(int=chance.getrandbits(128)) if value is None or chance.random() < 0.5 else None
    return value + timedelta(microseconds=chance.choice([-1, 1, 3_600_000_000]))


def delete_line(log: Log, chance: random.Random) -> int:
    """The line alone."""
    number = _line(log, chance)
    del log.lines[number]
    return number


def delete_personal(log: Log, chance: random.Random) -> int:
    """Names and plates, before their time."""
    number = _line(log, chance)
    del log.personal[number]
    return number


def delete_leaf(log: Log, chance: random.Random) -> None:
    """A leaf, and with it the line."""
    gone = log.leaves.pop(chance.randrange(len(log.leaves)))
    log.lines.pop(gone.line_id or 0, None)


def delete_and_close_up(log: Log, chance: random.Random) -> None:
    """A line and its leaf, all indexes, leaves and nodes made anew."""
    delete_leaf(log, chance)
    log.regrow()


def swap(log: Log, chance: random.Random) -> None:
    """The order of two leaves, and the nodes made anew."""
    one, other = chance.sample(range(len(log.leaves)), 2)
    log.leaves[one], log.leaves[other] = log.leaves[other], log.leaves[one]
    log.regrow()


def twice(log: Log, chance: random.Random) -> None:
    """A leaf that stands twice, behind itself or at its own index."""
    at = chance.randrange(len(log.leaves) - 1)  # one behind the last checkpoint is the database's to find
    log.leaves.insert(at, copy.copy(log.leaves[at]))
    if chance.random() < 0.5:
        log.regrow()


def edit_leaf(log: Log, chance: random.Random) -> None:
    """A leaf's hash, or what it is the leaf of."""
    leaf = chance.choice(log.leaves)
    way = chance.randrange(3)
    if way == 0:
        leaf.hash = _other(leaf.hash, chance)
    elif way == 1:
        leaf.line_id = chance.choice([number for number in (*log.lines, 999_999) if number != leaf.line_id])
    else:
        leaf.line_id, leaf.segments_id = (leaf.line_id or 1), (leaf.segments_id or 1)


def edit_node(log: Log, chance: random.Random) -> None:
    """A stored hash of the tree; where there is none, a leaf's."""
    if not log.nodes:
        edit_leaf(log, chance)
        return
    place = chance.choice(list(log.nodes))
    if chance.random() < 0.5:
        log.nodes[place] = _other(log.nodes[place], chance)
    else:
        del log.nodes[place]


def edit_segments(log: Log, chance: random.Random) -> None:
    """The hash of a file of footage."""
    if not log.segments:
        edit_line(log, chance)
        return
    number = chance.choice(list(log.segments))
    batch = log.segments[number]
    log.segments[number] = chance.choice(
        [
            batch._replace(listed=batch.listed.replace("00", "01", 1)),
            batch._replace(volume="another"),
            batch._replace(from_us=batch.from_us - 1),
            batch._replace(to_us=batch.to_us + 1),
        ]
    )


def rewrite(log: Log, chance: random.Random) -> None:
    """A line with its leaf and all nodes: only what was signed says otherwise."""
    edit_line(log, chance)
    log.regrow()


def forge(log: Log, chance: random.Random) -> None:
    """The same, and signed anew by another key."""
    rewrite(log, chance)
    log.resign(OTHER)


def edit_checkpoint(log: Log, chance: random.Random) -> None:
    """A character of a note, or a column beside it."""
    at = chance.randrange(len(log.checkpoints))
    row = log.checkpoints[at]
    way = chance.randrange(4)
    place = chance.randrange(len(row.note))
    spoilt = row.note[:place] + chr((ord(row.note[place]) + 1) % 127) + row.note[place + 1 :]
    log.checkpoints[at] = [
        row._replace(note=spoilt),
        row._replace(root=_other(row.root, chance)),
        row._replace(at=row.at + timedelta(seconds=1)),
        row._replace(size=row.size + 1),
    ][way]


def delete_checkpoint(log: Log, chance: random.Random) -> None:
    """One before the last; where there is none, its note."""
    if len(log.checkpoints) < 2:
        edit_checkpoint(log, chance)
    else:
        del log.checkpoints[chance.randrange(len(log.checkpoints) - 1)]


def cut_off(log: Log, chance: random.Random) -> None:
    """The end of the log, but not the checkpoints over it."""
    size = chance.randrange(len(log.leaves))
    del log.leaves[size:]
    log.renode()


def cut_off_cleanly(log: Log, chance: random.Random) -> None:
    """The end of the log with everything that belongs to it: only a second place knows."""
    cut_off(log, chance)
    log.checkpoints = [row for row in log.checkpoints if row.size <= len(log.leaves)]


def fork(log: Log, chance: random.Random) -> None:
    """A line, its leaf, the nodes and every signature, with the stolen key: only a second place knows."""
    rewrite(log, chance)
    log.resign()


def forget_checkpoint(log: Log, chance: random.Random) -> None:
    """The last checkpoint: only a second place knows."""
    log.checkpoints.pop()


Tampering = Callable[[Log, random.Random], int | None]
BY_ITSELF: list[Tampering] = [
    *(edit_line, edit_personal, delete_line, delete_personal, delete_leaf, delete_and_close_up, swap, twice),
    *(edit_leaf, edit_node, edit_segments, rewrite, forge, edit_checkpoint, delete_checkpoint, cut_off),
]
"""What the log shows by itself."""
BY_COPIES: list[Tampering] = [cut_off_cleanly, fork, forget_checkpoint]
"""What only copies in a second place show."""


def tamper(logs: Sequence[Log], turns: int, chance: random.Random) -> dict[str, int]:
    """Tamper that many times, each time with a whole log, and see that it is found; how often each was done."""
    done: dict[str, int] = {}
    whole = [(log, copies_of(log)) for log in logs]
    for turn in range(turns):
        log, copies = chance.choice(whole)
        spoilt = copy.deepcopy(log) if turn % 50 == 0 else _copied(log)
        way = chance.choice([*BY_ITSELF, *BY_ITSELF, *BY_COPIES])
        named = way(spoilt, chance)
        if spoilt == log:
            continue  # two leaves of one content changed places
        report = examined(spoilt, copies if way in BY_COPIES else ())
        assert report.findings, (way.__name__, turn)
        if named is not None:
            assert named in {finding.line for finding in report.findings}, (way.__name__, named, report.findings)
        done[way.__name__] = done.get(way.__name__, 0) + 1
    return done


def _copied(log: Log) -> Log:
    """A copy that is as good as a deep one: rows are never changed in place but for leaves."""
    return Log(
        *(dict(log.lines), dict(log.personal), dict(log.segments), [copy.copy(leaf) for leaf in log.leaves]),
        *(dict(log.nodes), list(log.checkpoints), list(log.forgotten)),
    )


__all__ = ["BY_COPIES", "BY_ITSELF", "Fault", "Leaf", "Log", "copies_of", "examined", "made", "parse", "tamper"]
