"""The tree against known answers (RFC 6962's reference tree) and against the RFC's own definition written plainly."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beadle.audit.merkle import (
    EMPTY_ROOT,
    Frontier,
    Range,
    Subtree,
    consistency_plan,
    inclusion_plan,
    is_consistent,
    leaf_hash,
    node_hash,
    range_root,
    root_from_inclusion,
    root_of,
    subtrees,
    whole_root,
)

# The inputs and roots of the reference tree of Certificate Transparency's own tests.
INPUTS = [
    bytes.fromhex(each)
    for each in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# Paths of the same reference: (leaf, size) and the hashes from the leaf upwards.
PATHS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): PATHS[0, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(number.to_bytes(4, "big")) for number in range(count)]


def plain_root(hashes: list[bytes]) -> bytes:
    """RFC 6962, 2.1, as it stands there."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return hashlib.sha256(b"\x01" + plain_root(hashes[:split]) + plain_root(hashes[split:])).digest()


def fetcher(hashes: list[bytes]):
    return lambda part: plain_root(hashes[part.place << part.height : part.place + 1 << part.height])


def inclusion(hashes: list[bytes], index: int) -> list[bytes]:
    return [range_root(each, fetcher(hashes)) for each in inclusion_plan(index, len(hashes))]


def consistency(hashes: list[bytes], old: int) -> list[bytes]:
    return [range_root(each, fetcher(hashes)) for each in consistency_plan(old, len(hashes))]


def test_known_answers() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root_of([]) == EMPTY_ROOT
    hashes = [leaf_hash(each) for each in INPUTS]
    assert [root_of(hashes[: size + 1]).hex() for size in range(8)] == ROOTS
    assert whole_root(hashes).hex() == ROOTS[7]


@pytest.mark.parametrize(("leaf", "size"), PATHS)
def test_known_paths(leaf: int, size: int) -> None:
    hashes = [leaf_hash(each) for each in INPUTS[:size]]
    path = inclusion(hashes, leaf)
    assert [each.hex() for each in path] == PATHS[leaf, size]
    found = root_from_inclusion(leaf, size, hashes[leaf], path)
    assert found is not None
    assert found.hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_known_consistency(old: int, new: int) -> None:
    hashes = [leaf_hash(each) for each in INPUTS[:new]]
    path = consistency(hashes, old)
    assert [each.hex() for each in path] == CONSISTENCY[old, new]
    assert is_consistent((old, bytes.fromhex(ROOTS[old - 1])), (new, bytes.fromhex(ROOTS[new - 1])), path)


@settings(deadline=None)
@given(st.integers(1, 300), st.data())
def test_every_leaf_is_proved_and_nothing_else(size: int, data: st.DataObject) -> None:
    hashes = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    path, root = inclusion(hashes, index), plain_root(hashes)
    assert root_of(hashes) == root
    assert root_from_inclusion(index, size, hashes[index], path) == root
    assert root_from_inclusion(index, size, leaf_hash(b"another"), path) != root
    assert root_from_inclusion(index, size, hashes[index], [*path, bytes(32)]) != root
    if path:
        assert root_from_inclusion(index, size, hashes[index], path[:-1]) != root
        spoilt = list(path)
        at = data.draw(st.integers(0, len(path) - 1))
        spoilt[at] = bytes(32)
        assert root_from_inclusion(index, size, hashes[index], spoilt) != root
    other = data.draw(st.integers(0, size - 1))
    if other != index:
        assert root_from_inclusion(other, size, hashes[index], path) != root
    assert root_from_inclusion(size, size, hashes[index], path) is None


@settings(deadline=None)
@given(st.integers(1, 300), st.data())
def test_growth_is_proved_and_a_fork_is_not(size: int, data: st.DataObject) -> None:
    hashes = leaves(size)
    old = data.draw(st.integers(0, size))
    path = consistency(hashes, old)
    before, after = (old, plain_root(hashes[:old])), (size, plain_root(hashes))
    assert is_consistent(before, after, path)
    assert not is_consistent(before, after, [*path, bytes(32)])
    assert not is_consistent(after, before, path) or old == size
    if old:
        forked = [*hashes[: old - 1], leaf_hash(b"fork")]
        assert not is_consistent((old, plain_root(forked)), after, path)
    if path:
        spoilt = list(path)
        spoilt[data.draw(st.integers(0, len(path) - 1))] = bytes(32)
        assert not is_consistent(before, after, spoilt)
        assert not is_consistent(before, after, path[:-1])


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_a_range_is_cut_into_whole_subtrees(begin: int, length: int) -> None:
    parts = list(subtrees(Range(begin, begin + length)))
    at = begin
    for part in parts:
        assert part.place << part.height == at
        at += 1 << part.height
    assert at == begin + length
    assert len(parts) <= 26


def test_a_frontier_takes_whole_subtrees_where_they_fit() -> None:
    hashes = leaves(300)
    frontier = Frontier()
    frontier.add(plain_root(hashes[:256]), 8)
    for each in hashes[256:]:
        frontier.add(each)
    assert (frontier.size, frontier.root()) == (300, plain_root(hashes))
    with pytest.raises(ValueError, match="multiple"):
        frontier.add(bytes(32), 8)


def test_absurd_questions() -> None:
    for index, size in ((0, 0), (5, 5), (-1, 5)):
        with pytest.raises(ValueError, match="not in the tree"):
            inclusion_plan(index, size)
    for old, new in ((5, 4), (-1, 4)):
        with pytest.raises(ValueError, match="grows"):
            consistency_plan(old, new)
    assert not is_consistent((5, b""), (4, b""), [])
    assert not is_consistent((3, bytes(32)), (4, bytes(32)), [])
    assert list(subtrees(Range(0, 1))) == [Subtree(0, 0)]
    assert node_hash(b"a", b"b") == hashlib.sha256(b"\x01ab").digest()
