from __future__ import annotations

import hashlib
import os
from pathlib import Path

import av
import pytest

from beadle.platform.errors import Full
from beadle.video.errors import NoFootage
from beadle.video.export import build as build_module
from beadle.video.export.build import MasterBuild
from beadle.video.export.plan import ClipPlan
from beadle.video.export.stored import OpenFiles


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_module, "_STEP", 4096)


def made(plan: ClipPlan, path: Path) -> tuple[str, MasterBuild]:
    work = MasterBuild(plan, path, reserve_bytes=0)
    try:
        while not work.advance():
            pass
        return work.finish(), work
    finally:
        work.close()


def whole(plan: ClipPlan) -> bytes:
    return b"".join(plan.read(0, plan.size, OpenFiles()))


def test_the_file_is_what_was_planned(plan: ClipPlan, tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    digest, _ = made(plan, path)
    assert path.read_bytes() == whole(plan)
    assert digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert list(tmp_path.glob(".a.mp4*")) == []
    with av.open(str(path)) as container:
        assert len(list(container.decode(video=0))) == 100


@pytest.mark.parametrize("steps", [0, 1, 3])
def test_it_goes_on_where_it_was_killed(plan: ClipPlan, tmp_path: Path, steps: int) -> None:
    path = tmp_path / "a.mp4"
    first = MasterBuild(plan, path, reserve_bytes=0)
    for _ in range(steps):
        first.advance()
    os.close(first._handle)
    first._handle = -1
    _, second = made(plan, path)
    assert second.kept_bytes == first.done_bytes
    assert path.read_bytes() == whole(plan)


def test_what_is_not_right_is_written_again(plan: ClipPlan, tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    part = tmp_path / ".a.mp4.part"
    right = whole(plan)
    part.write_bytes(right[:6000] + b"\0" * 6000)
    _, work = made(plan, path)
    assert 4096 <= work.kept_bytes <= 6000
    assert path.read_bytes() == right


def test_too_much_is_cut_off(plan: ClipPlan, tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    (tmp_path / ".a.mp4.part").write_bytes(whole(plan) + b"more")
    made(plan, path)
    assert path.read_bytes() == whole(plan)


def test_a_finished_file_that_nobody_noted_is_checked_and_kept(plan: ClipPlan, tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    digest, _ = made(plan, path)
    again, work = made(plan, path)
    assert again == digest
    assert work.kept_bytes == plan.size


def test_no_room_is_said_before_it_is_used_up(plan: ClipPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_module, "free_bytes", lambda _path: 1 << 20)
    work = MasterBuild(plan, tmp_path / "a.mp4", reserve_bytes=1 << 20)
    with pytest.raises(Full):
        work.advance()
    work.close()


@pytest.mark.parametrize("call", ["pwrite", "fsync"])
def test_a_disk_that_fills_up_is_said_in_words(
    plan: ClipPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_args: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, full)
    with pytest.raises(Full):
        made(plan, tmp_path / "a.mp4")


def test_footage_that_vanishes_is_said_in_words(plan: ClipPlan, tmp_path: Path) -> None:
    for piece in plan.pieces:
        piece.segment.path.unlink(missing_ok=True)
    with pytest.raises(NoFootage):
        made(plan, tmp_path / "a.mp4")
