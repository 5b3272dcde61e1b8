"""The Merkle tree of RFC 6962 (section 2.1): hashes, roots, and proofs of inclusion and consistency. Pure.

A tree over `size` leaves; a *subtree* is the whole tree over 2**height leaves that begin at place << height. Proofs are
planned as ranges of leaves first, and a range as subtrees, so that whoever keeps a large tree fetches only those.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

HASH_BYTES = 32
BITS = 8
WIDTH = 1 << BITS
"""Hashes of one stored level that make one hash of the next."""

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""

_sha256 = hashlib.sha256


class Range(NamedTuple):
    """Leaves from `begin` up to and without `end`."""

    begin: int
    end: int


class Subtree(NamedTuple):
    """The whole subtree of 2**height leaves that begins at leaf place << height."""

    height: int
    place: int


Fetch = Callable[[Subtree], bytes]


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return _sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return _sha256(b"\x01" + left + right).digest()


def whole_root(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of hashes of one height."""
    level = list(hashes)
    while len(level) > 1:
        pairs = iter(level)
        level = [_sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
    return level[0]


def folded(parts: Sequence[bytes]) -> bytes:
    """The root over subtrees that stand side by side, each smaller than the one before it (the last may be ragged)."""
    root = parts[-1]
    for part in reversed(parts[:-1]):
        root = node_hash(part, root)
    return root


class Frontier:
    """A tree that grows leaf by leaf (or by whole subtrees) and remembers only its right edge."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[tuple[int, bytes]] = []  # (height, hash), heights falling

    def add(self, hashed: bytes, height: int = 0) -> None:
        """Append a whole subtree of that height; the size has to be a multiple of its own."""
        if self.size % (1 << height):
            raise ValueError("A subtree can only be appended at a multiple of its size.")
        self.size += 1 << height
        while self._edge and self._edge[-1][0] == height:
            hashed = node_hash(self._edge.pop()[1], hashed)
            height += 1
        self._edge.append((height, hashed))

    def parts(self) -> list[bytes]:
        """The hashes of the subtrees along the right edge, largest first."""
        return [hashed for _, hashed in self._edge]

    def root(self) -> bytes:
        """The root over all leaves so far."""
        return folded(self.parts()) if self._edge else EMPTY_ROOT


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes."""
    frontier = Frontier()
    for each in leaves:
        frontier.add(each)
    return frontier.root()


def subtrees(span: Range) -> Iterator[Subtree]:
    """The whole subtrees that make up a range, from left to right, the largest possible each time."""
    begin, end = span
    while begin < end:
        height = (end - begin).bit_length() - 1
        if begin:
            height = min(height, (begin & -begin).bit_length() - 1)
        yield Subtree(height, begin >> height)
        begin += 1 << height


def range_root(span: Range, fetch: Fetch) -> bytes:
    """The hash of a range that a proof's plan names."""
    return folded([fetch(each) for each in subtrees(span)])


def _split(size: int) -> int:
    """The largest power of two smaller than `size` (which is at least 2)."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_plan(index: int, size: int) -> list[Range]:
    """The ranges whose hashes prove that leaf `index` stands in the tree of `size`, from the leaf upwards."""
    if not 0 <= index < size:
        raise ValueError("The leaf is not in the tree.")
    plan: list[Range] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            plan.append(Range(middle, end))
            end = middle
        else:
            plan.append(Range(begin, middle))
            begin = middle
    return plan[::-1]


def consistency_plan(old: int, new: int) -> list[Range]:
    """The ranges whose hashes prove that the tree of size `old` is the beginning of that of size `new`."""
    if not 0 <= old <= new:
        raise ValueError("A log only grows.")
    if old in {0, new}:
        return []
    plan: list[Range] = []
    begin, end = 0, new
    whole = True
    while old != end:
        middle = begin + _split(end - begin)
        if old <= middle:
            plan.append(Range(middle, end))
            end = middle
        else:
            plan.append(Range(begin, middle))
            begin = middle
            whole = False
    if not whole:
        plan.append(Range(begin, end))
    return plan[::-1]


def root_from_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes | None:
    """The root that the path leads to from a leaf hash (RFC 9162, 2.1.3.2); None where its length is wrong."""
    if not 0 <= index < size:
        return None
    place, last, root = index, size - 1, leaf
    for each in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            root = node_hash(each, root)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            root = node_hash(root, each)
        place >>= 1
        last >>= 1
    return root if last == 0 else None


def is_consistent(old: tuple[int, bytes], new: tuple[int, bytes], path: Sequence[bytes]) -> bool:
    """Whether the path proves that the tree `old` (size, root) is the beginning of `new` (RFC 9162, 2.1.4.2)."""
    (old_size, old_root), (new_size, new_root) = old, new
    if not 0 <= old_size <= new_size:
        return False
    if old_size == 0:
        return not path and old_root == EMPTY_ROOT
    if old_size == new_size:
        return not path and old_root == new_root
    found = _roots_from_consistency(old_size, new_size, old_root, path)
    return found is not None and found == (old_root, new_root)


def _roots_from_consistency(
    old_size: int, new_size: int, old_root: bytes, path: Sequence[bytes]
) -> tuple[bytes, bytes] | None:
    steps = list(path)
    if old_size & (old_size - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return None
    place, last = old_size - 1, new_size - 1
    while place & 1:
        place >>= 1
        last >>= 1
    first = second = steps[0]
    for each in steps[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            first, second = node_hash(each, first), node_hash(each, second)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            second = node_hash(second, each)
        place >>= 1
        last >>= 1
    return (first, second) if last == 0 else None
