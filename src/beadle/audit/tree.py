"""The stored tree: leaves in their own table, and every 256 hashes of one level folded into one of the next.

So a tree of ten million leaves has 39,000 stored nodes above them, rows are only ever added, and any proof takes at
most one stretch of rows a level.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from beadle.audit.errors import TreeBroken
from beadle.audit.merkle import BITS, WIDTH, Frontier, Range, Subtree, folded, subtrees, whole_root


class Node(NamedTuple):
    """A stored hash: over 256**level leaves, the `place`-th of its level."""

    level: int
    place: int
    hash: bytes


class Growth:
    """The growing edge of the stored tree: for each level, the hashes that are not yet 256."""

    def __init__(self, size: int = 0, edges: Sequence[Sequence[bytes]] = ()) -> None:
        """`edges`: of each level from the leaves upwards, the last `size >> 8 * level` modulo 256 hashes."""
        self.size = size
        self._edges = [list(edge) for edge in edges] or [[]]

    def add(self, leaf: bytes) -> list[Node]:
        """Append a leaf's hash; the nodes that are complete with it."""
        self.size += 1
        made: list[Node] = []
        hashed, level = leaf, 0
        while True:
            if level == len(self._edges):
                self._edges.append([])
            edge = self._edges[level]
            edge.append(hashed)
            if len(edge) < WIDTH:
                return made
            hashed = whole_root(edge)
            edge.clear()
            level += 1
            made.append(Node(level, (self.size >> BITS * level) - 1, hashed))

    def root(self) -> bytes:
        """The root over all leaves."""
        frontier = Frontier()
        for level in range(len(self._edges) - 1, -1, -1):
            for hashed in self._edges[level]:
                frontier.add(hashed, BITS * level)
        return frontier.root()


def edges_of(size: int) -> list[Range]:
    """For each level from the leaves upwards, which stored hashes the growing edge of a tree of `size` consists of."""
    edges = []
    while True:
        edges.append(Range(size & ~(WIDTH - 1), size))
        size >>= BITS
        if not size:
            return edges


_LEAVES = text(
    'SELECT f."index", f.hash FROM unnest(CAST(:begins AS bigint[]), CAST(:ends AS bigint[])) AS r (b, e)'
    ' CROSS JOIN LATERAL (SELECT "index", hash FROM audit_leaf WHERE "index" >= r.b AND "index" < r.e) f'
)
_NODES = text(
    'SELECT f."index", f.hash FROM unnest(CAST(:begins AS bigint[]), CAST(:ends AS bigint[])) AS r (b, e)'
    ' CROSS JOIN LATERAL (SELECT "index", hash FROM audit_node WHERE level = :level AND "index" >= r.b'
    ' AND "index" < r.e) f'
)


async def path(session: AsyncSession, plan: Sequence[Range]) -> list[bytes]:
    """The hashes that a proof's plan names (`merkle.inclusion_plan`, `merkle.consistency_plan`).

    Raises TreeBroken where a stored hash is missing.
    """
    parts = [list(subtrees(span)) for span in plan]
    found = await _hashes(session, [part for span in parts for part in span])
    return [folded([found[part] for part in span]) for span in parts]


async def root(session: AsyncSession, size: int) -> bytes:
    """The root over the first `size` leaves as they are stored now."""
    (found,) = await path(session, [Range(0, size)])
    return found


async def _hashes(session: AsyncSession, wanted: Iterable[Subtree]) -> dict[Subtree, bytes]:
    by_level: dict[int, list[Subtree]] = defaultdict(list)
    for each in wanted:
        by_level[each.height // BITS].append(each)
    found: dict[Subtree, bytes] = {}
    for level, parts in by_level.items():
        ranges = {each: _stored(each, level) for each in parts}
        values: dict[str, Any] = {
            "begins": [r.begin for r in ranges.values()],
            "ends": [r.end for r in ranges.values()],
        }
        query = _NODES if level else _LEAVES
        rows = await session.execute(query, values | ({"level": level} if level else {}))
        stored = {int(place): bytes(hashed) for place, hashed in rows}
        for each, span in ranges.items():
            found[each] = whole_root(_taken(stored, span, level))
    return found


def _stored(part: Subtree, level: int) -> Range:
    """The stored hashes of `level` that a subtree is made of."""
    spread = part.height - BITS * level
    return Range(part.place << spread, part.place + 1 << spread)


def _taken(stored: Mapping[int, bytes], span: Range, level: int) -> list[bytes]:
    try:
        return [stored[place] for place in range(*span)]
    except KeyError as error:
        raise TreeBroken(
            f"The stored tree lacks the hash {error} of level {level}.", advice="Run: beadle audit verify."
        ) from error
