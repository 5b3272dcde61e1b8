"""The stored tree: it grows as a plain one does, and gives the hashes that proofs need."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from tests.factories.log import seal, write

from beadle.audit.errors import TreeBroken
from beadle.audit.merkle import (
    EMPTY_ROOT,
    WIDTH,
    Range,
    consistency_plan,
    inclusion_plan,
    is_consistent,
    leaf_hash,
    root_from_inclusion,
    root_of,
)
from beadle.audit.terms import Entry
from beadle.audit.tree import Growth, edges_of, path, root
from beadle.platform.clock import FixedClock
from beadle.platform.db import Database

LEAVES = [leaf_hash(number.to_bytes(4, "big")) for number in range(70_000)]


def test_it_grows_as_a_plain_tree_does() -> None:
    growth = Growth()
    assert growth.root() == EMPTY_ROOT
    made = []
    for size, leaf in enumerate(LEAVES[:1500], 1):
        made += growth.add(leaf)
        if size in {1, 2, 255, 256, 257, 1000, 1500}:
            assert growth.root() == root_of(LEAVES[:size])
    assert [(node.level, node.place) for node in made] == [(1, place) for place in range(5)]
    assert all(node.hash == root_of(LEAVES[node.place * WIDTH :][:WIDTH]) for node in made)


def test_a_third_level() -> None:
    growth = Growth()
    made = [node for leaf in LEAVES for node in growth.add(leaf)]
    assert [(node.level, node.place) for node in made if node.level == 2] == [(2, 0)]
    assert growth.root() == root_of(LEAVES)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 66_000))
def test_it_can_be_taken_up_at_any_size(size: int) -> None:
    level: list[bytes] = LEAVES[:size]
    edges = []
    for span in edges_of(size):
        edges.append(level[span.begin : span.end])
        level = [root_of(level[at : at + WIDTH]) for at in range(0, len(level) - WIDTH + 1, WIDTH)]
    growth = Growth(size, edges)
    assert growth.root() == root_of(LEAVES[:size])
    growth.add(LEAVES[size])
    assert (growth.size, growth.root()) == (size + 1, root_of(LEAVES[: size + 1]))


async def test_proofs_from_stored_hashes(database: Database, clock: FixedClock) -> None:
    await write(database, clock, *[Entry(action="x", actor="o")] * 1100)
    await seal(database, clock)
    chance = random.Random(5)
    async with database.session() as session:
        hashes = [
            bytes(each) for (each,) in await session.execute(text('SELECT hash FROM audit_leaf ORDER BY "index"'))
        ]
        assert await root(session, 1100) == root_of(hashes)
        for _ in range(25):
            size = chance.randrange(1, 1101)
            index, old = chance.randrange(size), chance.randrange(size + 1)
            proof = await path(session, inclusion_plan(index, size))
            assert root_from_inclusion(index, size, hashes[index], proof) == root_of(hashes[:size])
            between = await path(session, consistency_plan(old, size))
            assert is_consistent((old, root_of(hashes[:old])), (size, root_of(hashes[:size])), between)
        with pytest.raises(TreeBroken, match="lacks the hash"):
            await path(session, [Range(1096, 1104)])
