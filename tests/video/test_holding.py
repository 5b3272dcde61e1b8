from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.factories import video

from beadle.platform.clock import FixedClock
from beadle.platform.errors import Unavailable
from beadle.video import holding
from beadle.video.footage import holds as disk
from beadle.video.footage.terms import Hold
from beadle.video.footage.volume import Volume
from beadle.video.holding import Wanted
from beadle.video.models import HoldCameraRow, HoldRow

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def volumes(tmp_path: Path, clock: FixedClock) -> Iterator[list[Volume]]:
    made = [video.volume_at(tmp_path / name, clock) for name in ("a", "b")]
    yield made
    for volume in made:
        volume.close()


def wanted(*, active: bool = True) -> Wanted:
    known = uuid.uuid4()
    lock = Hold(str(known), ("cam",), 10, 20, "because", 5)
    if active:
        return Wanted(known, lock, active=True)
    return Wanted(known, lock, active=False, released_us=30, released_by="Ann", release_reason="done")


def active(volumes: list[Volume]) -> set[str]:
    return {lock.id for lock in disk.list_holds(volumes) if lock.active}


def settle(volumes: list[Volume], *rows: Wanted) -> holding.Findings:
    return holding.reconcile(volumes, rows)


def test_a_row_as_the_volumes_have_it() -> None:
    row = HoldRow(
        id=uuid.uuid4(),
        kind="person",
        from_at=NOON,
        to_at=None,
        reason="why",
        reference=None,
        placed_by_name="Ann",
        placed_at=NOON,
        released_at=None,
        cameras=[HoldCameraRow(camera_key="b"), HoldCameraRow(camera_key="a")],
    )
    made = holding.wanted(row)
    assert (made.lock.cameras, made.lock.to_us, made.active) == (("a", "b"), None, True)
    row.cameras = []
    with pytest.raises(ValueError, match="everything"):
        holding.wanted(row)


def test_placing_and_releasing(volumes: list[Volume]) -> None:
    hold = wanted()
    assert holding.place(volumes, hold) == ""
    assert active(volumes[:1]) == active(volumes[1:]) == {str(hold.id)}
    assert holding.release(volumes, replace(wanted(active=False), id=hold.id))
    assert active(volumes) == set()
    assert not holding.release(volumes, replace(wanted(active=False), id=hold.id))


def test_placing_on_no_volume_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        holding.place([], wanted())


def test_a_lock_that_is_missing_is_placed_again(volumes: list[Volume]) -> None:
    hold = wanted()
    findings = settle(volumes, hold)
    assert findings.placed == [hold.id]
    assert active(volumes) == {str(hold.id)}
    assert settle(volumes, hold) == holding.Findings()


def test_a_lock_missing_on_one_disk_comes_back_from_the_other(volumes: list[Volume]) -> None:
    hold = wanted()
    holding.place(volumes[:1], hold)
    settle(volumes, hold)
    assert active(volumes[1:]) == {str(hold.id)}


def test_a_lock_that_nobody_knows_is_kept(volumes: list[Volume]) -> None:
    stranger = wanted()
    holding.place(volumes, stranger)
    disk.place(volumes, Hold("by-hand", ("cam",), 1, 2, "on the command line", 5))
    findings = settle(volumes)
    assert active(volumes) == {str(stranger.id), "by-hand"}
    assert {lock.id for lock in findings.strangers} == {str(stranger.id), "by-hand"}
    assert set(holding.named_on(volumes)) == {holding.row_id(lock) for lock in findings.strangers}


def test_a_lock_placed_by_hand_has_always_the_same_row(volumes: list[Volume]) -> None:
    lock = Hold("by-hand", ("cam",), 1, 2, "on the command line", 5)
    disk.place(volumes, lock)
    row = replace(wanted(), id=holding.row_id(lock))
    assert settle(volumes, row) == holding.Findings()
    holding.withdraw(volumes, row)
    assert active(volumes) == set()


def test_a_release_that_was_interrupted_is_finished(volumes: list[Volume]) -> None:
    hold = wanted()
    holding.place(volumes, hold)
    ended = Wanted(hold.id, hold.lock, active=False, released_us=30, released_by="Ann", release_reason="done")
    assert settle(volumes, ended).released == [hold.id]
    (lock,) = disk.list_holds(volumes)
    assert (lock.active, lock.released_by) == (False, "Ann")


def test_a_lock_released_behind_the_databases_back_is_placed_again(volumes: list[Volume]) -> None:
    hold = wanted()
    holding.place(volumes, hold)
    disk.release(volumes, str(hold.id), at_us=30)
    findings = settle(volumes, hold)
    assert active(volumes) == {f"{hold.id}-2"}
    assert "placed again" in findings.troubles[f"hold {hold.id}"]
    assert settle(volumes, hold).placed == []
    holding.withdraw(volumes, hold)
    assert active(volumes) == set()


def test_a_disk_that_fails_is_a_trouble_and_the_rest_goes_on(
    volumes: list[Volume], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = wanted(), wanted()
    real = disk.place

    def failing(where: list[Volume], hold: Hold) -> None:
        if hold.id == str(first.id):
            raise Unavailable("The disk is read-only.")
        real(where, hold)

    monkeypatch.setattr(disk, "place", failing)
    findings = settle(volumes, first, second)
    assert active(volumes) == {str(second.id)}
    assert findings.troubles == {f"hold {first.id}": "The disk is read-only."}
