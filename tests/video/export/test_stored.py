from __future__ import annotations

from pathlib import Path

import pytest

from beadle.platform.errors import DataLoss
from beadle.video.errors import NoFootage
from beadle.video.export import stored
from beadle.video.export.plan import ClipPlan
from beadle.video.export.stored import OpenFiles, PlanSource


def whole(plan: ClipPlan) -> bytes:
    return b"".join(plan.read(0, plan.size, OpenFiles()))


def test_a_plan_comes_back_the_same(plan: ClipPlan) -> None:
    again, other = stored.load(stored.dump([plan, plan]))
    assert again == other == plan
    assert again.fingerprint == plan.fingerprint
    assert whole(again) == whole(plan)


def test_a_plan_is_made_once(plan: ClipPlan, tmp_path: Path) -> None:
    made = []

    def make() -> list[ClipPlan]:
        made.append(1)
        return [plan]

    folder = tmp_path / "exports" / "one"
    assert stored.ensure(folder, "a.mp4", make) == stored.ensure(folder, "a.mp4", make) == [plan]
    assert made == [1]
    assert [path.name for path in folder.iterdir()] == [".a.mp4.plan"]


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\x1f\x8b\x08\x00"])
def test_a_damaged_plan_is_said_in_words(plan: ClipPlan, tmp_path: Path, damage: bytes) -> None:
    stored.plan_path(tmp_path, "a.mp4").write_bytes(damage)
    with pytest.raises(DataLoss, match="Cancel the export"):
        stored.ensure(tmp_path, "a.mp4", lambda: [plan])


def test_any_part_can_be_read_before_it_is_made(plan: ClipPlan) -> None:
    source = PlanSource(plan)
    everything = whole(plan)
    assert source.size == len(everything)
    for offset, length in ((0, 10), (len(plan.init) - 5, 400), (source.size - 7, 7), (1000, 20_000)):
        assert source.read(offset, length) == everything[offset : offset + length]
    source.close()
    source.close()


def test_footage_that_is_gone_is_said_in_words(plan: ClipPlan) -> None:
    for piece in plan.pieces:
        piece.segment.path.unlink(missing_ok=True)
    with pytest.raises(NoFootage):
        PlanSource(plan).read(0, plan.size)


def test_few_files_stay_open(plan: ClipPlan, tmp_path: Path) -> None:
    files = OpenFiles()
    for number in range(10):
        path = tmp_path / f"{number}"
        path.write_bytes(b"abc")
        assert files(path, 1, 2) == b"bc"
        assert files(path, 1, 9) == b"bc"
    assert len(files._handles) == 4
    files.close()
    assert not files._handles
