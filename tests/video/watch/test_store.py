from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.video.watch.views import ALL, looks

from beadle.video.watch.eye import MOST_REFERENCES, Eye, Memory
from beadle.video.watch.store import Store
from beadle.video.watch.terms import Finding, Sign


@pytest.fixture
def memory() -> Memory:
    eye = Eye()
    for number, look in enumerate(looks(13)[:14], 1):
        eye.look(look, number * 5_000_000)
    eye.memory.finding = Finding(Sign.MOVED, "Another view.")
    return eye.memory


def test_a_memory_is_read_as_it_was_kept(tmp_path: Path, memory: Memory) -> None:
    store = Store(tmp_path / "watch")
    store.save("market-1", "main", memory)
    again = store.load("market-1", "main")
    assert again.finding == memory.finding
    assert again.learned_us == memory.learned_us
    assert len(again.references) == 1
    assert np.allclose(again.references[0].edges, memory.references[0].edges, atol=2e-2)
    assert Eye(again).look(looks(13)[20], 10**9).sign is Sign.MOVED
    assert (tmp_path / "watch" / "market-1.main.npz").stat().st_mode & 0o077 == 0


def test_a_steered_cameras_views_are_all_kept(tmp_path: Path) -> None:
    eye = Eye()
    for number, scene in enumerate(ALL):
        for place, look in enumerate(looks(scene)[:8]):
            eye.look(look, (number * 8 + place) * 5_000_000, ptz=True)
    store = Store(tmp_path)
    store.save("market-1", "main", eye.memory)
    again = store.load("market-1", "main")
    assert again.ptz
    assert len(again.references) == len(eye.memory.references) > MOST_REFERENCES


def test_a_memory_from_before_cameras_could_be_steered_is_a_still_cameras(tmp_path: Path, memory: Memory) -> None:
    store, path = Store(tmp_path), tmp_path / "market-1.main.npz"
    store.save("market-1", "main", memory)
    with np.load(path) as kept:
        parts = {name: kept[name] for name in kept.files if name != "ptz"}
    np.savez(path, **parts)
    again = store.load("market-1", "main")
    assert (len(again.references), again.ptz) == (1, False)


def test_nothing_kept_is_an_empty_memory(tmp_path: Path) -> None:
    assert Store(tmp_path).load("market-1", "main").references == []


@pytest.mark.parametrize("data", [b"", b"nonsense", b"PK\x03\x04 and no more"])
def test_a_damaged_file_is_learned_anew(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "market-1.main.npz").write_bytes(data)
    assert Store(tmp_path).load("market-1", "main").references == []


def test_a_file_that_is_cut_or_lacks_something_is_learned_anew(tmp_path: Path, memory: Memory) -> None:
    store, path = Store(tmp_path), tmp_path / "market-1.main.npz"
    store.save("market-1", "main", memory)
    path.write_bytes(path.read_bytes()[:-200])
    assert store.load("market-1", "main").references == []
    np.savez(path, count=1, learned_us=0, sign="clear", detail="")
    assert store.load("market-1", "main").references == []


def test_objects_in_a_file_are_not_unpacked(tmp_path: Path) -> None:
    np.savez(tmp_path / "market-1.main.npz", count=np.array([{"a": 1}], dtype=object))
    assert Store(tmp_path).load("market-1", "main").references == []
